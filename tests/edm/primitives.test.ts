import { PRIMITIVES, isProblem, primitiveRow } from '../../src/edm/index.ts';
import type { DecodeOptions, Facets, PrimitiveName } from '../../src/edm/index.ts';
import { CANONICAL_VALUES } from '../fixtures/primitive-values.ts';

const STRICT: DecodeOptions = { ieee754Compatible: false, exponentialDecimals: false, lenient: false };
const LENIENT: DecodeOptions = { ...STRICT, lenient: true };
const IEEE: DecodeOptions = { ...STRICT, ieee754Compatible: true };

const CASES = Object.entries(CANONICAL_VALUES).flatMap(([name, texts]) => texts.map((text) => ({ name, text })));
const rowNamed = (name: string) => {
  const row = [...PRIMITIVES.values()].find((candidate) => candidate.name === name);
  if (row === undefined) throw new Error(`no row ${name}`);
  return row;
};

test.each(CASES)('$name: $text survives printing and reading a URL literal', ({ name, text }) => {
  const row = rowNamed(name);
  expect(row.parseUrl(row.printUrl(text))).toBe(text);
});

test.each(CASES)('$name: $text survives a JSON body', ({ name, text }) => {
  const row = rowNamed(name);
  const printed = row.printUrl(text);
  const isNumber = row.family === 'number' && !/^(-?INF|NaN)$/.test(printed);
  const json = row.family === 'boolean' ? text === 'true' : isNumber ? { number: printed } : printed;
  expect(row.decodeJson(json, { scale: 'variable' }, STRICT)).toBe(text);
});

test.each([...PRIMITIVES.values()].filter(({ min, max }) => min !== undefined && max !== undefined))(
  '$name takes its smallest and its largest value',
  ({ parseUrl, min = '', max = '' }) => {
    expect(parseUrl(min)).toBeDefined();
    expect(parseUrl(max)).toBeDefined();
  },
);

const REFUSED: Readonly<Partial<Record<PrimitiveName, readonly string[]>>> = {
  'Edm.Byte': ['256', '-1', '1.5', '', '0x1', '1e2'],
  'Edm.SByte': ['128', '-129'],
  'Edm.Int16': ['32768', '-32769'],
  'Edm.Int32': ['2147483648', '-2147483649', ' 1', '1 ', '１'],
  'Edm.Int64': ['9223372036854775808', '-9223372036854775809', '9'.repeat(2000)],
  'Edm.Decimal': ['1e6145', '1e-6145', '1e999999999999', '9'.repeat(1001), '.5', '5.', '1_000', 'NaN', 'INF', '--1'],
  'Edm.Single': ['3.5e38', '1e39', 'Infinity', 'inf'],
  'Edm.Double': ['1e309', '-1e400', 'Infinity', 'nan', '0x10', ''],
  'Edm.String': ['a\0b', '\ud800', 'x\udfff'],
  'Edm.Guid': ['', '01234567-89ab-cdef-0123-456789abcde', '{01234567-89ab-cdef-0123-456789abcdef}', '0123456789abcdef0123456789abcdef'],
  'Edm.Boolean': ['1', '0', 'yes', ''],
  'Edm.Binary': ['a', 'ab=', '*', 'YQ===', 'a b'],
  'Edm.Date': ['2023-02-29', '2023-02-30', '2023-13-01', '2023-00-10', '0000-01-01', '10000-01-01', '-0001-01-01', '2023-1-1', '1900-02-29'],
  'Edm.DateTimeOffset': [
    '2024-01-01T24:00:00Z', '2024-01-01T10:60:00Z', '2024-01-01T10:00:60Z', '2024-01-01T10:00:00+14:01', '2024-01-01T10:00:00+15:00',
    '0001-01-01T00:00:00+01:00', '9999-12-31T23:00:00-02:00', '2024-02-30T00:00:00Z', '2024-01-01', '2024-01-01T10:00:00.Z',
  ],
  'Edm.TimeOfDay': ['24:00:00', '23:60', '23:59:60', '1:00:00', '09:30:00.', '09:30:00Z'],
  'Edm.Duration': ['P', 'PT', 'P1DT', 'P1Y', 'P1M', '1D', 'PT1.S', 'P-1D', 'P1W', ''],
};

test.each(Object.entries(REFUSED).flatMap(([name, texts]) => texts.map((text) => ({ name, text, shown: JSON.stringify(text).slice(0, 40) }))))(
  '$name refuses $shown',
  ({ name, text }) => {
    expect(rowNamed(name).parseUrl(text)).toBeUndefined();
  },
);

