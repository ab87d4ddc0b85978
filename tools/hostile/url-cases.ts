/**
 * Hostile URLs: characters that cannot be stored, broken escapes, names that every object has, numbers and
 * dates beyond their types, and skip tokens nobody issued. Data only.
 */
import { get, put, q } from './request.ts';
import type { Group, Hostile, Want } from './request.ts';

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'];
const BROKEN = ['%', '%4', '%G1', '%FF', '%C3', '%80', '%C0%80', '%E0%80%80', '%ED%A0%80', '%F4%90%80%80', '%F8%88%80%80%80'];
const b64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64url');

const texts: readonly (readonly [string, string])[] = [['NUL', '%00'], ['a lone surrogate', '%ED%A0%80'], ['NUL after text', 'abc%00']];

const storable: Group = {
  title: 'Text that cannot be stored',
  cases: texts.flatMap(([what, text]) => [
    get(`${what} as key segment`, `/Customers/${text}`),
    get(`${what} as key`, `/Customers('${text}')`),
    get(`${what} in an alternate key`, `/Customers(externalSystem='${text}',externalId='x')`),
    get(`${what} in a comparison`, `/Customers?$filter=firstName%20eq%20'${text}'`),
    get(`${what} in contains`, `/Customers?$filter=contains(firstName,'${text}')`),
    get(`${what} in startswith`, `/Customers?$filter=startswith(firstName,'${text}')`),
    get(`${what} in matchesPattern`, `/Customers?$filter=matchesPattern(firstName,'${text}')`),
    get(`${what} in an in list`, `/Customers?$filter=firstName%20in%20('a','${text}')`),
    get(`${what} in an alias`, `/Customers?$filter=firstName%20eq%20@p&@p='${text}'`),
    get(`${what} in a JSON alias`, `/Customers?$filter=firstName%20in%20@p&@p=["${text}"]`),
    get(`${what} in a lambda`, `/Customers?$filter=Phones/any(p:p/phone%20eq%20'${text}')`),
    get(`${what} in $search`, `/Customers?$search=${text}`),
    get(`${what} in a $search phrase`, `/Customers?$search="a%20${text}"`),
    get(`${what} in $compute`, `/Customers?$compute=concat(firstName,'${text}')%20as%20x&$select=x`),
    get(`${what} in $orderby`, `/Customers?$orderby=concat(firstName,'${text}')`),
    get(`${what} in an expanded $filter`, `/Customers(555)?$expand=Phones($filter=phone%20eq%20'${text}')`),
    get(`${what} in a property name`, `/Customers?$select=a${text}`),
    get(`${what} in a set name`, `/Customers${text}`),
    get(`${what} in an option name`, `/Customers?$to${text}p=1`),
    get(`${what} in $skiptoken`, `/Customers?$skiptoken=${text}`),
    get(`${what} in $id`, `/$entity?$id=Customers(${text})`),
    get(`${what} in $format`, `/Customers?$format=json${text}`),
    put(`${what} in a posted query`, '/Customers/$query', `$filter=firstName%20eq%20'${text}'`, { method: 'POST', type: 'text/plain' }),
  ]).concat([
    get('a JSON escape of a lone surrogate in an alias', `/Customers?$filter=firstName%20in%20@p&@p=${q('["\\ud800"]')}`),
    get('a JSON escape of NUL in an alias', `/Customers?$filter=firstName%20in%20@p&@p=${q('["\\u0000"]')}`),
    get('a JSON escape of half a pair', `/Customers?$filter=firstName%20in%20@p&@p=${q('["x\\udc00y"]')}`),
    get('raw bytes beyond ASCII', "/Customers?$filter=firstName%20eq%20'\xC3\xA4'", { want: 'either' }),
    get('raw bytes that are no UTF-8', "/Customers?$filter=firstName%20eq%20'\xFF\xFE'"),
    get('a tab and a vertical tab', '/Customers?$filter=id%09eq%0B1'),
    get('text outside the basic plane', "/Customers?$filter=firstName%20eq%20'%F0%9F%98%80'&$top=1", { want: 'served' }),
    get('the last code point', "/Customers?$filter=contains(firstName,'%F4%8F%BF%BF')", { want: 'served' }),
    get('U+FFFF, a non-character', "/Customers?$filter=firstName%20gt%20'%EF%BF%BF'&$top=1", { want: 'served' }),
    get('a right-to-left override', "/Customers?$filter=firstName%20eq%20'%E2%80%AE'", { want: 'served' }),
  ]),
};

