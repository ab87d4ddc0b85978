/**
 * Every piece of SQL text that an expression may become, by name: the one table to audit.
 * `{0}`, `{1}` … stand for the arguments, which are printed elsewhere and never pasted as text.
 * Written for PostgreSQL 15; sessions pin UTC and iso_8601.
 */

import { GEO_FRAGMENTS } from './geo-fragments.ts';

const ICU = 'collate "und-x-icu"';
/** LIKE's special characters in a text argument, escaped in SQL so that columns may be arguments too. */
const ESCAPED = String.raw`replace(replace(replace({1}, '\', '\\'), '%', '\%'), '_', '\_')`;
/** Where substring begins, counted from one: from the end when negative. Null when the index is null. */
const START =
  'case when {1} >= 0 then least({1}, 2147483646)::int + 1 when {1} < -char_length({0}) then 1 else char_length({0}) + {1}::int + 1 end';
/** White_Space of Unicode, which btrim takes as a set of characters. */
const WHITE_SPACE =
  String.raw`U&'\0009\000A\000B\000C\000D\0020\0085\00A0\1680\2000\2001\2002\2003\2004\2005\2006\2007\2008\2009\200A\2028\2029\202F\205F\3000'`;
const UTC = "at time zone 'UTC'";
const INSTANT = `replace(({0} ${UTC})::text, ' ', 'T') || 'Z'`;

const OPERATORS = {
  eq: '({0} = {1})', ne: '({0} <> {1})', gt: '({0} > {1})', ge: '({0} >= {1})', lt: '({0} < {1})', le: '({0} <= {1})',
  same: '({0} is not distinct from {1})', different: '({0} is distinct from {1})',
  isNull: '({0} is null)', isNotNull: '({0} is not null)', isTrue: '({0} is true)', isNotTrue: '({0} is not true)', not: '(not {0})',
  /** Null neither precedes nor follows a value, but it equals null. */
  geOrNull: '({0} >= {1} or ({0} is null and {1} is null))', leOrNull: '({0} <= {1} or ({0} is null and {1} is null))',
  anyOf: '({0} = any({1}))', has: '(({0} & {1}) = {1})',
} as const;

const TEXTS = {
  concat: '({0} || {1})',
  codePoints: '({0} collate "C")',
  contains: `({0} like '%' || ${ESCAPED} || '%')`,
  startswith: 'starts_with({0}, {1})',
  endswith: `({0} like '%' || ${ESCAPED})`,
  indexof: '(position({1} in {0}) - 1)',
  length: 'char_length({0})',
  substringFrom: `substr({0}, ${START})`,
  substringFor: `substr({0}, ${START}, {2}::int)`,
  matchesPattern: '({0} ~ {1})',
  matchesWord: `({0} ${ICU} ~* {1})`,
  tolower: `(lower({0} ${ICU}) collate "C")`,
  toupper: `(upper({0} ${ICU}) collate "C")`,
  trim: `btrim({0}, ${WHITE_SPACE})`,
  toText: '({0})::text', replaced: 'replace({0}, {1}, {2})',
  /** Infinities by their name in OData. */
  numberToText: "replace(({0})::text, 'Infinity', 'INF')",
} as const;

/**
 * A calculated point in time has to lie in the years that Edm has; PostgreSQL's calendar is longer.
 * The fence keeps the planner from writing the calculation into each place that uses it.
 */
const checked = (type: 'date' | 'timestamptz', calculation: string): string =>
  `(select case when v >= '0001-01-01' and v < '10000-01-01' then v else (v || ' is out of range')::${type} end from (select ${calculation} offset 0) as calculated (v))`;

const TIMES = {
  year: 'extract(year from {0})::int', month: 'extract(month from {0})::int', day: 'extract(day from {0})::int',
  hour: 'extract(hour from {0})::int', minute: 'extract(minute from {0})::int', second: 'floor(extract(second from {0}))::int',
  fractionalSeconds: 'mod(extract(second from {0}), 1)',
  date: `({0} ${UTC})::date`, time: `({0} ${UTC})::time`, dateToInstant: `({0}::timestamp ${UTC})`,
  totalOffsetMinutes: '(case when {0} is not null then 0 end)', totalSeconds: '{0}',
  now: 'statement_timestamp()',
  minDateTime: "timestamptz '0001-01-01 00:00:00+00'", maxDateTime: "timestamptz '9999-12-31 23:59:59.999999+00'",
  addInstant: checked('timestamptz', "{0} + {1} * interval '1 second'"), subInstant: checked('timestamptz', "{0} - {1} * interval '1 second'"),
  betweenInstants: 'extract(epoch from {0} - {1})',
  addDate: checked('date', '{0} + (div({1}, 86400) - case when mod({1}, 86400) < 0 then 1 else 0 end)::int'),
  subDate: checked('date', '{0} - (div({1}, 86400) + case when mod({1}, 86400) > 0 then 1 else 0 end)::int'),
  betweenDates: '(({0} - {1})::numeric * 86400)',
} as const;