const SPELLINGS: readonly (readonly [PrimitiveName, string, string])[] = [
  ['Edm.Int32', '+007', '7'],
  ['Edm.Int32', '-0', '0'],
  ['Edm.Decimal', '1.5e3', '1500'],
  ['Edm.Decimal', '-1.25E-3', '-0.00125'],
  ['Edm.Decimal', '+000.10', '0.10'],
  ['Edm.Decimal', '-0.00', '0.00'],
  ['Edm.Decimal', '123.456e1', '1234.56'],
  ['Edm.Double', '1E5', '100000'],
  ['Edm.Double', '1e-400', '0'],
  ['Edm.Double', '-INF', '-Infinity'],
  ['Edm.Single', '0.1', '0.1'],
  ['Edm.Guid', '01234567-89AB-CDEF-0123-456789ABCDEF', '01234567-89ab-cdef-0123-456789abcdef'],
  ['Edm.Boolean', 'TRUE', 'true'],
  ['Edm.Binary', 'T0RhdGE', '\\x4f44617461'],
  ['Edm.Binary', 'T0RhdGE=', '\\x4f44617461'],
  ['Edm.Binary', '_-8', '\\xffef'],
  ['Edm.DateTimeOffset', '2024-03-01T00:30:00+01:00', '2024-02-29T23:30:00Z'],
  ['Edm.DateTimeOffset', '2024-01-01T10:00-05:30', '2024-01-01T15:30:00Z'],
  ['Edm.DateTimeOffset', '2024-01-01t10:00:00.1200z', '2024-01-01T10:00:00.12Z'],
  ['Edm.DateTimeOffset', '2024-01-01T10:00:00.1234567Z', '2024-01-01T10:00:00.123456Z'],
  ['Edm.DateTimeOffset', '0001-01-01T00:30:00-01:00', '0001-01-01T01:30:00Z'],
  ['Edm.TimeOfDay', '09:30', '09:30:00'],
  ['Edm.TimeOfDay', '09:30:00.500', '09:30:00.5'],
  ['Edm.Duration', 'P1DT2H3.5S', '93603.5'],
  ['Edm.Duration', '-PT45S', '-45'],
  ['Edm.Duration', 'pt0.000s', '0'],
];

test.each(SPELLINGS)('%s reads %s as %s', (name, text, canonical) => {
  expect(primitiveRow(name).parseUrl(text)).toBe(canonical);
});

type Body = { readonly name: PrimitiveName; readonly json: boolean | string | { readonly number: string }; readonly facets?: Facets; readonly options?: DecodeOptions };
const decode = ({ name, json, facets = {}, options = STRICT }: Body) => primitiveRow(name).decodeJson(json, facets, options);
const n = (number: string) => ({ number });

const BAD_BODIES: readonly (Body & { readonly why: string })[] = [
  { why: 'a number in a string', name: 'Edm.Int32', json: '5' },
  { why: 'a fraction for an integer', name: 'Edm.Int32', json: n('5.5') },
  { why: 'a boolean for a number', name: 'Edm.Int32', json: true },
  { why: 'a price in a string', name: 'Edm.Double', json: '9.5' },
  { why: 'a double out of range', name: 'Edm.Double', json: n('1e400') },
  { why: 'an Int64 in a string without IEEE754Compatible', name: 'Edm.Int64', json: '5' },
  { why: 'more decimals than Scale', name: 'Edm.Decimal', json: n('1.234'), facets: { precision: 5, scale: 2 } },
  { why: 'more digits than Precision', name: 'Edm.Decimal', json: n('1234.5'), facets: { precision: 5, scale: 2 } },
  { why: 'a fraction where Scale is not given', name: 'Edm.Decimal', json: n('0.5') },
  { why: 'too many digits for a variable scale', name: 'Edm.Decimal', json: n('12.345'), facets: { precision: 4, scale: 'variable' } },
  { why: 'an exponent in a decimal string', name: 'Edm.Decimal', json: '1e2', options: IEEE },
  { why: 'a text longer than MaxLength', name: 'Edm.String', json: 'abc', facets: { maxLength: 2 } },
  { why: 'a number for a string', name: 'Edm.String', json: n('5') },
  { why: 'NUL in a string', name: 'Edm.String', json: 'a\0' },
  { why: 'a lone surrogate', name: 'Edm.String', json: '\ud83c' },
  { why: '0 for a boolean', name: 'Edm.Boolean', json: n('0') },
  { why: 'an instant without offset', name: 'Edm.DateTimeOffset', json: '2024-01-01T10:00:00' },
  { why: 'a /Date()/ text', name: 'Edm.Date', json: '/Date(0)/' },
  { why: 'finer time than the property keeps', name: 'Edm.DateTimeOffset', json: '2024-01-01T10:00:00.1234Z', facets: { precision: 3 } },
  { why: 'finer time than can be stored', name: 'Edm.TimeOfDay', json: '10:00:00.1234567' },
  { why: 'too many bytes', name: 'Edm.Binary', json: 'AAAA', facets: { maxLength: 2 } },
  { why: 'a number for a date', name: 'Edm.Date', json: n('20240101') },
];

