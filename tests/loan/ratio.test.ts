/** Exact arithmetic: text in, text out; ties decided on the exact value. */
import { add, compare, decimalText, divide, multiply, parseRatio, power, ratioOf, ratioText, subtract } from '../../src/loan/ratio.ts';
import type { Ratio } from '../../src/loan/ratio.ts';
import { roundTo } from '../../src/loan/rounding.ts';
import type { RoundingMode } from '../../src/loan/rounding.ts';

const ratio = (text: string): Ratio => parseRatio(text) ?? ratioOf(NaN);
const cents = (text: string, mode: RoundingMode, increment = '0.01'): string =>
  decimalText(roundTo(ratio(text), { increment: ratio(increment), mode }), { least: 2 });

test.each([
  ['12', '12'],
  ['-0.50', '-0.5'],
  ['1/3', `0.${'3'.repeat(36)}`],
  ['2/3', `0.${'6'.repeat(35)}7`],
  ['0.1/12', `0.008${'3'.repeat(33)}`],
  ['-112/1461', '-0.076659822039698836413415468857'],
  ['007.10', '7.1'],
])('%s reads as %s', (text, expected) => {
  expect(decimalText(ratio(text), { most: expected.includes('076659') ? 30 : 36 })).toBe(expected);
});

test.each(['', '.5', '5.', '1e3', '+1', '1/0', '1/-2', '1/2/3', 'NaN', '0x10', ' 1', '١'])('%j is no number', (text) => {
  expect(parseRatio(text)).toBeUndefined();
});

test.each<[RoundingMode, string, string]>([
  ['halfUp', '0.13', '-0.13'],
  ['halfEven', '0.12', '-0.12'],
  ['up', '0.13', '-0.13'],
  ['down', '0.12', '-0.12'],
])('%s brings 0.125 to %s and -0.125 to %s', (mode, above, below) => {
  expect([cents('0.125', mode), cents('-0.125', mode)]).toEqual([above, below]);
});

test.each([
  ['12.324', '0.05', '12.30'],
  ['12.325', '0.05', '12.35'],
  ['304.5', '1', '305.00'],
  ['1234', '500', '1000.00'],
  ['1250', '500', '1500.00'],
])('%s to the nearest multiple of %s is %s', (value, increment, expected) => {
  expect(cents(value, 'halfUp', increment)).toBe(expected);
});

test('a tie that only exact division shows is seen: six months of 7 % over 12 on 1', () => {
  const interest = multiply(ratioOf(6), ratio('0.07/12'));
  expect(decimalText(roundTo(interest, { increment: ratio('0.01'), mode: 'halfUp' }))).toBe('0.04');
});

test('a third of 1001, twice, at 0.75 % is a tie of half a cent', () => {
  const balance = subtract(ratioOf(1001), divide(ratioOf(1001), ratioOf(3)));
  expect(decimalText(roundTo(multiply(balance, ratio('0.0075')), { increment: ratio('0.01'), mode: 'halfUp' }))).toBe('5.01');
});

test('a power beyond all bearable denominators keeps 100 digits', () => {
  const growth = power(ratio('1.0675/1'), 1);
  expect(decimalText(growth)).toBe('1.0675');
  const there = power(ratio('3653/3650'), 4000);
  const back = multiply(there, power(ratio('3653/3650'), -4000));
  expect(decimalText(back, { most: 100 })).toBe('1');
});

test('values far below one keep their digits', () => {
  const tiny = power(ratio('1/7'), 3000);
  expect(decimalText(multiply(tiny, power(ratioOf(7), 3000)), { most: 100 })).toBe('1');
});

test('the exact text reads back as the same value', () => {
  const value = add(ratio('112/1461'), ratio('0.07/12'));
  expect(compare(ratio(ratioText(value)), value)).toBe(0);
  expect(ratioText(ratio('6/4'))).toBe('3/2');
  expect(ratioText(ratio('-3.00'))).toBe('-3');
});
