import { LIMITS, RequestError } from '../../src/base/index.ts';
import { parseExpression, parseSearch } from '../../src/query/parse-url.ts';
import { show, showSearch } from './show-syntax.ts';

const strict = { limits: LIMITS, lenient: false } as const;
const lenient = { limits: LIMITS, lenient: true } as const;

const tree = (text: string, options: { limits: typeof LIMITS; lenient: boolean } = strict): string => {
  try {
    return show(parseExpression(text, options));
  } catch (error) {
    if (error instanceof RequestError) return `${error.fault.code} at ${error.fault.at ?? '?'}`;
    throw error;
  }
};

describe('operators bind as the URL conventions order them', () => {
  test.each([
    ['a eq 1 or b eq 2 and c eq 3', 'or(eq(a, integer:1), and(eq(b, integer:2), eq(c, integer:3)))'],
    ['a eq 1 and b eq 2 or c eq 3', 'or(and(eq(a, integer:1), eq(b, integer:2)), eq(c, integer:3))'],
    ['(a or b) and c', 'and(or(a, b), c)'],
    ['not a eq 1 and b eq 2', 'and(eq(not(a), integer:1), eq(b, integer:2))'],
    ['not (a eq 1) or b eq 2', 'or(not(eq(a, integer:1)), eq(b, integer:2))'],
    ['not not a', 'not(not(a))'],
    ['not contains(a,b) and c', 'and(not(contains(a, b)), c)'],
    ['not a in (1,2)', 'not(in(a, (integer:1, integer:2)))'],
    ["not a has Ns.E'X'", 'not(has(a, Ns.Eenum:X))'],
    ['a sub 1 sub 2 eq 3', 'eq(sub(sub(a, integer:1), integer:2), integer:3)'],
    ['a div 2 mul 3', 'mul(div(a, integer:2), integer:3)'],
    ['a mul 2 add 3 eq 4', 'eq(add(mul(a, integer:2), integer:3), integer:4)'],
    ['a add 2 mul 3', 'add(a, mul(integer:2, integer:3))'],
    ['a add b divby c mod d', 'add(a, mod(divby(b, c), d))'],
    ['-a add 1 eq 2', 'eq(add(negate(a), integer:1), integer:2)'],
    ['- 5 add 1', 'add(negate(integer:5), integer:1)'],
    ['-5 add -1', 'add(integer:-5, integer:-1)'],
    ['-(a add b)', 'negate(add(a, b))'],
    ['-a in (1)', 'negate(in(a, (integer:1)))'],
    ['a gt b eq true', 'eq(gt(a, b), boolean:true)'],
    ['a eq b gt c', 'eq(a, gt(b, c))'],
    ['a eq b ne c', 'ne(eq(a, b), c)'],
    ['a add 1 lt b sub 1', 'lt(add(a, integer:1), sub(b, integer:1))'],
    ['a in (1,2) eq true', 'eq(in(a, (integer:1, integer:2)), boolean:true)'],
    ['a add b in (1,2)', 'add(a, in(b, (integer:1, integer:2)))'],
    ['a and b and c or d and e', 'or(and(a, b, c), and(d, e))'],
    ['isof(a,Ns.T) eq true', 'eq(isof(a, Ns.T), boolean:true)'],
    ['NOT a EQ 1 OR b IN (1)', 'or(eq(not(a), integer:1), in(b, (integer:1)))'],
  ])('%s', (text, expected) => expect(tree(text)).toBe(expected));
});

describe('a chain of one logical operator is one node, however long', () => {
  test('a thousand terms of "and"', () => {
    const wide = { limits: { ...LIMITS, urlBytes: 100_000, expressionNodes: 10_000 }, lenient: false };
    const expr = parseExpression(Array.from({ length: 1000 }, (_, i) => `p${i} eq ${i}`).join(' and '), wide);
    expect(expr.kind === 'logic' && expr.terms.length).toBe(1000);
  });
});