test.each(BAD_BODIES)('$name in a body refuses $why and says what is expected', (body) => {
  const decoded = decode(body);
  expect(typeof decoded === 'string' ? decoded : decoded.message).toMatch(/^expected .+\.$/);
  expect(typeof decoded).not.toBe('string');
});

const GOOD_BODIES: readonly (Body & { readonly canonical: string })[] = [
  { name: 'Edm.Int32', json: n('5.0'), canonical: '5' },
  { name: 'Edm.Int64', json: '9007199254740993', options: IEEE, canonical: '9007199254740993' },
  { name: 'Edm.Decimal', json: '12.50', options: IEEE, facets: { precision: 4, scale: 2 }, canonical: '12.50' },
  { name: 'Edm.Decimal', json: n('1.2500'), facets: { precision: 3, scale: 2 }, canonical: '1.2500' },
  { name: 'Edm.Decimal', json: '1e2', options: { ...IEEE, exponentialDecimals: true }, canonical: '100' },
  { name: 'Edm.Decimal', json: n('0.001'), facets: { precision: 1, scale: 'floating' }, canonical: '0.001' },
  { name: 'Edm.Double', json: 'NaN', canonical: 'NaN' },
  { name: 'Edm.String', json: '🂡🂡', facets: { maxLength: 2 }, canonical: '🂡🂡' },
  { name: 'Edm.Binary', json: '//8=', canonical: '\\xffff' },
  { name: 'Edm.Boolean', json: n('1'), options: LENIENT, canonical: 'true' },
  { name: 'Edm.Boolean', json: '0', options: LENIENT, canonical: 'false' },
  { name: 'Edm.Int32', json: '5', options: LENIENT, canonical: '5' },
  { name: 'Edm.Decimal', json: '12000.00', options: LENIENT, facets: { precision: 19, scale: 4 }, canonical: '12000.00' },
  { name: 'Edm.Double', json: '1.5', options: LENIENT, canonical: '1.5' },
  { name: 'Edm.Date', json: '/Date(-86400)/', options: LENIENT, canonical: '1969-12-31' },
  { name: 'Edm.Date', json: '1990-01-01 00:00:00', options: LENIENT, canonical: '1990-01-01' },
  { name: 'Edm.DateTimeOffset', json: '/Date(1427829732)/', options: LENIENT, canonical: '2015-03-31T19:22:12Z' },
  { name: 'Edm.DateTimeOffset', json: '2015-03-31 19:22:12', options: LENIENT, canonical: '2015-03-31T19:22:12Z' },
  { name: 'Edm.DateTimeOffset', json: '2015-03-31', options: LENIENT, canonical: '2015-03-31T00:00:00Z' },
  { name: 'Edm.DateTimeOffset', json: '2015-03-31T19:22:12.1234567Z', options: LENIENT, canonical: '2015-03-31T19:22:12.123456Z' },
  { name: 'Edm.Duration', json: 'P1DT12H', canonical: '129600' },
];

test.each(GOOD_BODIES)('$name in a body reads $json as $canonical', (body) => {
  expect(decode(body)).toBe(body.canonical);
});

test('very long texts are refused without counting every digit twice', () => {
  const zeros = '0'.repeat(3_000_000);
  const long: readonly Body[] = [
    { name: 'Edm.DateTimeOffset', json: `2024-01-01T10:00:00.${zeros}1Z` },
    { name: 'Edm.Duration', json: `PT1.${zeros}1S` },
    { name: 'Edm.Binary', json: `${'='.repeat(3_000_000)}a` },
    { name: 'Edm.Decimal', json: n(`0.${zeros}1`) },
    { name: 'Edm.Decimal', json: n('1e-6144'), facets: { precision: 38, scale: 18 } },
    { name: 'Edm.Int64', json: n(`1${zeros}`) },
    { name: 'Edm.Double', json: n(`1${zeros}`) },
    { name: 'Edm.String', json: '🂡'.repeat(1_000_000), facets: { maxLength: 10 } },
  ];
  for (const body of long) expect(isProblem(decode(body))).toBe(true);
});

test('lenient bodies still refuse what is no value', () => {
  for (const [name, json] of [['Edm.Boolean', n('2')], ['Edm.Int32', ''], ['Edm.Date', '2023-02-30'], ['Edm.Date', '/Date(99999999999999)/'], ['Edm.Double', 'abc']] as const) {
    expect(isProblem(decode({ name, json, options: LENIENT }))).toBe(true);
  }
});

test('random decimals keep every digit through a URL and a body', () => {
  let seed = 42;
  const digit = (): number => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % 10;
  for (let round = 0; round < 500; round += 1) {
    const text = `${round % 2 === 0 ? '-' : ''}1${Array.from({ length: round % 40 }, digit).join('')}.${Array.from({ length: (round % 37) + 1 }, digit).join('')}`;
    expect(primitiveRow('Edm.Decimal').parseUrl(text)).toBe(text);
    expect(decode({ name: 'Edm.Decimal', json: n(text), facets: { scale: 'variable' } })).toBe(text);
  }
});
