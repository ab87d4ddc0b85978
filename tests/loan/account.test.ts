/** What events make of a loan: the sample account's payments, published checks, and laws over random histories. */
import { add, decimalText, multiply, parseDate, parseDecimal, quotePayoff, ratioText, replayEvents, roundingOf, standingOf, statesOn, subtract } from '../../src/loan/index.ts';
import type { AccountEvent, AccountTerms, Instalment, Ratio } from '../../src/loan/index.ts';

const ratio = (text: string): Ratio => parseDecimal(text) ?? { num: 0n, den: 1n };
const day = (text: string): number => parseDate(text) ?? NaN;
const CENTS = roundingOf({ increment: '0.01', mode: 'halfUp' });
const text = (value: Ratio): string => decimalText(value);

const TERMS: AccountTerms = {
  principal: ratio('12000'), startDate: day('2015-03-04'), annualRate: ratio('0.2499'), dayCount: 'ACT/365F', interest: 'daily', instalments: [],
  balanceRounding: CENTS, interestRounding: undefined, quoteRounding: CENTS, paymentRounding: CENTS, waterfall: 'standard',
  interestApplication: 'betweenTransactions', beforeStart: 'signed', graceDays: 0, lateFee: undefined,
};
const payment = (id: string, date: string, amount: string, more: Partial<AccountEvent> = {}): AccountEvent =>
  ({ kind: 'payment', id, date: day(date), amount: ratio(amount), waterfall: undefined, extra: 'payment.extra.tx.principal', ...more }) as AccountEvent;
const charge = (id: string, date: string, amount: string): AccountEvent => ({ kind: 'charge', id, date: day(date), amount: ratio(amount), category: 'fee', interestBearing: false });

describe('the sample account', () => {
  const paid = [payment('1', '2013-12-12', '200'), payment('2', '2013-12-19', '100')];

  test('a payment before disbursal runs interest backwards, unrounded; the balance is kept to the cent', () => {
    const { state, payments } = replayEvents(TERMS, paid);
    expect(payments.map(({ interest, principal }) => [Number(text(interest)), Number(text(principal))].map(String))).toEqual([
      ['-3672.50301369863', '3872.50301369863'], ['38.95187876712329', '61.04812123287671'],
    ]);
    expect(text(payments[0]?.after.principal ?? ratio('0'))).toBe('8127.5');
    expect(text(state.accrued)).toBe('0');
  });

  test('after the second payment is reversed and a fee charged, the payoff of that day is 8191.45', () => {
    const events = [...paid, charge('nsf', '2013-12-19', '25'), { kind: 'reversal', id: 'r', date: day('2013-12-19'), paymentId: '2' } as AccountEvent];
    const quote = quotePayoff(TERMS, replayEvents(TERMS, events, day('2013-12-19')).state, day('2013-12-19'));
    expect([quote.principal, quote.interest, quote.fees, quote.total].map(text)).toEqual(['8127.5', '38.95', '25', '8191.45']);
    // As the sample shows it: before the fee of its own return.
    const [returned] = replayEvents(TERMS, events).reversed;
    expect(returned && [returned.interest, returned.principal, returned.fees].map((value) => String(Number(text(value))))).toEqual(['38.95187876712329', '61.04812123287671', '0']);
  });

  test('what a quote asks for settles the loan to the cent', () => {
    for (const date of ['2015-03-20', '2015-04-11', '2015-05-30']) {
      const { total } = quotePayoff(TERMS, replayEvents(TERMS, [], day(date)).state, day(date));
      const { payments, state } = replayEvents(TERMS, [payment('all', date, text(total))]);
      expect([...payments.map(({ excess, principal }) => [text(excess), text(principal)]), text(state.principal), text(state.accrued)]).toEqual([['0', '12000'], '0', '0']);
    }
  });

  test('it is refused unless the terms say otherwise', () => {
    expect(() => replayEvents({ ...TERMS, beforeStart: 'refuse' }, paid)).toThrow(expect.objectContaining({ fault: expect.objectContaining({ code: 'LON703', details: expect.arrayContaining([expect.objectContaining({ target: 'payment 1' }), expect.objectContaining({ target: 'payment 2' })]) }) }));
  });
});

test("LoanPro's published check: 10,000 at 25 %, 45 days", () => {
  const terms: AccountTerms = { ...TERMS, principal: ratio('10000'), annualRate: ratio('0.25'), startDate: day('2023-01-01') };
  expect(text(quotePayoff(terms, replayEvents(terms, []).state, day('2023-02-15')).interest)).toBe('308.22');
});

