/**
 * Hostile expressions: very long, very deep, patterns that run for ever, arithmetic that overflows,
 * and expands whose answer would fill the machine. Data only.
 */
import { get, put, q } from './request.ts';
import type { Group, Hostile, Want } from './request.ts';

const times = (count: number, make: (i: number) => string, separator = ''): string => Array.from({ length: count }, (_, i) => make(i)).join(separator);
const filter = (name: string, expression: string, want: Want = 'refused'): Hostile => get(name, `/Customers?$filter=${q(expression)}&$top=1`, { want });
/** Longer than a URL may be: the options travel in the body. */
const posted = (name: string, options: string, want: Want = 'refused'): Hostile =>
  put(name, '/Customers/$query', options, { method: 'POST', type: 'text/plain', want });
const anyNested = (depth: number): string => times(depth, (i) => `${i % 2 === 0 ? (i === 0 ? 'Loans' : `x${i - 1}/Loans`) : `x${i - 1}/Customers`}/any(x${i}:`) + `x${depth - 1}/id gt 0` + ')'.repeat(depth);
const expandNested = (depth: number, inner = ''): string => times(depth, (i) => (i % 2 === 0 ? 'Loans($expand=' : 'Customers($expand=')) + (inner || (depth % 2 === 0 ? 'Loans' : 'Customers')) + ')'.repeat(depth);

