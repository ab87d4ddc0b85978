/** What is read from a body and printed again is the same JSON, digit for digit. */
import { jsonObject, printJson, readJson } from '../../src/payload/index.ts';

test.each([
  '{"a":1.10,"b":[0.0000000000000000000000000000000000001,12345678901234567890],"c":{"__proto__":null},"d":"\\u00e9\\"\\n","e":[],"f":{},"g":true}',
  'null', '"x"', '-0', '[[]]',
])('%s', (text) => {
  const again = printJson(readJson(Buffer.from(text), 20));
  expect(again).toBe(text.replace('\\u00e9', 'é'));
});

test('objects of our own making are read like any others', () => {
  expect(printJson(jsonObject([['__proto__', 'a name'], ['n', { number: '1.50' }]]))).toBe('{"__proto__":"a name","n":1.50}');
});
