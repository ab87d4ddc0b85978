/**
 * Every piece of SQL text that an expression may become, by name: the one table to audit.
 * `{0}`, `{1}` … stand for the arguments, which are printed elsewhere and never pasted as text.
 * Written for PostgreSQL 15; sessions pin UTC and iso_8601.
 */

const ICU = 'collate "und-x-icu"';
/** LIKE's special characters in a text argument, escaped in SQL so that columns may be arguments too. */
const ESCAPED = String.raw`replace(replace(replace({1}, '\', '\\'), '%', '\%'), '_', '\_')`;
const UTC = "at time zone 'UTC'";
const INSTANT = `replace(({0} ${UTC})::text, ' ', 'T') || 'Z'`;

const OPERATORS = {
  eq: '({0} = {1})', ne: '({0} <> {1})', gt: '({0} > {1})', ge: '({0} >= {1})', lt: '({0} < {1})', le: '({0} <= {1})',
  same: '({0} is not distinct from {1})', different: '({0} is distinct from {1})',
  isNull: '({0} is null)', isNotNull: '({0} is not null)', isNotTrue: '({0} is not true)', not: '(not {0})',
  anyOf: '({0} = any({1}))', has: '(({0} & {1}) = {1})',
} as const;

const TEXTS = {
  concat: '({0} || {1})',
  contains: `({0} like '%' || ${ESCAPED} || '%')`,
  startswith: 'starts_with({0}, {1})',
  endswith: `({0} like '%' || ${ESCAPED})`,
  indexof: '(position({1} in {0}) - 1)',
  length: 'char_length({0})',
  substringFrom: 'substr({0}, case when {1} >= 0 then {1}::int + 1 else greatest(char_length({0}) + {1}::int, 0) + 1 end)',
  substringFor:
    'substr({0}, case when {1} >= 0 then {1}::int + 1 else greatest(char_length({0}) + {1}::int, 0) + 1 end, ' +
    'case when {2} >= 0 then {2}::int else greatest(char_length({0}) + {2}::int - case when {1} >= 0 then {1}::int else greatest(char_length({0}) + {1}::int, 0) end, 0) end)',
  matchesPattern: '({0} ~ {1})',
  matchesWord: `({0} ${ICU} ~* {1})`,
  tolower: `(lower({0} ${ICU}) collate "C")`,
  toupper: `(upper({0} ${ICU}) collate "C")`,
  trim: String.raw`regexp_replace({0}, '^\s+|\s+$', '', 'g')`,
  toText: '({0})::text',
} as const;

const TIMES = {
  year: 'extract(year from {0})::int', month: 'extract(month from {0})::int', day: 'extract(day from {0})::int',
  hour: 'extract(hour from {0})::int', minute: 'extract(minute from {0})::int', second: 'floor(extract(second from {0}))::int',
  fractionalSeconds: 'mod(extract(second from {0}), 1)',
  date: `({0} ${UTC})::date`, time: `({0} ${UTC})::time`, dateToInstant: `({0}::timestamp ${UTC})`,
  totalOffsetMinutes: '(case when {0} is not null then 0 end)', totalSeconds: '{0}',
  now: 'statement_timestamp()',
  minDateTime: "timestamptz '0001-01-01 00:00:00+00'", maxDateTime: "timestamptz '9999-12-31 23:59:59.999999+00'",
  addInstant: "({0} + {1} * interval '1 second')", subInstant: "({0} - {1} * interval '1 second')",
  betweenInstants: 'extract(epoch from {0} - {1})',
  addDate: '({0} + trunc({1} / 86400)::int)', subDate: '({0} - trunc({1} / 86400)::int)',
  betweenDates: '(({0} - {1})::numeric * 86400)',
} as const;

const NUMBERS = {
  negate: '(- {0})',
  addInteger: '({0}::int8 + {1}::int8)', subInteger: '({0}::int8 - {1}::int8)', mulInteger: '({0}::int8 * {1}::int8)',
  divInteger: '({0}::int8 / {1}::int8)', modInteger: '({0}::int8 % {1}::int8)',
  addDecimal: '({0}::numeric + {1}::numeric)', subDecimal: '({0}::numeric - {1}::numeric)', mulDecimal: '({0}::numeric * {1}::numeric)',
  divDecimal: '({0}::numeric / {1}::numeric)', modDecimal: '({0}::numeric % {1}::numeric)',
  addDouble: '({0}::float8 + {1}::float8)', subDouble: '({0}::float8 - {1}::float8)', mulDouble: '({0}::float8 * {1}::float8)',
  divDouble:
    "(case when {1}::float8 <> 0 then {0}::float8 / {1}::float8 when {0}::float8 > 0 then 'Infinity' when {0}::float8 < 0 then '-Infinity' when {0}::float8 = 0 then 'NaN' end)",
  modDouble: '({0}::numeric % {1}::numeric)::float8',
  round: 'round({0}::numeric)', floor: 'floor({0}::numeric)', ceiling: 'ceil({0}::numeric)',
  roundDouble: '(sign({0}) * floor(abs({0}) + 0.5))', floorDouble: 'floor({0})', ceilingDouble: 'ceil({0})',
} as const;

