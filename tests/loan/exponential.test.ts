/** Exponentials and logarithms: known digits, and laws on random values. */
import { exponential, fixedOf, naturalLog, ratioOfFixed, realPower } from '../../src/loan/exponential.ts';
import { absolute, compare, decimalText, divide, multiply, parseRatio, power, ratioOf, subtract } from '../../src/loan/ratio.ts';
import type { Ratio } from '../../src/loan/ratio.ts';
import { seeded } from '../support/random.ts';

const ratio = (text: string): Ratio => parseRatio(text) ?? ratioOf(0);
const digits = (value: Ratio): string => decimalText(value, { most: 100 });
const isNear = (a: Ratio, b: Ratio): boolean => compare(absolute(subtract(divide(a, b), ratioOf(1))), ratio(`1/1${'0'.repeat(100)}`)) < 0;

test('a hundred digits of e, ln 2, ln 10 and the root of 2', () => {
  expect(digits(ratioOfFixed(exponential(fixedOf(ratio('1')))))).toBe(
    '2.7182818284590452353602874713526624977572470936999595749669676277240766303535475945713821785251664274',
  );
  expect(digits(ratioOfFixed(naturalLog(ratio('2'))))).toBe(
    '0.6931471805599453094172321214581765680755001343602552541206800094933936219696947156058633269964186875',
  );
  expect(digits(ratioOfFixed(naturalLog(ratio('10'))))).toBe(
    '2.3025850929940456840179914546843642076011014886287729760333279009675726096773524802359972050895982983',
  );
  expect(digits(realPower(ratio('2'), ratio('1/2')))).toBe(
    '1.4142135623730950488016887242096980785696718753769480731766797379907324784621070388503875343276415727',
  );
});

test('a power by logarithm is the power by multiplication, from 1e-30 above one to a thousand-fold, up and down', () => {
  const random = seeded(11);
  for (let i = 0; i < 300; i++) {
    const base = random.pick([ratio('1.0000000000000000000000000000001'), ratioOf(1 + random.integer(10_000), 1 + random.integer(10_000)), ratioOf(1 + random.integer(1_000))]);
    const exponent = random.integer(400) - 200;
    expect(isNear(realPower(base, ratioOf(exponent)), power(base, exponent))).toBe(true);
  }
});

test('the logarithm undoes the exponential, and roots undo powers', () => {
  const random = seeded(12);
  for (let i = 0; i < 300; i++) {
    const x = ratioOf(1 + random.integer(1_000_000), 1 + random.integer(1_000));
    const root = realPower(x, ratioOf(1, 1 + random.integer(500)));
    const y = ratioOfFixed(naturalLog(x));
    expect(y.num === 0n || isNear(ratioOfFixed(exponential(fixedOf(y))), x)).toBe(true);
    expect(isNear(multiply(root, realPower(root, ratioOf(-1))), ratioOf(1))).toBe(true);
  }
});
