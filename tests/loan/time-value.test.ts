/** The time value of money: a spreadsheet's values, laws that hold for all of them, and what has no value. */
import { ONE, absolute, add, compare, decimalText, greatest, multiply, parseRatio, ratioOf, ratioText, subtract, sum } from '../../src/loan/ratio.ts';
import type { Ratio } from '../../src/loan/ratio.ts';
import { timeValue } from '../../src/loan/time-value-terms.ts';
import { cumipmt, cumprinc, fv, ipmt, nper, pmt, ppmt, pv, rate } from '../../src/loan/time-value.ts';
import type { Annuity } from '../../src/loan/time-value.ts';
import { irr, npv, xirr, xnpv } from '../../src/loan/cash-flows.ts';
import { seeded } from '../support/random.ts';
import type { Random } from '../support/random.ts';

const ratio = (text: string): Ratio => parseRatio(text) ?? ratioOf(0);
/** Equal to 25 digits of the larger. */
const isNear = (a: Ratio, b: Ratio): boolean => {
  const size = greatest(ONE, greatest(absolute(a), absolute(b)));
  return compare(multiply(absolute(subtract(a, b)), ratioOf(10n ** 25n)), size) <= 0;
};

/** Excel's documentation of each function shows these. */
test.each<[string, Readonly<Record<string, unknown>>, string]>([
  ['PMT', { rate: '0.08/12', nper: '10', pv: '10000' }, '-1037.03'],
  ['PMT', { rate: '0.08/12', nper: '10', pv: '10000', when: 1 }, '-1030.16'],
  ['PMT', { rate: '0.06/12', nper: '216', pv: '0', fv: '50000' }, '-129.08'],
  ['IPMT', { rate: '0.1/12', per: 1, nper: '36', pv: '8000' }, '-66.67'],
  ['IPMT', { rate: '0.1', per: 3, nper: '3', pv: '8000' }, '-292.45'],
  ['PPMT', { rate: '0.1/12', per: 1, nper: '24', pv: '2000' }, '-75.62'],
  ['CUMIPMT', { rate: '0.09/12', nper: '360', pv: '125000', start: 13, end: 24 }, '-11135.23'],
  ['CUMIPMT', { rate: '0.09/12', nper: '360', pv: '125000', start: 1, end: 1 }, '-937.50'],
  ['CUMPRINC', { rate: '0.09/12', nper: '360', pv: '125000', start: 13, end: 24 }, '-934.11'],
  ['PV', { rate: '0.08/12', nper: '240', pmt: '500' }, '-59777.15'],
  ['FV', { rate: '0.06/12', nper: '10', pmt: '-200', pv: '-500', when: 1 }, '2581.40'],
  ['NPER', { rate: '0.12/12', pmt: '-100', pv: '-1000', fv: '10000', when: 1 }, '59.67'],
  ['RATE', { nper: '48', pmt: '-200', pv: '8000' }, '0.0077'],
  ['EFFECT', { rate: '0.0525', npery: '4' }, '0.0535'],
  ['NOMINAL', { rate: '0.053543', npery: 4 }, '0.0525'],
  ['NPV', { rate: '0.1', values: ['-10000', '3000', '4200', '6800'] }, '1188.44'],
  ['XNPV', { rate: '0.09', values: ['-10000', '2750', '4250', '3250', '2750'], dates: ['2008-01-01', '2008-03-01', '2008-10-30', '2009-02-15', '2009-04-01'] }, '2086.65'],
  ['IRR', { values: ['-70000', '12000', '15000', '18000', '21000', '26000'] }, '0.0866'],
  ['IRR', { values: ['-70000', '12000', '15000', '18000', '21000'] }, '-0.0212'],
  ['IRR', { values: ['-70000', '12000', '15000'], guess: '-0.1' }, '-0.4435'],
  ['XIRR', { values: ['-10000', '2750', '4250', '3250', '2750'], dates: ['2008-01-01', '2008-03-01', '2008-10-30', '2009-02-15', '2009-04-01'] }, '0.3734'],
  ['MIRR', { values: ['-120000', '39000', '30000', '21000', '37000', '46000'], financeRate: '0.1', reinvestRate: '0.12' }, '0.1261'],
])('%s of %j is %s', (name, given, expected) => {
  const places = expected.length - expected.indexOf('.') - 1;
  expect(decimalText(ratio(timeValue(name, given)), { least: places, most: places })).toBe(expected);
});

test.each<[string, Readonly<Record<string, unknown>>, string]>([
  ['PMT', { rate: '0', nper: '10', pv: '1000' }, '-100'],
  ['FV', { rate: '-1', nper: '3', pv: '1000', pmt: '-7' }, '7'],
  ['FV', { rate: '1', nper: '0.5', pv: '-4' }, '5.656854249492380195206754896838792314'],
  ['NPER', { rate: '0', pmt: '-8', pv: '100' }, '12.5'],
  ['RATE', { nper: '10', pmt: '-100', pv: '1000' }, '0'],
  ['RATE', { nper: '1', pmt: '-3', pv: '1' }, '2'],
  ['IRR', { values: ['-100', '230', '-132'] }, '0.1'],
  ['IRR', { values: ['-100', '230', '-132'], guess: '0.3' }, '0.2'],
  ['IRR', { values: ['-1', '0', '0', '8'] }, '1'],
  ['XIRR', { values: ['-100', '1000000000100'], dates: ['2023-01-01', '2024-01-01'] }, '10000000000'],
  ['MIRR', { values: ['-100', '0', '121'], financeRate: '0', reinvestRate: '0' }, '0.1'],
  ['EFFECT', { rate: '1', npery: '2' }, '1.25'],
  ['NOMINAL', { rate: '1.25', npery: '2' }, '1'],
])('%s of %j is exactly %s', (name, given, expected) => {
  expect(timeValue(name, given)).toBe(expected);
});

