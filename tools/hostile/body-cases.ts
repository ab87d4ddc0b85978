/**
 * Hostile bodies and requests around them: JSON that is deep, wide, double or none, values no column takes,
 * wrong content types, and changes of resources that cannot be changed. Data only.
 */
import { get, put } from './request.ts';
import type { Group, Hostile, Want } from './request.ts';

const TARGET = '/Customers(42)';
const body = (name: string, text: string | Uint8Array, want: Want = 'refused'): Hostile => put(name, TARGET, text, { want });
const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array => Buffer.concat(parts.map((part) => Buffer.from(part as string)));
const members = (count: number, make: (i: number) => string): string => Array.from({ length: count }, (_, i) => make(i)).join(',');

const json: Group = {
  title: 'Bodies that are no object, or hardly one',
  cases: [
    body('null', 'null'), body('[]', '[]'), body('[{}]', '[{}]'), body('1', '1'), body('true', 'true'), body('"x"', '"x"'), body('nothing', ''), body('blanks', ' \r\n\t '), body('cut off in the middle', '{"firstName":"Ad'), body('cut off before the end', '{"firstName":"Ada"'),
    body('a byte order mark', bytes([0xef, 0xbb, 0xbf], '{}'), 'either'), body('UTF-16', Buffer.from('{"firstName":"Ada"}', 'utf16le')), body('garbage behind', '{} x'), body('two objects', '{}{}'), body('a comma too many', '{"firstName":"Ada",}'), body('single quotes', "{'firstName':'Ada'}"), body('a name without quotes', '{firstName:"Ada"}'), body('a comment', '{/* */}'), body('NaN', '{"creditLimit":NaN}'), body('Infinity', '{"creditLimit":Infinity}'), body('a leading zero', '{"fico":01}'), body('a plus sign', '{"fico":+1}'), body('a hexadecimal number', '{"fico":0x1}'), body('a raw line break in a text', '{"firstName":"a\nb"}'), body('a bad escape', '{"firstName":"\\x"}'), body('a short escape', '{"firstName":"\\u12"}'), body('XML', '<entry/>'), body('a form', 'firstName=Ada'),
    body('10,000 open arrays', '['.repeat(10_000)), body('10,000 arrays', '['.repeat(10_000) + ']'.repeat(10_000)), body('10,000 open objects', '{"a":'.repeat(10_000)), body('10,000 objects', `${'{"Phones":'.repeat(10_000)}1${'}'.repeat(10_000)}`), body('10,000 objects in a property', `{"firstName":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`), body('10,000 arrays in an ignored member', `{"_index":${'['.repeat(10_000)}${']'.repeat(10_000)}}`), body('200 nested customers', `${'{"Loans":{"results":[{"Customers":{"results":['.repeat(200)}${']}}]}}'.repeat(200)}`),
    body('10,000 unknown members', `{${members(10_000, (i) => `"m${i}":1`)}}`), body('100,000 ignored members', `{${members(100_000, (i) => `"_$$${i}":1`)}}`, 'either'), body('a name twice', '{"firstName":"A","firstName":"B"}'), body('a name twice, once escaped', '{"firstName":"A","first\\u004eame":"B"}'), body('a navigation twice', '{"Phones":[],"Phones":[]}'), body('a marker twice', '{"Phones":[{"__id":1,"__id":2,"__update":true}]}'), body('100,000 phones', `{"Phones":[${members(100_000, () => '{"phone":"1"}')}]}`), body('a name of a megabyte', `{"${'a'.repeat(1_000_000)}":1}`), body('a text of a megabyte in a short property', `{"firstName":"${'a'.repeat(1_000_000)}"}`, 'either'), body('11 MB', `{"firstName":"${'a'.repeat(11 * 1024 * 1024)}"}`),
  ],
};