const size: Group = {
  title: 'Long and deep requests',
  cases: [
    posted('2,000 parentheses', `$filter=${'('.repeat(2_000)}id eq 1${')'.repeat(2_000)}`),
    posted('100,000 open parentheses', `$filter=${'('.repeat(100_000)}`),
    posted('40 parentheses', `$filter=${'('.repeat(40)}id eq 1${')'.repeat(40)}`, 'served'),
    posted('10,000 not', `$filter=${'not '.repeat(10_000)}active`),
    posted('10,000 minus signs', `$filter=${'-'.repeat(10_000)}id eq 1`),
    posted('a chain of 1,000 or', `$filter=${times(1_000, (i) => `id eq ${i}`, ' or ')}`, 'either'),
    posted('a chain of 1,000 and', `$filter=${times(1_000, () => 'id gt 0', ' and ')}`, 'either'),
    posted('a chain of 1,000 add', `$filter=${times(1_000, () => 'id', ' add ')} gt 0`, 'either'),
    posted('a chain of 20,000 or', `$filter=${times(20_000, (i) => `id eq ${i}`, ' or ')}`),
    posted('1,000 nested concat', `$filter=${'concat(firstName,'.repeat(1_000)}'a'${')'.repeat(1_000)} eq 'a'`),
    posted('a $search of 1,000 words', `$search=${times(1_000, (i) => `w${i}`, ' ')}`, 'either'),
    posted('a $search of 2,000 parentheses', `$search=${'('.repeat(2_000)}a${')'.repeat(2_000)}`),
    posted('a $search of 10,000 NOT', `$search=${'NOT '.repeat(10_000)}a`),
    posted('60 nested any', `$filter=${anyNested(60)}`),
    posted('4 nested any', `$filter=${anyNested(4)}&$top=1`, 'served'),
    posted('12 nested any', `$filter=${anyNested(12)}&$top=1`),
    posted('10,000 members of in', `$filter=id in (${times(10_000, String, ',')})`),
    posted('1,000 members of in', `$filter=id in (${times(1_000, String, ',')})&$top=1`, 'served'),
    posted('5,000 members of $select', `$select=${times(5_000, () => 'id', ',')}`, 'either'),
    posted('5,000 items of $orderby', `$orderby=${times(5_000, () => 'id', ',')}`),
    posted('5,000 items of $expand', `$expand=${times(5_000, () => 'Phones', ',')}`),
    posted('5,000 computed values', `$compute=${times(5_000, (i) => `id add ${i} as c${i}`, ',')}`),
    posted('300 computed values', `$compute=${times(300, (i) => `id add ${i} as c${i}`, ',')}&$top=1`, 'either'),
    posted('every navigation, 3 levels deep', '$expand=*($expand=*($expand=*))&$top=1', 'either'),
    posted('an alias that refers to itself', '$filter=id eq @a&@a=@a'),
    posted('two aliases that refer to each other', '$filter=id eq @a&@a=@b&@b=@a'),
    posted('aliases that double 30 times', `$filter=id eq @a0&${times(30, (i) => `@a${i}=@a${i + 1} add @a${i + 1}`, '&')}&@a30=1`),
    posted('a name of 60,000 characters', `$filter=${'a'.repeat(60_000)} eq 1`),
    posted('a literal of 1,000,000 characters', `$filter=firstName eq '${'a'.repeat(1_000_000)}'`, 'either'),
    posted('a JSON alias 10,000 deep', `$filter=id in @p&@p=${'['.repeat(10_000)}`),
    posted('100,000 options', times(100_000, (i) => `o${i}=1`, '&'), 'either'),
    posted('100,000 ampersands', '&'.repeat(100_000), 'either'),
    posted('a computed name of 200 characters', `$compute=id add 1 as ${'ä'.repeat(200)}&$top=1`, 'either'),
    posted('two computed names alike in 63 bytes', `$compute=id add 1 as ${'x'.repeat(70)}a,id add 2 as ${'x'.repeat(70)}b&$top=1`, 'either'),
    get('a URL of 20 kB', `/Customers?$filter=firstName%20eq%20'${'a'.repeat(20_000)}'`),
    get('a path of 2,000 segments', `/Customers(555)${'/Phones'.repeat(2_000)}`),
    get('a path of 1,000 slashes', `/${'/'.repeat(1_000)}Customers`),
    get('a path of 30 navigations', `/Customers(555)${'/Loans(1)/Customers(555)'.repeat(15)}`, { want: 'either' }),
    get('8 nested $expand', `/Customers(555)?$expand=${q(expandNested(8))}`),
    get('$levels=max', '/Customers(555)?$expand=Loans($levels=max)', { want: 'served' }),
    get('$levels=2147483647', '/Customers(555)?$expand=Loans($levels=2147483647)', { want: 'either' }),
    get('Customers?$expand=Loans($expand=Customers(…)), 4 levels, all rows', `/Customers?$expand=${q(expandNested(3))}`, { want: 'either' }),
    get('Customers?$expand=Loans($expand=Customers(…)), 6 levels, all rows', `/Customers?$expand=${q(expandNested(5))}`, { want: 'refused' }),
    get('an expand of everything by everything', `/Customers?$expand=${q('Office($expand=Customers($expand=Office($expand=Customers)))')}`, { want: 'refused' }),
    posted('a path of 200 single navigations', `$filter=${'Employer/Customer/'.repeat(100)}id gt 0`),
    posted('a path of 40 single navigations', `$filter=${'Employer/Customer/'.repeat(20)}id gt 0&$top=1`, 'served'),
    posted('45 nested filters within paths', `$filter=${'Phones/$filter(Customer/'.repeat(45)}Phones/$count gt 0${')/$count gt 0'.repeat(45)}&$top=1`),
    posted('a chain of 300 durations', `$filter=created add ${times(300, () => "duration'P1D'", ' add ')} gt created`),
    posted('a chain of 90 durations', `$filter=created ${"add duration'P1D' ".repeat(90)}gt created&$top=1`, 'either'),
    posted('300 computed values, each of the one before', `$compute=id add 1 as n0,${times(299, (i) => `n${i} add 1 as n${i + 1}`, ',')}&$select=n299`),
    posted('a wildcard in each of 3 levels', '$expand=Loans($expand=*),Phones($expand=*),References($expand=*),PaymentAccounts($expand=*),Notes($expand=*),Documents($expand=*)&$top=1', 'either'),
    get('a path of 200 keys', `/Customers(555)${'/Loans(1)/Customers(555)'.repeat(100)}/Phones`),
  ],
};