/** Interest worked out by hand: 1,000 at 10 % over 73 days is 20. */
const PLAIN: AccountTerms = { ...TERMS, principal: ratio('1000'), annualRate: ratio('0.1'), startDate: day('2021-01-01'), beforeStart: 'refuse' };
const onSchedule = (amounts: readonly (readonly [string, string])[]): readonly Instalment[] =>
  amounts.map(([date, amount], i) => ({ number: i + 1, dueDate: day(date), amount: ratio(amount), principal: ratio('0'), interest: ratio('0'), balance: ratio('0') }));

test.each([
  ['standard', '2021-03-15', '50', { fees: '10', interest: '20', principal: '20' }],
  ['interestFeesPrincipal', '2021-03-15', '25', { fees: '5', interest: '20', principal: '0' }],
  ['principalAndInterest', '2021-03-15', '50', { fees: '0', interest: '20', principal: '30' }],
  ['principalOnly', '2021-03-15', '50', { fees: '0', interest: '0', principal: '50' }],
  ['feesOnly', '2021-03-15', '50', { fees: '10', interest: '0', principal: '40' }],
  ['interestOnly', '2021-03-15', '15', { fees: '0', interest: '15', principal: '0' }],
  ['principalInterestFees', '2021-03-15', '1015', { fees: '0', interest: '15', principal: '1000' }],
] as const)('%s on %s: %s is applied as %j', (waterfall, date, amount, expected) => {
  const { payments } = replayEvents({ ...PLAIN, waterfall }, [charge('c', '2021-02-01', '10'), payment('p', date, amount)]);
  const [split] = payments;
  expect(split && { fees: text(split.fees), interest: text(split.interest), principal: text(split.principal) }).toEqual(expected);
});

test('what exceeds everything owed is excess', () => {
  const { payments, state } = replayEvents(PLAIN, [payment('p', '2021-03-15', '1100')]);
  expect([payments[0]?.excess, state.principal, state.accrued].map((value) => text(value ?? ratio('9')))).toEqual(['80', '0', '0']);
  expect(standingOf(PLAIN, state, day('2021-06-01'))).toMatchObject({ isSettled: true, daysPastDue: 0, next: undefined });
});

test('a rate change, a disbursement and a charge that bears interest count from their day', () => {
  const events: AccountEvent[] = [
    { kind: 'rateChange', id: '1', date: day('2021-03-15'), annualRate: ratio('0.2') },
    { kind: 'disbursement', id: '1', date: day('2021-05-27'), amount: ratio('500') },
    { kind: 'charge', id: '1', date: day('2021-05-27'), amount: ratio('100'), category: 'fee', interestBearing: true },
  ];
  // 1,000 × 10 % × 73/365 + 1,000 × 20 % × 73/365 + 1,600 × 20 % × 73/365
  expect(text(quotePayoff(PLAIN, replayEvents(PLAIN, events).state, day('2021-08-08')).interest)).toBe('124');
});

