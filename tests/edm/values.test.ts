import { decodeValue, isProblem, parseEnum, parseValue, printEnum, printLiteral, suggest } from '../../src/edm/index.ts';
import type { EnumType, ValueType } from '../../src/edm/index.ts';
import { parseDepot } from '../fixtures/depot.ts';

const model = parseDepot();
const enumNamed = (name: string): EnumType => {
  const type = model.types.get(name);
  if (type?.kind !== 'enum') throw new Error(`${name} is no enumeration`);
  return type;
};
const state = enumNamed('Depot.Model.OrderState');
const colour = enumNamed('self.Colour');
const options = { facets: {}, ieee754Compatible: false, exponentialDecimals: false, lenient: false };

test.each([
  ['Open', '1'], ['Open,Sent', '5'], ['Sent, Open', '5'], ['None', '0'], ['5', '5'], ['Open,4', '5'], ['0', '0'],
])('flags read %s as %s', (text, number) => {
  expect(parseEnum(state, text)).toBe(number);
});

test.each(['', ',', 'open', 'Open,', 'Lost', '8', '-1', '1.5', 'Open,Lost', 'Open,Open,Open,Open,Open', '__proto__'])('flags refuse "%s"', (text) => {
  expect(parseEnum(state, text)).toBeUndefined();
});

test('an enumeration that is not flags takes one member, by name or number', () => {
  expect(parseEnum(colour, 'Green')).toBe('1');
  expect(parseEnum(colour, '0')).toBe('0');
  expect(parseEnum(colour, 'Red,Green')).toBeUndefined();
  expect(parseEnum(colour, '2')).toBeUndefined();
});

test('flags are printed by name in rising order, zero by its own name', () => {
  expect(['0', '1', '5', '7', '6'].map((value) => printEnum(state, value))).toEqual(['None', 'Open', 'Open,Sent', 'Open,Packed,Sent', 'Packed,Sent']);
});

test('enumerations come in bodies as names, numbers or numbers in strings', () => {
  expect(decodeValue(state, 'Open,Packed', options)).toBe('3');
  expect(decodeValue(state, { number: '4' }, options)).toBe('4');
  expect(decodeValue(state, '4', options)).toBe('4');
  const refused = decodeValue(state, 'Lost', options);
  expect(isProblem(refused) && refused.message).toBe('expected any of None, Open, Packed, Sent.');
});

test('a type definition brings its own facets', () => {
  const kilograms = model.types.get('self.Kilograms');
  if (kilograms?.kind !== 'typeDefinition') throw new Error('no type definition');
  expect(decodeValue(kilograms, { number: '1.125' }, options)).toBe('1.125');
  expect(isProblem(decodeValue(kilograms, { number: '1.1255' }, options))).toBe(true);
});

const primitive = (name: 'Edm.String' | 'Edm.Duration' | 'Edm.Binary' | 'Edm.Int32' | 'Edm.DateTimeOffset'): ValueType => ({ kind: 'primitive', name });

test.each([
  [primitive('Edm.String'), "O'Neil", "'O''Neil'"],
  [primitive('Edm.Duration'), '93603.5', "duration'P1DT2H3.5S'"],
  [primitive('Edm.Binary'), '\\xff', "binary'_w'"],
  [primitive('Edm.Int32'), '-5', '-5'],
  [primitive('Edm.DateTimeOffset'), '2024-01-01T00:00:00Z', '2024-01-01T00:00:00Z'],
  [state, '5', "'Open,Sent'"],
] as const)('a key literal of %o', (type, canonical, literal) => {
  expect(printLiteral(type, canonical)).toBe(literal);
});

test('a complex value is no literal', () => {
  const address = model.types.get('self.Address');
  if (address?.kind !== 'complex') throw new Error('no complex type');
  expect(parseValue(address, 'x')).toBeUndefined();
});

test('the nearest name is proposed, and none where nothing is near', () => {
  const names = ['firstName', 'lastName', 'birthDate', 'Phones'];
  expect(suggest('fristName', names)).toBe('firstName');
  expect(suggest('phones', names)).toBe('Phones');
  expect(suggest('Zebra', names)).toBeUndefined();
  expect(suggest('', names)).toBeUndefined();
  expect(suggest('x'.repeat(100_000), names)).toBeUndefined();
});