const PATTERNS: readonly (readonly [string, Want])[] = [
  ['(a+)+$', 'either'], ['(a|a)*b', 'either'], ['(a|aa)+$', 'either'], ['(.*)*x', 'either'], ['^(([a-z])+.)+[A-Z]([a-z])+$', 'either'], ['((((((((((a*)*)*)*)*)*)*)*)*)*b', 'either'],
  ['(a{1,1000}){1,1000}', 'refused'], ['a{100000}', 'refused'], ['a{255}{255}{255}', 'refused'], ['(x{0,255}){0,255}y{0,255}', 'either'], [`${'(a?){1,50}'.repeat(20)}`, 'either'],
  ['(', 'refused'], ['[', 'refused'], ['*', 'refused'], ['a**', 'refused'], ['\\', 'refused'], ['[z-a]', 'refused'], ['(?<x>a)', 'either'], ['(?=a)', 'either'], ['(?<!a)b', 'either'], ['\\1', 'refused'], ['(a)\\1', 'either'], ['\\p{L}', 'either'], ['***=a', 'either'], ['(?i)a', 'either'], ['[[:alpha:]]', 'either'], ['[[:<:]]', 'either'], ['', 'either'], ['\\u{110000}', 'either'], ['\\x', 'either'], ['(?:', 'refused'], ['a'.repeat(5_000), 'either'],
];

const patterns: Group = {
  title: 'Patterns and wildcards',
  cases: [
    ...PATTERNS.map(([text, want]) => ({ ...filter(`matchesPattern '${text.length > 50 ? `${text.slice(0, 20)}… (${text.length})` : text}'`, `matchesPattern(firstName,'${text}')`, want), varies: true })),
    filter('a catastrophic pattern on a long text', `matchesPattern(concat('${'a'.repeat(40)}',firstName),'^(a+)+$')`, 'either'),
    filter('a pattern made from a column', 'matchesPattern(firstName,lastName)', 'either'),
    ...['%', '_', '\\', '%_%', '\\%', '%%%%%%%%%%%%%%%%%%%%', '[a-z]', "''"].flatMap((text) => ['contains', 'startswith', 'endswith', 'indexof'].map((name) =>
      filter(`${name} '${text}'`, name === 'indexof' ? `indexof(firstName,'${text}') gt 0` : `${name}(firstName,'${text}')`, 'served'))),
    get("a $search of regular expression signs", `/Customers?$search=${q('"(a+)+$ [b] {9999} \\ ^ | ?"')}`, { want: 'served' }),
    get("a $search of a percent sign", `/Customers?$search=${q('"%"')}`, { want: 'served' }),
  ],
};