/** As IEEE 754 has it: a number divided by zero is infinite, zero by zero is no number. */
const infiniteByZero = (type: string): string =>
  `(case when {1}::${type} <> 0 then {0}::${type} / {1}::${type} when {0}::${type} > 0 then 'Infinity' when {0}::${type} < 0 then '-Infinity' when {0}::${type} = 0 then 'NaN' end)`;

const NUMBERS = {
  negate: '(- {0})', negateInteger: '(- {0}::int8)',
  addInteger: '({0}::int8 + {1}::int8)', subInteger: '({0}::int8 - {1}::int8)', mulInteger: '({0}::int8 * {1}::int8)',
  divInteger: '({0}::int8 / {1}::int8)', modInteger: '({0}::int8 % {1}::int8)',
  addDecimal: '({0}::numeric + {1}::numeric)', subDecimal: '({0}::numeric - {1}::numeric)', mulDecimal: '({0}::numeric * {1}::numeric)',
  divDecimal: '({0}::numeric / {1}::numeric)', modDecimal: '({0}::numeric % {1}::numeric)',
  addDouble: '({0}::float8 + {1}::float8)', subDouble: '({0}::float8 - {1}::float8)', mulDouble: '({0}::float8 * {1}::float8)',
  divbyDecimal: infiniteByZero('numeric'), divDouble: infiniteByZero('float8'),
  modDouble: '({0}::float8::text::numeric % {1}::float8::text::numeric)::float8',
  round: 'round({0}::numeric)', floor: 'floor({0}::numeric)', ceiling: 'ceil({0}::numeric)',
  roundDouble: '(trunc({0}) + case when abs({0} - trunc({0})) >= 0.5 then sign({0}) else 0 end)', floorDouble: 'floor({0})', ceilingDouble: 'ceil({0})',
} as const;

/** A number as an integer type, or null when it does not fit; a text as a value, or null when it spells none. */
const integerCast = (type: string, low: string, high: string): string =>
  `(case when trunc({0}::numeric) between ${low} and ${high} then trunc({0}::numeric)::${type} end)`;
const textCast = (type: string, pattern: string, read = '{0}'): string => `(case when {0} ~ '^(${pattern})$' then ${read}::${type} end)`;
/** A repetition in braces would be read as an argument. */
const hexes = (count: number): string => '[0-9A-Fa-f]'.repeat(count);
/** A text that spells a whole number within the bounds. */
const integerText = (type: string, low: string, high: string): string =>
  textCast(type, '[-+]?[0-9]{1,30}', `(case when {0}::numeric between ${low} and ${high} then {0} end)`);
const YEAR = '(?!0000)[0-9][0-9][0-9][0-9]';
const LEAP = '([0-9][0-9](0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)';
const DATE = `(${YEAR}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)|${LEAP}-02-29)`;
const TIME = String.raw`([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,12})?)?`;
const OFFSET = '(Z|[-+](0[0-9]|1[0-3]):[0-5][0-9]|[-+]14:00)';
const DECIMAL = String.raw`[-+]?[0-9]{1,255}(\.[0-9]{1,255})?`;
const DOUBLE = String.raw`[-+]?[0-9]{1,17}(\.[0-9]{1,17})?([eE][-+]?[0-9]{1,2})?`;
const SINGLE_MAX = '3.4028235677973366e38';