/** A number as an integer type, or null when it does not fit; a text as a value, or null when it spells none. */
const integerCast = (type: string, low: string, high: string): string =>
  `(case when trunc({0}::numeric) between ${low} and ${high} then trunc({0}::numeric)::${type} end)`;
const textCast = (type: string, pattern: string): string => `(case when {0} ~ '^(${pattern})$' then {0}::${type} end)`;
const INTEGER = '[-+]?[0-9]{1,18}';

const CASTS = {
  'castInteger:Edm.Byte': integerCast('int2', '0', '255'), 'castInteger:Edm.SByte': integerCast('int2', '-128', '127'),
  'castInteger:Edm.Int16': integerCast('int2', '-32768', '32767'), 'castInteger:Edm.Int32': integerCast('int4', '-2147483648', '2147483647'),
  'castInteger:Edm.Int64': integerCast('int8', '-9223372036854775808', '9223372036854775807'),
  'castNumber:Edm.Decimal': '({0})::numeric', 'castNumber:Edm.Double': '({0})::float8', 'castNumber:Edm.Single': '({0})::float4',
  'castText:Edm.Byte': textCast('int2', '[0-9]{1,2}|1[0-9]{2}|2[0-4][0-9]|25[0-5]'), 'castText:Edm.SByte': textCast('int2', '[-+]?[0-9]{1,2}'),
  'castText:Edm.Int16': textCast('int2', '[-+]?[0-9]{1,4}'), 'castText:Edm.Int32': textCast('int4', '[-+]?[0-9]{1,9}'),
  'castText:Edm.Int64': textCast('int8', INTEGER),
  'castText:Edm.Decimal': textCast('numeric', String.raw`[-+]?[0-9]{1,500}(\.[0-9]{1,500})?`),
  'castText:Edm.Double': textCast('float8', String.raw`[-+]?[0-9]{1,17}(\.[0-9]{1,17})?([eE][-+]?[0-9]{1,2})?`),
  'castText:Edm.Single': textCast('float4', String.raw`[-+]?[0-9]{1,9}(\.[0-9]{1,9})?`),
  'castText:Edm.Boolean': textCast('boolean', 'true|false'),
  'castText:Edm.Guid': textCast('uuid', '[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}'),
  'castText:Edm.Date': textCast('date', '[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])'),
  'castText:Edm.DateTimeOffset': textCast('timestamptz', '[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?Z'),
  'castText:Edm.TimeOfDay': textCast('time', '([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?'),
  instantToText: INSTANT,
} as const;

/** The JSON spellings that PostgreSQL does not print by itself (JSON Format 7.1). */
const JSON_VALUES = {
  jsonInstant: INSTANT,
  jsonDouble: "(case when {0} in ('Infinity', '-Infinity') then to_json(replace({0}::text, 'Infinity', 'INF')) else to_json({0}) end)",
  jsonBinary: String.raw`replace(replace(rtrim(replace(encode({0}, 'base64'), E'\n', ''), '='), '+', '-'), '/', '_')`,
  jsonDuration: "(case when {0} < 0 then '-' else '' end || 'PT' || trim_scale(abs({0}))::text || 'S')",
  toJson: 'to_json({0})::text',
  base64: "encode({0}, 'base64')",
  etag: `('W/"' || {0} || '"')`,
  /** A text as a key literal in a URL: quotes doubled, what ends a segment or a query escaped. */
  keyString:
    "('''' || replace(replace(replace(replace(replace(replace(replace(replace({0}, '''', ''''''), '%', '%25'), '/', '%2F'), '?', '%3F'), '#', '%23'), ' ', '%20'), '+', '%2B'), '&', '%26') || '''')",
} as const;

export const FRAGMENTS: Readonly<Record<string, string>> = { ...OPERATORS, ...TEXTS, ...TIMES, ...NUMBERS, ...CASTS, ...JSON_VALUES };

/** The last row's order values as an opaque token: base64url of a JSON array of texts. */
export const TOKEN = String.raw`translate(encode(convert_to(json_build_array({values})::text, 'UTF8'), 'base64'), E'+/=\n', '-_')`;