describe('instalments', () => {
  const terms: AccountTerms = { ...PLAIN, annualRate: ratio('0'), instalments: onSchedule([['2021-02-01', '100'], ['2021-03-01', '100'], ['2021-04-01', '100'], ['2021-05-01', '700']]) };
  const at = (date: string, events: readonly AccountEvent[]): unknown => {
    const standing = standingOf(terms, replayEvents(terms, events, day(date)).state, day(date));
    return [text(standing.amountDue), standing.daysPastDue, standing.next?.instalment.number, standing.next === undefined ? '' : text(standing.next.unpaid)];
  };

  test('days past due count from the oldest unpaid one', () => {
    expect(at('2021-01-31', [])).toEqual(['0', 0, 1, '100']);
    expect(at('2021-03-03', [])).toEqual(['200', 30, 1, '100']);
    expect(at('2021-03-03', [payment('p', '2021-02-10', '150')])).toEqual(['50', 2, 2, '50']);
  });

  test('an early payment pays the next one; more than that skips none unless it is meant to', () => {
    expect(at('2021-03-01', [payment('p', '2021-01-15', '250')])).toEqual(['100', 0, 2, '100']);
    expect(at('2021-03-01', [payment('p', '2021-01-15', '250', { extra: 'payment.extra.periods.next' })])).toEqual(['0', 0, 3, '50']);
  });

  test('made anew with the same payment there are fewer of them, with the same term a smaller payment', () => {
    const prepaid = payment('p', '2021-01-15', '600');
    const made = (keeps: 'term' | 'payment'): readonly string[] => replayEvents(terms, [prepaid, { kind: 'reamortization', id: 'r', date: day('2021-01-15'), keeps }]).state.instalments.map(({ amount }) => text(amount));
    expect(made('payment')).toEqual(['100', '100', '100', '100']);
    expect(made('term')).toEqual(['100', '100', '100', '100']);
    const level = { ...terms, instalments: onSchedule([['2021-02-01', '250'], ['2021-03-01', '250'], ['2021-04-01', '250'], ['2021-05-01', '250']]) };
    const anew = (keeps: 'term' | 'payment'): readonly string[] => replayEvents(level, [prepaid, { kind: 'reamortization', id: 'r', date: day('2021-01-15'), keeps }]).state.instalments.map(({ amount }) => text(amount));
    expect(anew('payment')).toEqual(['250', '150']);
    expect(anew('term')).toEqual(['100', '100', '100', '100']);
  });

  test('a due date change moves what is due from there on', () => {
    expect(at('2021-03-10', [{ kind: 'dueDateChange', id: '1', date: day('2021-02-15'), from: day('2021-03-01'), to: day('2021-03-15') }, payment('p', '2021-02-01', '100')])).toEqual(['0', 0, 2, '100']);
  });
});

describe('late fees', () => {
  const terms: AccountTerms = {
    ...PLAIN, annualRate: ratio('0'), graceDays: 10, instalments: onSchedule([['2021-02-01', '100'], ['2021-03-01', '100'], ['2021-04-01', '800']]),
    lateFee: { kind: 'greater', amount: ratio('5'), percent: ratio('0.08'), when: 'pastDue' },
  };
  const fees = (until: string, events: readonly AccountEvent[]): readonly string[] => replayEvents(terms, events, day(until)).state.charges.map(({ date, amount }) => `${date - day('2021-02-01')}: ${text(amount)}`);

  test('fall due when the days of grace are over', () => {
    expect(fees('2021-02-11', [])).toEqual([]);
    expect(fees('2021-02-12', [])).toEqual(['11: 8']);
    expect(fees('2021-03-20', [])).toEqual(['11: 8', '39: 8']);
  });

  test('do not arise when the payment came in time, also when that is told later', () => {
    expect(fees('2021-03-05', [payment('p', '2021-02-11', '100')])).toEqual([]);
    expect(fees('2021-03-05', [payment('p', '2021-02-12', '100')])).toEqual(['11: 8']);
  });

  test.each([
    ['percent', 'pastDue', '1', ['11: 8']], ['amount', 'pastDue', '1', ['11: 5']], ['lesser', 'pastDue', '1', ['11: 5']],
    ['amount', 'aboveFee', '95', []], ['amount', 'aboveFee', '94.99', ['11: 5']],
    ['amount', 'withoutPayment', '1', []],
  ] as const)('%s, %s, %s paid: %j', (kind, when, amount, expected) => {
    const rule = { ...terms, lateFee: { kind, when, amount: ratio('5'), percent: ratio('0.08') } };
    const { state } = replayEvents(rule, [payment('p', '2021-02-01', amount)], day('2021-02-20'));
    expect(state.charges.map((charge) => `${charge.date - day('2021-02-01')}: ${text(charge.amount)}`)).toEqual(expected);
  });

  test('can be waived', () => {
    const { state } = replayEvents(terms, [{ kind: 'waiver', id: 'w', date: day('2021-02-20'), chargeId: 'late 1', amount: undefined }], day('2021-02-25'));
    expect(text(quotePayoff(terms, state, day('2021-02-25')).fees)).toBe('0');
  });
});