const storable: Group = {
  title: 'Bodies with text that cannot be stored',
  cases: [
    body('an escaped NUL', '{"firstName":"a\\u0000"}'), body('an escaped lone surrogate', '{"firstName":"\\ud800"}'), body('an escaped low surrogate', '{"firstName":"\\udc00x"}'), body('surrogates in the wrong order', '{"firstName":"\\udc00\\ud800"}'), body('a raw NUL', bytes('{"firstName":"a', [0], '"}')), body('a raw surrogate', bytes('{"firstName":"', [0xed, 0xa0, 0x80], '"}')), body('an overlong NUL', bytes('{"firstName":"', [0xc0, 0x80], '"}')), body('half a character', bytes('{"firstName":"', [0xc3], '"}')), body('a byte that is never UTF-8', bytes('{"firstName":"', [0xff], '"}')), body('beyond the last code point', bytes('{"firstName":"', [0xf4, 0x90, 0x80, 0x80], '"}')), body('NUL in a name', '{"first\\u0000Name":"a"}'), body('a surrogate in a name', '{"\\ud800":"a"}'), body('NUL in a nested text', '{"Phones":[{"phone":"\\u0000"}]}'), body('a surrogate in a nested text', '{"Phones":{"results":[{"phone":"\\ud800"}]}}'), body('NUL in __id', '{"Phones":[{"__id":"\\u0000","__update":true}]}'), body('NUL in __metadata.uri', '{"Loans":[{"__metadata":{"uri":"Loans(\\u0000)"}}]}'), body('a surrogate in __metadata.uri', '{"Loans":[{"__metadata":{"uri":"Loans(\'\\ud800\')"}}]}'), body('a broken escape in __metadata.uri', '{"Loans":[{"__metadata":{"uri":"Loans(%FF)"}}]}'), body('NUL in a password', '{"accessPassword":"a\\u0000b"}', 'either'), body('a surrogate in a password', '{"accessPassword":"\\ud800"}', 'either'), body('NUL in an ignored member', '{"_index":"\\u0000"}', 'either'), body('text outside the basic plane', '{"middleName":"\\ud83d\\ude00"}', 'served'), body('NUL in a bind', '{"Office@odata.bind":"Offices(\\u0000)"}'), body('NUL in a date', '{"birthDate":"2000-01-01\\u0000"}'),
  ],
};

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__', 'prototype', '__metadata__'];

const names: Group = {
  title: 'Bodies with names that every JavaScript object has',
  cases: [
    ...NAMES.flatMap((name) => [
      body(`${name} as member`, `{"${name}":1}`), body(`${name} as object`, `{"${name}":{"firstName":"Mallory"}}`), body(`${name} in a child`, `{"Phones":[{"${name}":{"phone":"1"}}]}`), body(`${name} in results`, `{"Phones":{"${name}":[]}}`), body(`${name} as annotation`, `{"firstName@odata.${name}":1}`, 'either'), body(`${name} bound`, `{"${name}@odata.bind":"Offices(1)"}`), body(`${name} in __metadata`, `{"Loans":[{"__metadata":{"${name}":"Loans(1)"}}]}`, 'either'), body(`${name} as linked set`, `{"Loans":[{"__metadata":{"uri":"${name}(1)"}}]}`), body(`${name} as marker`, `{"Phones":[{"__${name}":true,"phone":"1"}]}`), body(`${name} as value`, `{"middleName":"${name}"}`, 'served'), body(`${name} as type`, `{"@odata.type":"#LoanService.${name}"}`, 'either'),
    ]),
    body('a polluted prototype by way of nested objects', '{"PrimaryAddress":{"__proto__":{"city":"Nowhere"}}}'), body('constructor.prototype', '{"constructor":{"prototype":{"isAdmin":true}}}'),
  ],
};

const VALUES: readonly (readonly [string, readonly string[]])[] = [
  ['fico', ['2147483648', '-2147483649', '1.5', '1e400', '1e999999', '"abc"', 'true', '[]', '{}', '"1e3"', `${'9'.repeat(5_000)}`, '"٣"']],
  ['creditLimit', ['1e400', '1e999999', '-1e999999999', '1234567890123456.5', '0.00001', '"INF"', '"NaN"', 'true', '[1]', '{"a":1}', `${'9'.repeat(5_000)}`, '""', '" 1"', '"0x10"']],
  ['birthDate', ['"2024-02-30"', '"0000-01-01"', '"10000-01-01"', '"2024-13-01"', '"24:00:00"', '"/Date(99999999999999999)/"', '"/Date(1e99)/"', '"/Date(NaN)/"', '0', 'true', '""', '"yesterday"', '"infinity"', '"now"', '"epoch"']],
  ['active', ['2', '-1', '"yes"', '"__proto__"', '[]', '{}', '1.5', '""']],
  ['firstName', ['1', 'true', '[]', '{}', `"${'x'.repeat(5_000)}"`]],
  ['gender', ['"customer.gender.unheard"', '"__proto__"', '1', '[]', '""']],
  ['uid', ['"x"', '1', '"00000000-0000-0000-0000-00000000000g"', '[]']],
];
const ADDRESS: readonly (readonly [string, readonly string[]])[] = [
  ['geoLat', ['1e400', '"1e400"', '"abc"', 'true', '[]', '"NaN"', '"INF"', '1e-400', '5e-324']],
];
const INSTANT: readonly string[] = ['"2024-02-30T00:00:00Z"', '"2024-01-01T24:00:00Z"', '"0000-01-01T00:00:00Z"', '"10000-01-01T00:00:00Z"', '"2024-01-01T00:00:00+99:00"', '"9999-12-31T23:59:59-14:00"', '"/Date(253402300800000)/"', '"/Date(-99999999999999)/"', '"infinity"', '[]'];
const excerpt = (value: string): string => (value.length > 40 ? `${value.slice(0, 8)}… (${value.length})` : value);