const escapes: Group = {
  title: 'Broken percent escapes and invalid UTF-8',
  cases: BROKEN.flatMap((text) => [
    get(`${text} in the path`, `/Cust${text}omers`),
    get(`${text} as key`, `/Customers(${text})`),
    get(`${text} in a string key`, `/Customers(externalSystem='${text}',externalId='x')`),
    get(`${text} in an option name`, `/Customers?${text}=1`),
    get(`${text} in a literal`, `/Customers?$filter=firstName%20eq%20'${text}'`),
    get(`${text} in $top`, `/Customers?$top=${text}`),
    get(`${text} in $search`, `/Customers?$search=${text}`),
    get(`${text} in $id`, `/$entity?$id=Customers(5${text})`),
    get(`${text} in $skiptoken`, `/Customers?$skiptoken=${text}`),
    get(`${text} in $format`, `/Customers?$format=${text}`),
    get(`${text} in an alias`, `/Customers?$filter=firstName%20eq%20@p&@p=${text}`),
    get(`${text} in an alias name`, `/Customers?@${text}=1`),
    get(`${text} in a custom option`, `/Customers?custom=${text}&$top=1`),
    get(`${text} in a nested option`, `/Customers(555)?$expand=Phones($filter=phone%20eq%20'${text}')`),
    put(`${text} in a posted query`, '/Customers/$query', `$filter=firstName%20eq%20'${text}'`, { method: 'POST', type: 'text/plain' }),
  ]),
};

const names: Group = {
  title: 'Names that every JavaScript object has',
  cases: NAMES.flatMap((name) => [
    get(`${name} as set`, `/${name}`),
    get(`${name} as keyed set`, `/${name}(1)`),
    get(`${name} as property`, `/Customers(555)/${name}`),
    get(`${name} as navigation with key`, `/Customers(555)/${name}(1)`),
    get(`${name} after $metadata`, `/$metadata/${name}`),
    get(`${name} as system segment`, `/$${name}`),
    get(`${name} as key name`, `/Customers(${name}=1)`),
    get(`${name} as type cast`, `/Customers/LoanService.${name}`),
    get(`${name} in $filter`, `/Customers?$filter=${name}%20eq%201`),
    get(`${name} through a navigation`, `/Customers?$filter=PrimaryAddress/${name}%20eq%201`),
    get(`${name} as function`, `/Customers?$filter=${name}(firstName)`),
    get(`${name} as enum type`, `/Customers?$filter=id%20eq%20${name}'a'`),
    get(`${name} under $root`, `/Customers?$filter=id%20eq%20$root/${name}(1)/id`),
    get(`${name} under $it`, `/Customers?$filter=$it/${name}%20eq%201`),
    get(`${name} in $select`, `/Customers?$select=${name}`),
    get(`${name} in $orderby`, `/Customers?$orderby=${name}`),
    get(`${name} in $expand`, `/Customers?$expand=${name}`),
    get(`${name} as system option`, `/Customers?$${name}=1`),
    get(`${name} as nested option`, `/Customers?$expand=Phones($${name}=1)`),
    get(`${name} as missing alias`, `/Customers?$filter=firstName%20eq%20@${name}`, { want: 'either' }),
    get(`${name} as alias`, `/Customers?$filter=firstName%20eq%20@${name}&@${name}='a'`, { want: 'served' }),
    get(`${name} as custom option`, `/Customers?${name}=1&$top=1`, { want: 'served' }),
    get(`${name} as lambda variable`, `/Customers?$filter=Phones/any(${name}:${name}/id%20eq%201)&$top=1`, { want: 'served' }),
    get(`${name} as computed name`, `/Customers?$compute=id%20add%201%20as%20${name}&$select=${name}&$orderby=${name}&$top=1`, { want: 'served' }),
    get(`${name} in $search`, `/Customers?$search=${name}`, { want: 'served' }),
    get(`${name} as header`, '/Customers(555)', { want: 'served', headers: [[name, 'x']] }),
    get(`${name} as preference`, '/Customers(555)', { want: 'served', headers: [['Prefer', `${name}=1, ${name}`]] }),
    get(`${name} as media parameter`, '/Customers(555)', { want: 'either', headers: [['Accept', `application/json;${name}=1`]] }),
    get(`${name} as $format`, `/Customers(555)?$format=${name}`),
    get(`${name} in $apply`, `/Customers?$apply=groupby((${name}))`),
    get(`${name} as tenant`, '/Customers(555)', { headers: [['Autopal-Instance-ID', name]] }),
    get(`${name} as token`, '/Customers(555)', { headers: [['Authorization', `Bearer ${name}`]] }),
    get(`${name} as schema version`, `/Customers?$schemaversion=${name}`),
  ]),
};