describe('laws', () => {
  function* random(seed: number): Generator<number> {
    for (let x = seed; ; yield (x = (x * 1103515245 + 12345) % 2147483648) / 2147483648);
  }
  const history = (seed: number): readonly AccountEvent[] => {
    const next = random(seed);
    const pick = (n: number): number => Math.floor((next.next().value as number) * n);
    return Array.from({ length: 4 + pick(12) }, (_, i): AccountEvent => {
      const date = day('2021-01-01') + pick(500);
      const amount = ratio(`${1 + pick(200)}.${10 + pick(90)}`);
      const kinds: readonly AccountEvent[] = [
        { kind: 'payment', id: `p${i}`, date, amount, waterfall: undefined, extra: pick(2) === 0 ? 'payment.extra.tx.principal' : 'payment.extra.periods.next' },
        { kind: 'charge', id: `c${i}`, date, amount, category: pick(2) === 0 ? 'fee' : 'penalty', interestBearing: pick(2) === 0 },
        { kind: 'disbursement', id: `d${i}`, date, amount },
        { kind: 'rateChange', id: `r${i}`, date, annualRate: ratio(`0.${10 + pick(20)}`) },
        { kind: 'payment', id: `p${i}`, date, amount, waterfall: 'interestFeesPrincipal', extra: 'payment.extra.tx.classic' },
        { kind: 'reamortization', id: `a${i}`, date, keeps: pick(2) === 0 ? 'term' : 'payment' },
      ];
      return kinds[pick(kinds.length)] as AccountEvent;
    });
  };
  const shuffled = (events: readonly AccountEvent[], seed: number): readonly AccountEvent[] => {
    const next = random(seed);
    return events.map((event) => [next.next().value as number, event] as const).toSorted(([a], [b]) => a - b).map(([, event]) => event);
  };
  const terms: AccountTerms = { ...PLAIN, graceDays: 5, lateFee: { kind: 'amount', amount: ratio('7'), percent: ratio('0'), when: 'pastDue' }, instalments: onSchedule([['2021-02-01', '200'], ['2021-03-01', '200'], ['2021-04-01', '200'], ['2021-05-01', '200'], ['2021-06-01', '250']]) };
  const textOf = (value: unknown): string => JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? part.toString() : part));
  const shown = (events: readonly AccountEvent[]): string => textOf(replayEvents(terms, events, day('2022-12-31')));

  test('any order of arrival gives the same loan', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const events = history(seed);
      expect(shown(shuffled(events, seed * 7))).toBe(shown(events));
    }
  });

  test('a payment and its reversal leave no trace but how the payment would be applied, told early or late', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const events = history(seed);
      const undone = [...events, payment('undone', '2021-04-05', '123.45'), { kind: 'reversal', id: 'x', date: day('2021-08-01'), paymentId: 'undone' } as AccountEvent];
      const { reversed, ...rest } = replayEvents(terms, undone, day('2022-12-31'));
      expect(textOf({ ...rest, reversed: [] })).toBe(shown(events));
      expect(reversed.map(({ id, principal, interest, fees, excess }) => [id, text([principal, interest, fees, excess].reduce(add))])).toEqual([['undone', '123.45']]);
      expect(shown(shuffled(undone, seed * 5))).toBe(shown(undone));
    }
  });

  test('the states of many days are those of each day by itself', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const events = history(seed);
      const days = [0, 40, 75, 75, 210, 499, 900].map((days) => day('2021-01-01') + days);
      for (const [on, state] of statesOn(terms, events, days)) expect([on, textOf(state)]).toEqual([on, textOf(replayEvents(terms, events, on).state)]);
    }
  });

  test('every payment is split without rest, and principal is neither made nor lost', () => {
    const exact = { ...terms, balanceRounding: undefined };
    for (let seed = 1; seed <= 200; seed++) {
      const events = history(seed);
      const { state, payments } = replayEvents(exact, events);
      let principal = exact.principal;
      for (const event of events) if (event.kind === 'disbursement') principal = add(principal, event.amount);
      for (const split of payments) {
        const given = events.find((event) => event.kind === 'payment' && event.id === split.id);
        const sum = [split.principal, split.interest, split.fees, split.excess].reduce(add);
        expect(ratioText(subtract(sum, given !== undefined && 'amount' in given && given.amount !== undefined ? given.amount : ratio('-1')))).toBe('0');
        principal = subtract(principal, split.principal);
      }
      expect(ratioText(subtract(principal, state.principal))).toBe('0');
    }
  });

  test('interest of a quote is the sum of its days', () => {
    const { state } = replayEvents({ ...PLAIN, quoteRounding: undefined }, []);
    const oneDay = quotePayoff({ ...PLAIN, quoteRounding: undefined }, state, day('2021-01-02')).interest;
    expect(ratioText(quotePayoff({ ...PLAIN, quoteRounding: undefined }, state, day('2021-03-02')).interest)).toBe(ratioText(multiply(oneDay, ratio('60'))));
  });
});