describe('literals keep their spelling', () => {
  test.each([
    ["'O''Neil'", "string:O'Neil"], ['%27O%27%27Neil%27', "string:O'Neil"], ["'%26%3D%2F%3F'", 'string:&=/?'], ["''", 'string:'], ["''''", "string:'"],
    ["'Gr%C3%BC%C3%9Fe'", 'string:Grüße'], ["'%F0%9F%98%80'", 'string:😀'], ['12345678901234567890', 'integer:12345678901234567890'],
    ['-0.50', 'decimal:-0.50'], ['1e-7', 'double:1e-7'], ['1.5E+3', 'double:1.5E+3'], ['INF', 'double:INF'], ['-INF', 'double:-INF'], ['NaN', 'double:NaN'],
    ['null', 'null:null'], ['TRUE', 'boolean:true'], ['2019-02-28', 'date:2019-02-28'], ['-0001-01-01', 'date:-0001-01-01'],
    ['2019-02-28T23:59:59.123456789012Z', 'dateTimeOffset:2019-02-28T23:59:59.123456789012Z'],
    ['2019-02-28T23:59+02:00', 'dateTimeOffset:2019-02-28T23:59+02:00'], ['2019-02-28T23:59%2B02:00', 'dateTimeOffset:2019-02-28T23:59+02:00'],
    ['2019-02-28t23%3A59%3A00z', 'dateTimeOffset:2019-02-28T23:59:00Z'], ['07:59:59.999', 'timeOfDay:07:59:59.999'],
    ['01234567-89ab-cdef-0123-456789abcdef', 'guid:01234567-89ab-cdef-0123-456789abcdef'],
    ['a1234567-89ab-cdef-0123-456789abcdef', 'guid:a1234567-89ab-cdef-0123-456789abcdef'],
    ["duration'P1DT2H3M4.5S'", 'duration:P1DT2H3M4.5S'], ["binary'Zm9v'", 'binary:Zm9v'], ["Sales.Pattern'Solid,Yellow'", 'Sales.Patternenum:Solid,Yellow'],
    ["geography'SRID=0;Point(142.1 64.1)'", 'geography:SRID=0;Point(142.1 64.1)'],
  ])('%s', (text, expected) => expect(tree(text)).toBe(expected));
});

describe('malformed literals are refused where they break', () => {
  test.each([
    ['2019-13-01', 'URL101 at 6'], ['2019-01-32', 'URL101 at 9'], ['2019-01-01T24:00Z', 'URL101 at 12'], ['2019-01-01T10:00', 'URL101 at 16'],
    ["duration'P1M'", 'URL101 at 11'], ["'abc", 'URL101 at 4'], ["binary'Zg='", 'URL101 at 9'], ['1.', 'URL101 at 2'], ['1e', 'URL101 at 2'],
    ['01234567-89ab-cdef-456789abcdef', 'URL101 at 23'], ['5L', 'URL101 at 1'], ["guid'01234567-89ab-cdef-0123-456789abcdef'", 'URL101 at 4'],
  ])('%s', (text, expected) => expect(tree(text)).toBe(expected));
});

