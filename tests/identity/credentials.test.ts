/** What the headers of a request say about its caller, before anybody checks it. */
import { scryptSync } from 'node:crypto';
import { hashPassword } from '../../src/identity/index.ts';
import { isForwarded, readTenantName, readToken } from '../../src/identity/credentials.ts';

const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;

describe('a token', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer   abc ', 'abc'],
    [basic('anyone:abc'), 'abc'],
    [basic(':abc'), 'abc'],
    [basic('user:a:b:c'), 'a:b:c'],
    [basic('user:pässword'), 'pässword'],
    // Excel asks first with an empty token, to learn what is expected
    ['Bearer', undefined],
    ['Bearer ', undefined],
    [basic('user:'), undefined],
    [basic('no colon'), undefined],
    ['Basic', undefined],
    ['Basic !!!', undefined],
    ['Digest username="x"', undefined],
    ['abc', undefined],
    ['', undefined],
  ])('in Authorization: %s', (authorization, expected) => {
    expect(readToken(new Map([['authorization', authorization]]))).toBe(expected);
  });

  it('is missing without the header', () => {
    expect(readToken(new Map())).toBeUndefined();
  });
});

it.each([['demo', 'demo'], [' 7 ', '7'], ['', undefined], [undefined, undefined]])('Autopal-Instance-ID %s names tenant %s', (value, expected) => {
  expect(readTenantName(new Map(value === undefined ? [] : [['autopal-instance-id', value]]))).toBe(expected);
});

it.each([
  ['forwarded', true], ['x-forwarded-for', true], ['x-forwarded-anything', true], ['via', true], ['x-real-ip', true], ['cf-connecting-ip', true],
  ['accept', false], ['x-requested-with', false],
])('a request with the header %s came through a proxy: %s', (name, expected) => {
  expect(isForwarded(new Map([[name, 'x']]))).toBe(expected);
});

it('a password hash says how it was made, never repeats, and can be checked', async () => {
  const [first, second] = await Promise.all([hashPassword('Straße\u0301'), hashPassword('Straße\u0301')]);
  expect(first).not.toBe(second);
  const [, ln = '', r = '', p = '', salt = '', hash = ''] = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(first) ?? [];
  const again = scryptSync('Straße\u0301'.normalize('NFC'), Buffer.from(salt, 'base64'), 32, { N: 2 ** Number(ln), r: Number(r), p: Number(p), maxmem: 2 ** 28 });
  expect(again.toString('base64').replaceAll('=', '')).toBe(hash);
});