const NUMBERS: readonly (readonly [string, Want])[] = [
  ['2147483648', 'either'], ['-2147483649', 'either'], ['9223372036854775808', 'either'], ['99999999999999999999999999', 'either'],
  ['1e400', 'either'], ['1e999999', 'either'], ['-1e999999999999', 'either'], ['1e-999999', 'either'], ['0.1', 'either'], ['INF', 'either'], ['-INF', 'either'], ['NaN', 'either'],
  ['1'.repeat(2_000), 'either'], [`0.${'0'.repeat(2_000)}1`, 'either'], ['-0', 'served'], ['0x10', 'refused'], ['1_000', 'refused'], ['١٢', 'refused'], ['--1', 'either'], ['1.', 'refused'], ['.5', 'refused'],
];
const short = (text: string): string => (text.length > 24 ? `${text.slice(0, 6)}… (${text.length} digits)` : text);

/** A blank value is no value, and a raw plus sign is a blank. */
const BLANK: ReadonlySet<string> = new Set(['', '%20', '+1']);

const numbers: Group = {
  title: 'Numbers beyond their types',
  cases: NUMBERS.flatMap(([text, want]) => [
    get(`${short(text)} as key`, `/Customers(${q(text)})`, { want: 'either' }),
    get(`${short(text)} as named key`, `/Customers(id=${q(text)})`, { want: 'either' }),
    ...['id', 'creditLimit', 'geoLat'].map((name) => {
      const set = name === 'geoLat' ? 'Addresses' : 'Customers';
      return get(`${short(text)} against ${name}`, `/${set}?$filter=${name}%20eq%20${q(text)}&$top=1`, { want });
    }),
    get(`${short(text)} in an in list`, `/Customers?$filter=id%20in%20(1,${q(text)})&$top=1`, { want }),
    get(`${short(text)} added`, `/Customers?$filter=id%20add%20${q(text)}%20gt%200&$top=1`, { want }),
    get(`${short(text)} as $top`, `/Customers?$top=${q(text)}`, { want: 'either' }),
    get(`${short(text)} as $skip`, `/Customers?$skip=${q(text)}`, { want: 'either' }),
    get(`${short(text)} as expanded $top`, `/Customers(555)?$expand=Phones($top=${q(text)})`, { want: 'either' }),
  ]).concat(['-1', '', '%20', '1e3', '+1', 'max', 'null', "'1'", '1,2'].flatMap((text) => [
    get(`$top=${text}`, `/Customers?$top=${text}`, { want: BLANK.has(text) ? 'either' : 'refused' }), get(`$skip=${text}`, `/Customers?$skip=${text}`, { want: BLANK.has(text) ? 'either' : 'refused' }), get(`$levels=${text}`, `/Customers?$expand=Loans($levels=${text})&$top=1`, { want: text === 'max' || BLANK.has(text) ? 'either' : 'refused' }),
    get(`Prefer maxpagesize=${text}`, '/Customers?$top=1', { want: 'either', headers: [['Prefer', `odata.maxpagesize=${text}`]] }),
  ])),
};