function randomLoan(random: Random): Annuity {
  const terms = {
    rate: ratioOf(random.integer(4_000) - 400, 10_000),
    nper: ratioOf(1 + random.integer(360)),
    pv: ratioOf(1 + random.integer(10_000_000), 100),
    fv: ratioOf(random.integer(1_000_000) - 500_000, 100),
    when: random.integer(2) === 1 ? (1 as const) : (0 as const),
  };
  return { ...terms, pmt: pmt(terms) };
}
const loans = (count: number, seed: number): readonly Annuity[] => {
  const random = seeded(seed);
  return Array.from({ length: count }, () => randomLoan(random));
};
const shown = (loan: Annuity): string => Object.values(loan).map((value) => (typeof value === 'number' ? value : ratioText(value))).join(' ');
const failing = (all: readonly Annuity[], holds: (loan: Annuity) => boolean): readonly string[] => all.filter((loan) => !holds(loan)).map(shown);

test('PV, FV and NPER undo PMT: two thousand loans', () => {
  const wrong = failing(loans(2000, 31), (loan) => isNear(pv(loan), loan.pv) && isNear(fv(loan), loan.fv) && (loan.rate.num === 0n || hasManyTerms(loan) || isNear(nper(loan), loan.nper)));
  expect(wrong).toEqual([]);
});
/** The logarithm of a quotient that is no longer told from a limit has no digits to give back. */
const hasManyTerms = ({ rate: per, nper: count }: Annuity): boolean => Number(ratioText(count)) * Math.abs(Number(decimalText(per))) > 40;

test('RATE undoes PMT, to 25 digits: a thousand loans', () => {
  const wrong = failing(loans(1000, 32), (loan) => {
    const balanced = { ...loan, rate: rate(loan, loan.rate) };
    return isNear(balanced.rate, loan.rate) || isNear(fv(balanced), loan.fv) || isNear(pv(balanced), loan.pv); // where a future value is paid too, another rate may fit
  });
  expect(wrong).toEqual([]);
});

test('IPMT and PPMT of a period add up to PMT, and PPMT of all periods to what is paid back', () => {
  const wrong = failing(loans(300, 33), (loan) => {
    const count = Number(ratioText(loan.nper));
    const parts = [1, Math.ceil(count / 2), count].every((per) => isNear(add(ipmt(loan, per), ppmt(loan, per)), loan.pmt));
    if (loan.when === 1 || count > 36) return parts;
    const principal = sum(Array.from({ length: count }, (_, i) => ppmt(loan, i + 1)));
    return parts && isNear(add(principal, add(loan.pv, loan.fv)), ratioOf(0));
  });
  expect(wrong).toEqual([]);
});

test('CUMIPMT and CUMPRINC are the sums of IPMT and PPMT', () => {
  const random = seeded(34);
  for (let i = 0; i < 100; i++) {
    const loan = { ...randomLoan(random), rate: ratioOf(1 + random.integer(500), 10_000), nper: ratioOf(1 + random.integer(48)), fv: ratioOf(0) };
    const start = 1 + random.integer(Number(loan.nper.num));
    const end = start + random.integer(Number(loan.nper.num) - start + 1);
    const periods = Array.from({ length: end - start + 1 }, (_, k) => start + k);
    expect(isNear(cumipmt({ ...loan, start, end }), sum(periods.map((per) => ipmt(loan, per))))).toBe(true);
    expect(isNear(cumprinc({ ...loan, start, end }), sum(periods.map((per) => ppmt(loan, per))))).toBe(true);
  }
});

test('NPV at the IRR and XNPV at the XIRR are zero, to 25 digits: five hundred rows of values each', () => {
  const random = seeded(35);
  for (let i = 0; i < 500; i++) {
    const values = [ratioOf(-1 - random.integer(1_000_000), 100), ...Array.from({ length: 1 + random.integer(30) }, () => ratioOf(random.integer(600_000) - 100_000, 100)), ratioOf(1 + random.integer(1_000_000), 100)];
    const dates = values.map((_, k) => 738_000 + k * 30 + random.integer(25));
    const [periodic, yearly] = [irr(values, ratio('0.1')), xirr(values, dates, ratio('0.1'))];
    expect([decimalText(npv(periodic, values), { most: 25 }), decimalText(xnpv(yearly, values, dates), { most: 25 })]).toEqual(['0', '0']);
  }
});

test('PMT with a fraction of a period lies between its neighbours and meets them', () => {
  const payment = (nper: string): Ratio => ratio(timeValue('PMT', { rate: '0.01', nper, pv: '-10000' }));
  expect(compare(payment('12'), payment('12.5'))).toBe(1);
  expect(compare(payment('12.5'), payment('13'))).toBe(1);
  expect(isNear(payment('12.0000000000000000000000000000000001'), payment('12'))).toBe(true);
});