const arithmetic: Group = {
  title: 'Arithmetic beyond its range',
  cases: [
    filter('integer division by zero', 'id div 0 eq 1'), filter('divby zero', 'id divby 0 eq 1', 'either'), filter('mod zero', 'id mod 0 eq 1'), filter('division by a column that is zero', 'id div (id sub id) eq 1'),
    filter('decimal division by zero', 'creditLimit div 0.0 eq 1'), filter('double division by zero', 'PrimaryAddress/geoLat div 0 eq 1', 'either'),
    filter('a product beyond 64 bits', '9223372036854775807 mul 9223372036854775807 mul id gt 0', 'either'),
    filter('a sum beyond 64 bits', '9223372036854775807 add id gt 0', 'either'), filter('the negation of the smallest integer', '-(-9223372036854775808) gt id', 'either'),
    filter('the smallest integer divided by -1', '(id sub id sub 9223372036854775808) div -1 gt 0', 'either'),
    filter('a power tower of products', `${times(400, () => '1e300', ' mul ')} gt id`, 'either'),
    filter('decimals multiplied 200 times', `${times(200, () => '99999999999999999999.99', ' mul ')} gt creditLimit`, 'either'),
    filter('doubles beyond their range', 'PrimaryAddress/geoLat mul 1e308 mul 1e308 mul 1e308 gt 0', 'either'),
    filter('round of a huge number', 'round(1e308) gt id', 'either'), filter('round of INF', 'round(INF) gt id', 'either'), filter('ceiling of NaN', 'ceiling(NaN) gt id', 'either'),
    filter('cast beyond Int16', "cast(id mul 100000,Edm.Int16) gt 0", 'either'), filter('cast beyond Byte', 'cast(id,Edm.Byte) eq 1', 'either'), filter('cast of a word to a number', "cast(firstName,Edm.Int32) eq 1", 'either'), filter('cast of a word to a date', "cast(firstName,Edm.Date) eq 2024-01-01", 'either'), filter('cast of a word to a Guid', "cast(firstName,Edm.Guid) ne null", 'either'), filter('cast of NaN to a decimal', 'cast(NaN,Edm.Decimal) gt 0', 'either'), filter('cast of a word to Boolean', "cast(firstName,Edm.Boolean)", 'either'), filter('cast to no type', "cast(firstName,Edm.__proto__) eq 1"), filter('cast to Duration', "cast(firstName,Edm.Duration) ne null", 'either'), filter('cast of a huge double to Int64', 'cast(1e300,Edm.Int64) gt 0', 'either'),
    ...['-1', '2147483647', '-2147483648', '9223372036854775807', '99999999999999999999', '1e9', 'null'].flatMap((n) => [
      filter(`substring from ${n}`, `substring(firstName,${n}) eq 'a'`, 'either'), filter(`substring of length ${n}`, `substring(firstName,1,${n}) eq 'a'`, 'either'), filter(`substring from ${n}, length ${n}`, `substring(firstName,${n},${n}) eq 'a'`, 'either'),
    ]),
    filter('dates beyond the calendar', "birthDate add duration'P99999999D' gt birthDate", 'either'), filter('instants beyond the calendar', "created add duration'P3000000D' gt created", 'either'), filter('instants before the calendar', "created sub duration'P3000000D' lt created", 'either'),
    get('dates beyond the calendar in the answer', `/Customers(555)?$compute=${q("birthDate add duration'P3000000D' as later")}&$select=later`, { want: 'either' }),
    get('instants beyond the calendar in the answer', `/Customers(555)?$compute=${q("created sub duration'P900000D' as sooner")}&$select=sooner`, { want: 'either' }),
    filter('a duration multiplied', "created add duration'P1D' mul 1e18 gt created", 'either'), filter('mindatetime less a day', "mindatetime() sub duration'P1D' lt created", 'either'), filter('maxdatetime and a day', "maxdatetime() add duration'P1D' gt created", 'either'),
    filter('a difference of extremes', "maxdatetime() sub mindatetime() gt duration'P1D'", 'either'), filter('totalseconds of extremes', "totalseconds(maxdatetime() sub mindatetime()) gt 1", 'either'),
    get('a text doubled 40 times', `/Customers(555)?$compute=${q(`concat(firstName,firstName) as c0,${times(39, (i) => `concat(c${i},c${i}) as c${i + 1}`, ',')}`)}&$select=c39`, { want: 'either' }),
    get('a text doubled 25 times, on every row', `/Customers?$compute=${q(`concat(firstName,firstName) as c0,${times(24, (i) => `concat(c${i},c${i}) as c${i + 1}`, ',')}`)}&$select=c24`, { want: 'either' }),
    get('a number squared 20 times', `/Customers(555)?$compute=${q(`id mul id as n0,${times(19, (i) => `n${i} mul n${i} as n${i + 1}`, ',')}`)}&$select=n19`, { want: 'either' }),
    get('a decimal squared 20 times', `/Customers(42)?$compute=${q(`1.5 mul 99999.5 as n0,${times(19, (i) => `n${i} mul n${i} as n${i + 1}`, ',')}`)}&$select=n19`, { want: 'either' }),
    get('NaN in the answer', `/Customers(555)?$compute=${q('cast(NaN,Edm.Double) as x')}&$select=x`, { want: 'either' }),
    filter('a text against a number', "firstName eq 1", 'either'), filter('a collection against a number', 'Phones eq 1'), filter('an entity against a text', "PrimaryAddress eq 'a'"), filter('a comparison as operand', '(id eq 1) add 1 eq 2'), filter('a number as condition', 'id'), filter('a text as condition', "'a'"), filter('null as condition', 'null', 'either'), filter('a missing operand', 'id eq'), filter('two operators', 'id eq eq 1'), filter('an unclosed text', "firstName eq 'a"), filter('an unclosed call', "contains(firstName,'a'"), filter('SQL', "1=1; drop table customers--"), filter('SQL in a text', "firstName eq '''; drop table customers--'", 'served'),
  ],
};

export const expressionGroups: readonly Group[] = [size, patterns, arithmetic];