describe('paths, calls and structures', () => {
  test.each([
    ['Loans/any(l:l/principal gt 0 and l/Payments/all(p:p/amount gt 1))', 'Loans/any(l: and(gt(l/principal, integer:0), l/Payments/all(p: gt(p/amount, integer:1))))'],
    ['Loans/any()', 'Loans/any()'], ['Loans/$count gt 2', 'gt(Loans/$count, integer:2)'], ['Loans/$count($filter=a eq 1)', 'Loans/$count(eq(a, integer:1))'],
    ['Loans/$filter(a eq 1)/$count', 'Loans/$filter(eq(a, integer:1))/$count'], ['$it/name', '$it/name'], ["$root/Sets('x')/a", '$root/Sets(string:x)/a'],
    ['Ns.Fn(a=1,b=@p)(2)/c', 'Ns.Fn(a=integer:1,b=@p)(integer:2)/c'], ['Price/@Ns.Currency%23Q', 'Price/@Ns.Currency#Q'], ['@p/Street', '@p/Street'],
    ['CONTAINS(Name,\'a\')', 'contains(Name, string:a)'], ['substring(a,1,2)', 'substring(a, integer:1, integer:2)'],
    ['case(a gt 0:1,true:-1)', 'case(gt(a, integer:0): integer:1, boolean:true: integer:-1)'], ['cast(a,Edm.String)', 'cast(a, Edm.String)'], ['cast(Ns.T)/a eq 1', 'eq(Ns.T/a, integer:1)'], ["cast('Ns.T')/a", 'Ns.T/a'], ['cast($it/a,Ns.T)/b/any()', '$it/a/Ns.T/b/any()'],
    ['isof(Collection(Ns.T))', 'isof(Collection(Ns.T))'], ['[1,"a%5Cn",[true]]', '[integer:1, string:a\n, [boolean:true]]'],
    ['{"a":1,"b":{"c":null}}', '{a: integer:1, b: {c: null:null}}'], ['a in ["x","y"]', 'in(a, [string:x, string:y])'], ['a in ()', 'in(a, ())'],
    ['__proto__ eq constructor', 'eq(__proto__, constructor)'], ['%C3%84rger eq 1', 'eq(Ärger, integer:1)'],
  ])('%s', (text, expected) => expect(tree(text)).toBe(expected));
});

describe('what the grammar does not allow is refused with its offset', () => {
  test.each([
    ['a eq', 'URL101 at 4'], ['a eq ', 'URL101 at 5'], ['a  eq  1', 'eq(a, integer:1)'], ['a eq 1 and', 'URL101 at 10'], ['a eq 1 and ~', 'URL101 at 11'], ['(a eq 1', 'URL101 at 7'],
    ['a eq 1)', 'URL101 at 6'], ['a & b', 'URL101 at 2'], ['contains(a)', 'URL101 at 10'], ['length(a,b)', 'URL101 at 8'], ['any(x:x)', 'URL101 at 3'],
    ['a in (b,c)', 'URL101 at 7'], ['a eq b c', 'URL101 at 7'], ['$that/a', 'URL101 at 0'], ['a//b', 'URL101 at 2'],
  ])('%s', (text, expected) => expect(tree(text)).toBe(expected));
});

describe('lenient mounts read the spellings of older clients', () => {
  test.each([
    ["datetime'2019-07-01T00:00:00'", 'dateTimeOffset:2019-07-01T00:00:00Z'], ["guid'01234567-89ab-cdef-0123-456789abcdef'", 'guid:01234567-89ab-cdef-0123-456789abcdef'],
    ['5L', 'integer:5'], ['1.5M', 'decimal:1.5'], ['2d', 'double:2'], ['1f', 'double:1'], ['a in (b,c)', 'in(a, (b, c))'], ['2019-07-01T00:00:00', 'dateTimeOffset:2019-07-01T00:00:00Z'],
    ['"text"', 'string:text'], ['not(a)', 'not(a)'], ["datetime'2019-07-01'", 'dateTimeOffset:2019-07-01T00:00:00Z'], ["substringof('a',b)", 'contains(b, string:a)'], ["SubstringOf( 'a' , b ) eq true", 'eq(contains(b, string:a), boolean:true)'],
  ])('%s', (text, expected) => expect(tree(text, lenient)).toBe(expected));
});

describe('a search expression', () => {
  test.each([
    ['blue', 'blue'], ['blue green', 'and(blue, green)'], ['a OR b c', 'or(a, and(b, c))'], ['a AND b OR c', 'or(and(a, b), c)'], ['NOT a b', 'and(not(a), b)'],
    ['NOT (a OR b)', 'not(or(a, b))'], ['AND', 'AND'], ['OR AND', 'and(OR, AND)'], ['a OR', 'and(a, OR)'], ['a NOT b', 'and(a, not(b))'], ['"a b" c', 'and("a b", c)'],
    ["Daniel's", "Daniel's"], ["'half \"open'", '"half \\"open"'], ['and or', 'and(and, or)'],
  ])('%s', (text, expected) => expect(showSearch(parseSearch(text, strict))).toBe(expected));
});