const values: Group = {
  title: 'Values no property takes',
  cases: [
    ...VALUES.flatMap(([name, texts]) => texts.map((text) => body(`${name}: ${excerpt(text)}`, `{"${name}":${text}}`, text === '"1e3"' || name === 'uid' || name === 'firstName' || name === 'creditLimit' || name === 'birthDate' || name === 'gender' ? 'either' : 'refused'))),
    ...ADDRESS.flatMap(([name, texts]) => texts.map((text) => put(`${name}: ${excerpt(text)}`, '/Customers(555)', `{"PrimaryAddress":{"${name}":${text}}}`, { want: 'either' }))),
    ...INSTANT.map((text) => body(`ofacTested: ${excerpt(text)}`, `{"submittedDate":${text}}`, 'either')),
    body('a collection that is a text', '{"Phones":"x"}'), body('a collection that is a number', '{"Phones":1}'), body('a collection that is an object', '{"Phones":{"a":1}}'), body('results that is null', '{"Phones":{"results":null}}'), body('results that is an object', '{"Phones":{"results":{}}}'), body('a phone that is null', '{"Phones":[null]}'), body('a phone that is a number', '{"Phones":[1]}'), body('a phone that is an array', '{"Phones":[[]]}'), body('a single navigation that is an array', '{"PrimaryAddress":[]}'), body('a single navigation that is a text', '{"PrimaryAddress":"x"}'), body('a collection that is null', '{"Phones":null}'), body('__metadata that is a text', '{"Loans":[{"__metadata":"Loans(1)"}]}'), body('__metadata that is null', '{"Loans":[{"__metadata":null}]}', 'either'), body('__metadata without uri', '{"Loans":[{"__metadata":{}}]}', 'either'), body('uri that is a number', '{"Loans":[{"__metadata":{"uri":1}}]}'), body('uri of another host', '{"Loans":[{"__metadata":{"uri":"http://evil.example/odata.svc/Loans(1)"}}]}', 'either'), body('uri of another set', '{"Loans":[{"__metadata":{"uri":"Phones(1)"}}]}'), body('uri of nothing', '{"Loans":[{"__metadata":{"uri":"Loans(2147483647)"}}]}'),
    ...['-1', '0', '2147483648', '1e400', '1.5', '"abc"', '[]', '{}', 'null', 'true', '9'.repeat(400)].map((id) => body(`__id: ${excerpt(id)}`, `{"Phones":[{"__id":${id},"__update":true,"phone":"1"}]}`)),
    ...['"maybe"', '2', '[]', '{}', 'null'].map((flag) => put(`__update: ${flag}`, '/Customers(555)', `{"Phones":[{"__id":1,"__update":${flag}}]}`, { want: 'either' })),
    body('an id that is not the key', '{"id":43}'), body('an id beyond its type', '{"id":99999999999}'), body('an id that is a text', '{"id":"42abc"}'),
  ],
};

const TYPES: readonly (readonly [string, Want])[] = [
  ['text/plain', 'refused'], ['application/xml', 'refused'], ['application/atom+xml', 'refused'], ['application/x-www-form-urlencoded', 'refused'], ['multipart/form-data', 'refused'], ['multipart/mixed;boundary=x', 'refused'], ['', 'either'], ['json', 'refused'], ['application/json;charset=utf-16', 'refused'], ['application/json;charset=latin1', 'refused'], ['application/json;charset=__proto__', 'refused'], ['application/json; charset="UTF-8"', 'served'], ['application/json;odata.metadata=full', 'served'], ['application/json;odata=verbose', 'either'], ['application/json;;;', 'either'], [`application/json;${'a=b;'.repeat(3_000)}`, 'either'], ['*/*', 'refused'], ['application/octet-stream', 'refused'],
];

