/** Bodies are read exactly: what JSON.parse lets pass is refused, what it rounds is kept. */
import { RequestError } from '../../src/base/index.ts';
import { isJsonNumber, isJsonObject, readJson } from '../../src/payload/index.ts';
import type { JsonValue } from '../../src/payload/index.ts';

const read = (text: string | Uint8Array, depth = 100): JsonValue => readJson(typeof text === 'string' ? Buffer.from(text) : text, depth);
const refusal = (text: string | Uint8Array, depth?: number): string => {
  try {
    read(text, depth);
  } catch (error) {
    if (error instanceof RequestError) return `${error.fault.code} ${error.fault.message}`;
    throw error;
  }
  return 'accepted';
};
/** Back to plain values, to compare with what JSON.parse makes. */
const plain = (value: JsonValue): unknown => {
  if (isJsonNumber(value)) return Number(value.number);
  if (Array.isArray(value)) return value.map((item: JsonValue) => plain(item));
  if (isJsonObject(value)) return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]));
  return value;
};

describe('what is valid is read as JSON.parse reads it', () => {
  test.each([
    'null', 'true', 'false', '0', '-0', '-1.5e+10', '1E-2', '""', '"a\\u00e9\\n\\"\\\\\\/\\b\\f\\r\\t"', '"\\ud83d\\ude00 😀"', '[]', '{}', ' [ 1 , [ ] , { } ] ',
    '{"a":{"b":[1,2,{"c":null}]},"":0}', '\t\n\r {"x" : "y"} \n',
  ])('%s', (text) => {
    expect(plain(read(text))).toEqual(JSON.parse(text));
  });
  test('a byte order mark is tolerated', () => {
    expect(read(Buffer.from([0xef, 0xbb, 0xbf, 0x31]))).toEqual({ number: '1' });
  });
});

test('numbers keep every digit', () => {
  expect(read('[12.50, 9223372036854775807, 0.1000000000000000000000000000000000001]')).toEqual([
    { number: '12.50' }, { number: '9223372036854775807' }, { number: '0.1000000000000000000000000000000000001' },
  ]);
});

test('an object that looks like a number is not taken for one', () => {
  const value = read('{"number":"1"}');
  expect([isJsonObject(value), isJsonNumber(value)]).toEqual([true, false]);
});

test('__proto__ and constructor are ordinary names', () => {
  const value = read('{"__proto__":{"x":1},"constructor":2}');
  expect(Object.getPrototypeOf(value)).toBeNull();
  expect(Object.keys(value ?? {})).toEqual(['__proto__', 'constructor']);
});

test.each<[string, string]>([
  ['', 'BOD301'], ['  ', 'BOD301'], ['{', 'BOD301'], ['{"a"}', 'BOD301'], ['{"a":1,}', 'BOD301'], ['[1,]', 'BOD301'], ['[1 2]', 'BOD301'], ['01', 'BOD301'], ['+1', 'BOD301'],
  ['1.', 'BOD301'], ['.5', 'BOD301'], ['1e', 'BOD301'], ['NaN', 'BOD301'], ['Infinity', 'BOD301'], ["'a'", 'BOD301'], ['{a:1}', 'BOD301'], ['"a', 'BOD301'], ['"\n"', 'BOD301'],
  ['"\\x"', 'BOD301'], ['"\\u12"', 'BOD301'], ['true false', 'BOD301'], ['{} {}', 'BOD301'], ['nul', 'BOD301'], ['"\\u0000"', 'BOD301'], ['"\\ud800"', 'BOD301'],
  ['"\\ude00\\ud83d"', 'BOD301'], ['// c\n1', 'BOD301'], ['{"a":1,"a":2}', 'BOD301'], ['{"__proto__":1,"__proto__":2}', 'BOD301'],
])('%j is refused', (text, code) => {
  expect(refusal(text)).toContain(code);
});

test('bytes that are not UTF-8 are refused', () => {
  for (const bytes of [[0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22]]) {
    expect(refusal(Uint8Array.from(bytes))).toContain('BOD301');
  }
});

test('a refusal names line and column', () => {
  expect(refusal('{\n  "a": 1,\n  "a": 2\n}')).toBe('BOD301 The name "a" occurs twice in one object (line 3, column 3).');
  expect(refusal('[1,\n x]')).toContain('line 2, column 2');
});

test('nesting stops at the limit, however deep the body is', () => {
  expect(refusal('[[[1]]]', 3)).toBe('accepted');
  expect(refusal('[[[[1]]]]', 3)).toContain('LIM602');
  expect(refusal('['.repeat(100_000), 1_000_000)).toContain('LIM602');
  expect(refusal('{"a":'.repeat(100_000), 1_000_000)).toContain('LIM602');
});