const CASTS = {
  'castInteger:Edm.Byte': integerCast('int2', '0', '255'), 'castInteger:Edm.SByte': integerCast('int2', '-128', '127'),
  'castInteger:Edm.Int16': integerCast('int2', '-32768', '32767'), 'castInteger:Edm.Int32': integerCast('int4', '-2147483648', '2147483647'),
  'castInteger:Edm.Int64': integerCast('int8', '-9223372036854775808', '9223372036854775807'),
  'castNumber:Edm.Decimal': "nullif(nullif(nullif(({0})::numeric, 'NaN'), 'Infinity'), '-Infinity')", 'castNumber:Edm.Double': '({0})::float8',
  'castNumber:Edm.Single':
    `(case when abs({0}::float8) < 7e-46 then 0 when abs({0}::float8) < ${SINGLE_MAX} or abs({0}::float8) >= 'Infinity' then {0}::float8 end)::float4`,
  'castText:Edm.Byte': integerText('int2', '0', '255'), 'castText:Edm.SByte': integerText('int2', '-128', '127'),
  'castText:Edm.Int16': integerText('int2', '-32768', '32767'), 'castText:Edm.Int32': integerText('int4', '-2147483648', '2147483647'),
  'castText:Edm.Int64': integerText('int8', '-9223372036854775808', '9223372036854775807'),
  'castText:Edm.Decimal': textCast('numeric', DECIMAL),
  'castText:Edm.Double': textCast('float8', `${DOUBLE}|-?INF|NaN`, "replace({0}, 'INF', 'Infinity')"),
  'castText:Edm.Single': textCast('float4', String.raw`[-+]?[0-9]{1,9}(\.[0-9]{1,9})?|-?INF|NaN`, "replace({0}, 'INF', 'Infinity')"),
  'castText:Edm.Boolean': textCast('boolean', 'true|false'),
  'castText:Edm.Guid': textCast('uuid', [8, 4, 4, 4, 12].map(hexes).join('-')),
  'castText:Edm.Date': textCast('date', DATE),
  'castText:Edm.DateTimeOffset': textCast('timestamptz', `${DATE}T${TIME}${OFFSET}`),
  'castText:Edm.TimeOfDay': textCast('time', TIME),
  instantToText: INSTANT,
} as const;

/** Exact seconds as `-P1DT2H30M1.5S`: parts that are zero are left out, zero itself is PT0S. */
const DAYS = 'trunc(abs({0}) / 86400)';
const REST = 'mod(abs({0}), 86400)';
const part = (amount: string, unit: string): string => `case when ${amount} > 0 then trim_scale(${amount})::text || '${unit}' else '' end`;
const DURATION =
  `(case when {0} = 0 then 'PT0S' when {0} is not null then case when {0} < 0 then '-' else '' end || 'P' || ${part(DAYS, 'D')} || ` +
  `case when ${REST} > 0 then 'T' || ${part(`trunc(${REST} / 3600)`, 'H')} || ${part(`trunc(mod(${REST}, 3600) / 60)`, 'M')} || ${part(`mod(${REST}, 60)`, 'S')} else '' end end)`;

/** The JSON spellings that PostgreSQL does not print by itself (JSON Format 7.1). */
const JSON_VALUES = {
  jsonInstant: INSTANT,
  /** Also of calculated decimals, which may be infinite. */
  jsonDouble: "(case when {0} in ('Infinity', '-Infinity') then to_json(replace({0}::text, 'Infinity', 'INF')) else to_json({0}) end)",
  jsonBinary: String.raw`replace(replace(rtrim(replace(encode({0}, 'base64'), E'\n', ''), '='), '+', '-'), '/', '_')`,
  jsonDuration: DURATION,
  spelledBit: '({0})::int', spelledDouble: '({0})::float8',
  /** Every digit, and two behind the point at least. */
  spelledDecimal: 'round({0}, greatest(min_scale({0}), 2))::text',
  spelledEpoch: "('/Date(' || floor(extract(epoch from {0}))::int8 || ')/')",
  /** The same of a date, which is a number of days: whole numbers cost less than the exact decimals that an instant takes. */
  spelledEpochOfDay: "('/Date(' || ({0} - date '1970-01-01')::int8 * 86400 || ')/')",
  spelledMillis: `to_char({0} ${UTC}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"+0000"')`,
  asJson: '({0})::json',
  /** A text as it stands between the quotes of a JSON string. */
  jsonEscaped: 'left(substr(to_json({0})::text, 2), -1)',
  /** What is the same for all rows, worked out once a statement. */
  once: '(select {0})',
  toJson: 'to_json({0})::text',
  /** A collection is never null. */
  listOrEmpty: "coalesce({0}, '{}')",
  unquoted: "(to_json({0}) #>> '{}')",
  base64: "encode({0}, 'base64')",
  base64Piece: "encode(substring({0} from {1} + 1 for {2}), 'base64')",
  octets: 'octet_length({0})::text',
  etag: `('W/"' || {0} || '"')`,
  /** A text as a key literal in a URL: quotes doubled, what ends a segment or a query escaped. */
  keyString:
    "('''' || replace(replace(replace(replace(replace(replace(replace(replace({0}, '''', ''''''), '%', '%25'), '/', '%2F'), '?', '%3F'), '#', '%23'), ' ', '%20'), '+', '%2B'), '&', '%26') || '''')",
} as const;

export const FRAGMENTS: Readonly<Record<string, string>> = { ...OPERATORS, ...TEXTS, ...TIMES, ...NUMBERS, ...CASTS, ...JSON_VALUES, ...GEO_FRAGMENTS };

/** The last row's order values as an opaque token: base64url of a JSON array of texts. */
export const TOKEN = String.raw`translate(encode(convert_to(json_build_array({values})::text, 'UTF8'), 'base64'), E'+/=\n', '-_')`;