const types: Group = {
  title: 'Content types and encodings',
  cases: [
    ...TYPES.map(([type, want]) => put(`Content-Type: ${excerpt(type)}`, TARGET, '{}', { type, want })),
    ...['gzip', 'deflate', 'br', 'zstd', 'compress', '__proto__', 'gzip, gzip'].map((encoding) => put(`Content-Encoding: ${encoding}`, TARGET, '{}', { headers: [['Content-Encoding', encoding]] })),
    put('Content-Encoding: identity', TARGET, '{}', { want: 'served', headers: [['Content-Encoding', 'identity']] }),
    ...['text/html', 'application/xml', 'image/*', 'application/json;odata.metadata=silly', 'application/json;charset=utf-16', 'application/json;q=0', '*/*;q=0'].map((accept) => get(`Accept: ${accept}`, '/Customers(42)', { headers: [['Accept', accept]] })),
    ...[';;;,,,', 'q', '"', 'application/json;q=9e99', 'a'.repeat(10_000), ','.repeat(10_000)].map((accept) => get(`Accept: ${excerpt(accept)}`, '/Customers(42)', { want: 'either', headers: [['Accept', accept]] })),
    ...['3.0', '5.0', '4.02', '0', '-4', 'x', '4.0;x', '__proto__', '99999999999999.0', '4.0.0'].flatMap((version) => [
      get(`OData-MaxVersion: ${version}`, '/Customers(42)', { want: 'either', headers: [['OData-MaxVersion', version]] }),
      put(`OData-Version: ${version}`, TARGET, '{}', { want: 'either', headers: [['OData-Version', version]] }),
    ]),
    ...['xml', 'atom', 'json;odata.metadata=', 'application/json;;', '__proto__', 'application%2Fjson%3Bodata.metadata%3Dfull', ''].map((format) => get(`$format=${format}`, `/Customers(42)?$format=${format}`, { want: 'either' })),
    get('$format twice', '/Customers(42)?$format=json&$format=json'),
  ],
};

const RESOURCES: readonly string[] = [
  '', '/', '/$metadata', '/$batch', '/$all', '/$entity', '/$entity?$id=Customers(42)', '/$crossjoin(Customers,Loans)', '/Customers', '/Customers/$count', '/Customers(42)/$count', '/Customers(42)/firstName', '/Customers(42)/firstName/$value', '/Customers(42)/accessPassword', '/Customers(42)/Phones', '/Customers(42)/Phones/$count', '/Customers(42)/Phones/$ref', '/Customers(42)/PrimaryAddress/$ref', '/Customers(42)/$ref', '/Customers/$ref', '/Customers(42)/$value', '/Documents(1)/$value', '/Customers(99999)', '/Customers(42)/Phones(99999)', '/Customers/$filter(id%20eq%2042)', '/Customers/$filter(@f)/$each?@f=true', '/Customers/$each', '/Customers(42)/LoanService.Close', '/LoanService.CalculateSchedule', '/Customers(555)/LoanService.Customer', '/AuditRecords(1)', '/EnumItems(1)', '/Customers(555)?$select=id', '/Customers(555)?$expand=Phones', '/Customers(42)?$filter=id%20eq%2042', '/Customers(42)?$top=1', '/Customers(42)?$unknown=1', '/Nothing(1)', '/Customers(42)/Nothing', '/Customers/$query', '/Customers(42)/Phones(1)/Customer(42)',
];

const changes: Group = {
  title: 'PUT, PATCH, POST and DELETE on every kind of resource',
  cases: RESOURCES.flatMap((target) => [
    put(`PUT ${target || '(nothing)'}`, target, '{}', { want: 'either' }), put(`PATCH ${target || '(nothing)'}`, target, '{}', { method: 'PATCH', want: 'either' }), put(`POST ${target || '(nothing)'}`, target, '{}', { method: 'POST', want: 'either' }),
    { ...get(`DELETE ${target || '(nothing)'}`, target, { want: 'either' }), method: 'DELETE' },
  ]),
};

export const bodyGroups: readonly Group[] = [json, storable, names, values, types, changes];