const DATES = ['2024-02-30', '2023-02-29', '0000-01-01', '-0001-01-01', '10000-01-01', '99999-12-31', '-4714-01-01', '2024-13-01', '2024-00-10', '2024-01-32', '2024-1-1'];
const INSTANTS = ['2024-02-30T00:00:00Z', '2024-01-01T24:00:00Z', '2024-01-01T24:00:01Z', '2024-01-01T23:60:00Z', '2024-01-01T23:59:60Z', '2024-01-01T23:59:61Z', '2024-01-01T00:00:00%2B14:01', '2024-01-01T00:00:00%2B99:99', '0000-01-01T00:00:00Z', '-292278994-08-17T07:12:55Z', '10000-01-01T00:00:00Z', '9999-12-31T23:59:59-14:00', '0001-01-01T00:00:00%2B14:00', '2024-01-01T00:00:00.0000000000001Z'];
const TIMES = ['24:00:00', '25:00:00', '23:60:00', '23:59:60', '23:59:59.1234567890123'];
const DURATIONS = ["duration'P99999999999999999999D'", "duration'PT1e9S'", "duration'P1Y'", "duration'-P106751991167DT1S'", "duration'PT0.0000000000001S'"];

const dates: Group = {
  title: 'Days and times that do not exist',
  cases: [
    ...DATES.flatMap((text) => [
      get(`${text} against a date`, `/Customers?$filter=birthDate%20eq%20${text}&$top=1`, { want: 'either' }),
      get(`${text} against an instant`, `/Customers?$filter=created%20gt%20${text}&$top=1`, { want: 'either' }),
      get(`${text} in year()`, `/Customers?$filter=year(${text})%20eq%202024&$top=1`, { want: 'either' }),
    ]),
    ...INSTANTS.map((text) => get(`${text} against an instant`, `/Customers?$filter=created%20gt%20${text}&$top=1`, { want: 'either' })),
    ...TIMES.map((text) => get(`${text} against a time`, `/Customers?$filter=time(created)%20gt%20${text}&$top=1`, { want: 'either' })),
    ...DURATIONS.map((text) => get(`${text} added to an instant`, `/Customers?$filter=created%20add%20${text}%20gt%20created&$top=1`, { want: 'either' })),
    get("datetime'2024-02-30T00:00:00'", "/Customers?$filter=created%20gt%20datetime'2024-02-30T00:00:00'"),
    get('an instant as skip token value', `/Customers?$orderby=created&$skiptoken=${b64('["2024-02-30","1"]')}`),
  ],
};

const TOKENS: readonly (readonly [string, string])[] = [
  ['garbage', 'garbage!'], ['empty', ''], ['blank', '%20'], ['10 kB', 'A'.repeat(10_000)], ['an object', b64('{"0":"1"}')], ['a number', b64('1')], ['numbers', b64('[1]')], ['null', b64('null')], ['an empty array', b64('[]')],
  ['a null', b64('[null]')], ['nested arrays', b64('[["1"]]')], ['a word for a number', b64('["abc"]')], ['a number too large', b64('["99999999999999999999"]')], ['a fraction', b64('["1.5"]')],
  ['SQL', b64('["1; drop table customers"]')], ['NUL', b64('["\\u0000"]')], ['a lone surrogate', b64('["\\ud800"]')], ['invalid UTF-8', b64(new Uint8Array([0x5b, 0x22, 0xff, 0x22, 0x5d]))],
  ['too many values', b64('["1","2","3"]')], ['100 values', b64(JSON.stringify(Array.from({ length: 100 }, () => '1')))], ['deep JSON', b64('['.repeat(5_000))], ['an escaped escape', '%2525'],
];

const tokens: Group = {
  title: 'Skip tokens nobody issued',
  cases: [
    ...TOKENS.flatMap(([what, token]) => [
      get(`${what}, no order`, `/Customers?$skiptoken=${token}`, { want: BLANK.has(token) ? 'either' : 'refused' }),
      get(`${what}, ordered by a date`, `/Customers?$orderby=birthDate&$skiptoken=${token}`, { want: 'either' }),
    ]),
    get('of another order', `/Customers?$orderby=creditLimit&$skiptoken=${b64('["Miller","5"]')}`),
    get('on one entity', `/Customers(555)?$skiptoken=${b64('["1"]')}`),
    get('on a count', `/Customers/$count?$skiptoken=${b64('["1"]')}`),
    get('twice', `/Customers?$skiptoken=${b64('["1"]')}&$skiptoken=${b64('["2"]')}`),
  ] satisfies Hostile[],
};

export const urlGroups: readonly Group[] = [storable, escapes, names, numbers, dates, tokens];
