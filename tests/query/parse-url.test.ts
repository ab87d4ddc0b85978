import { LIMITS, RequestError } from '../../src/base/index.ts';
import type { Fault } from '../../src/base/index.ts';
import { parseOptions, parseUrl } from '../../src/query/parse-url.ts';
import type { SegmentSyntax } from '../../src/query/syntax.ts';
import { show } from './show-syntax.ts';

const strict = { limits: LIMITS, lenient: false } as const;
const lenient = { limits: LIMITS, lenient: true } as const;

function faultOf(work: () => unknown): Fault {
  try {
    work();
  } catch (error) {
    if (error instanceof RequestError) return error.fault;
    throw error;
  }
  throw new Error('nothing was refused');
}

const codeOf = (target: string, options: Parameters<typeof parseUrl>[1] = strict): string => {
  const { code, at } = faultOf(() => parseUrl(target, options));
  return `${code} at ${at ?? '?'}`;
};

const segment = (s: SegmentSyntax): string => {
  if (s.kind !== 'name') return s.kind === 'filter' ? `$filter(${show(s.filter)})` : s.kind === 'crossjoin' ? `$crossjoin(${s.sets.join(',')})` : `$${s.kind}`;
  const args = s.args?.map((arg) => `${arg.name === undefined ? '' : `${arg.name}=`}${show(arg.value)}`);
  return s.name + (args ? `(${args.join(',')})` : '');
};
const path = (target: string): string => parseUrl(target, strict).path.map(segment).join(' / ');

describe('a resource path is split before it is decoded', () => {
  test.each([
    ['/Customers(555)/Phones', 'Customers(integer:555) / Phones'], ['Customers(ID=1)/', 'Customers(ID=integer:1)'], ['', ''], ['/', ''],
    ["Categories('Smartphone%2FTablet')", 'Categories(string:Smartphone/Tablet)'], ['Customers%28%27O%27%27Neil%27%29', "Customers(string:O'Neil)"],
    ["Customers('a+b')", 'Customers(string:a+b)'], ["Customers('a%2Bb%20c')", 'Customers(string:a+b c)'], ["Customers('%3F%23%26')", 'Customers(string:?#&)'],
    ["People/O'Neil", "People / O'Neil"], ['People/A%2FB/Items/1', 'People / A/B / Items / 1'], ['Customers()', 'Customers()'],
    ['Customers/$count', 'Customers / $count'], ["Customers/$filter(a/b eq 'x')/$each", 'Customers / $filter(eq(a/b, string:x)) / $each'], ['$crossjoin(A,B)', '$crossjoin(A,B)'],
    ['F(a=1,b=@p)', 'F(a=integer:1,b=@p)'], ['$metadata', '$metadata'],
  ])('%s', (target, expected) => expect(path(target)).toBe(expected));

  test.each([
    ['Customers//Phones', 'URL101 at 10'], ["Customers('a/b')", 'URL101 at 12'], ['Customers(1', 'URL101 at 11'], ['Customers(ID=wrong)', 'URL101 at 18'],
    ['Customers/$nope', 'URL101 at 10'], ['$METADATA', 'URL101 at 0'], ['Customers(%zz)', 'URL102 at 10'], ["Customers('%C3')", 'URL102 at 11'],
    ["Customers('%ED%A0%80')", 'URL102 at 11'], ["Customers('%C0%AF')", 'URL102 at 11'], ['Customers(1)%', 'URL102 at 12'],
  ])('%s is refused', (target, expected) => expect(codeOf(target)).toBe(expected));
});

describe('a query is split at & and = before it is decoded', () => {
  const filter = (query: string): string => show(parseUrl(`C?$filter=${query}`, strict).options.filter!);
  test.each([
    ["a eq 'x%26y%3Dz'", 'eq(a, string:x&y=z)'], ['a+eq+1', 'eq(a, integer:1)'], ["a eq 'x+y'", 'eq(a, string:x y)'], ["a eq 'x%2By'", 'eq(a, string:x+y)'],
    ['a eq 1e+5', 'eq(a, double:1e+5)'], ['a%20eq%201e+5', 'eq(a, double:1e+5)'], ['a eq b1e+5', 'URL101'], ['a gt 2019-01-01T00:00:00+02:00', 'gt(a, dateTimeOffset:2019-01-01T00:00:00+02:00)'],
    ['a gt 2019-01-01T00%3A00+02%3A00', 'gt(a, dateTimeOffset:2019-01-01T00:00+02:00)'], ['a add +5', 'add(a, integer:5)'], ['a add %2B5', 'add(a, integer:+5)'],
    ["a eq '100%25'", 'eq(a, string:100%)'], ['a%09eq%091', 'eq(a, integer:1)'],
  ])('%s', (text, expected) => {
    const shown = expected === 'URL101' ? faultOf(() => filter(text)).code : filter(text);
    expect(shown).toBe(expected);
  });

  test('spans are offsets in the raw target', () => {
    const target = 'C?%24filter=name%20eq%20%27O%27%27Neil%27%20and%20x%20eq%205';
    const { filter: tree } = parseUrl(target, strict).options;
    const texts: string[] = [];
    JSON.stringify(tree, (_, value: unknown) => {
      if (value !== null && typeof value === 'object' && 'type' in value) texts.push(target.slice(Number(Reflect.get(value, 'at')), Number(Reflect.get(value, 'end'))));
      return value;
    });
    expect(texts).toEqual(['%27O%27%27Neil%27', '5']);
  });
});

describe('system query options', () => {
  test('come with or without the dollar, in any case', () => {
    const { options } = parseUrl('C?top=1&$SKIP=2&Filter=a EQ 1&%24count=true&$OrderBy=a desc,b&SELECT=a,b/c,*', strict);
    expect([options.top?.value, options.skip?.value, show(options.filter!), options.count]).toEqual([1, 2, 'eq(a, integer:1)', true]);
    expect(options.orderby?.map((item) => [show(item.expr), item.descending])).toEqual([['a', true], ['b', false]]);
    expect(options.select?.map((item) => item.wildcard ?? item.path.length)).toEqual([1, 2, '*']);
  });

  test('other options without a dollar are custom, and a name such as __proto__ is only a name', () => {
    const { custom } = parseUrl('C?foo=a%20b&__proto__=1&empty', strict).options;
    expect([...custom!]).toEqual([['foo', 'a b'], ['__proto__', '1'], ['empty', '']]);
  });

  test('nested options keep their own level', () => {
    const { expand } = parseUrl("C?$expand=Loans($filter=a eq 'x;y)';$expand=B/$ref($top=1);$levels=max),D/$count($search=x)", strict).options;
    expect(expand?.map((item) => [item.path.length, item.suffix, Object.keys(item.options ?? {}).length])).toEqual([[1, undefined, 5], [1, 'count', 3]]);
    expect(show(expand![0]!.options!.filter!)).toBe('eq(a, string:x;y))');
  });

  test('aliases, skip tokens and apply are read', () => {
    const { options } = parseUrl('C?@p=[1,2]&$skiptoken=a%3Db&$apply=filter(a eq 1)/groupby((b/c,rollup(d,e)),aggregate($count as n,x with sum as s))', strict);
    expect(show(options.aliases!.get('@p')!)).toBe('[integer:1, integer:2]');
    expect(options.skiptoken).toEqual({ text: 'a=b', at: 22, end: 27 });
    expect(options.apply?.steps.map((step) => step.kind)).toEqual(['filter', 'groupby']);
  });

  test.each([
    ['C?$foo=1', 'URL104 at 2'], ['C?$filter =true', 'URL104 at 9'], ['C?$top=1&top=2', 'URL103 at 9'], ['C?$filter=a&$FILTER=b', 'URL103 at 12'], ['C?@a=1&@a=2', 'URL103 at 7'],
    ['C?$top=-1', 'URL101 at 7'], ['C?$top=1.5', 'URL101 at 8'], ['C?$top=99999999999999999999', 'URL106 at 7'], ['C?$count=yes', 'URL106 at 9'], ['C?$levels=1', 'URL104 at 2'],
    ['C?$filter=', 'URL101 at 10'], ['C?$filter= true', 'URL101 at 11'], ['C?$select=a,', 'URL101 at 12'], ['C?$expand=A($foo=1)', 'URL104 at 12'], ['C?$expand=A($format=json)', 'URL101 at 12'],
    ['C?$expand=A($top=1;$top=2)', 'URL103 at 19'], ['C?$filter=a eq %', 'URL102 at 15'], ['C?$search=#1', 'URL101 at 10'], ['C?$compute=a add 1', 'URL101 at 18'],
  ])('%s is refused', (target, expected) => expect(codeOf(target)).toBe(expected));

  test('lenient mounts tolerate blanks in lists and empty options', () => {
    const { options } = parseUrl('C?$select=a, b&$filter=&$orderby= a desc, b &$expand=A( $top=1 ; $skip=2 )&', { ...lenient });
    expect(options.select?.length).toBe(2);
    expect(options.filter).toBeUndefined();
    expect(options.orderby?.length).toBe(2);
  });

  test('a query alone is parsed like that of a URL', () => {
    expect(parseOptions('$top=5&$filter=a%20eq%201', strict)).toEqual({ ...parseUrl('?$top=5&$filter=a%20eq%201', strict).options, at: 0, end: 25, top: expect.anything(), filter: expect.anything() });
  });
});

describe('limits are faults that name the limit', () => {
  const many = (count: number, item: string, separator: string): string => Array.from({ length: count }, () => item).join(separator);
  test.each([
    ['urlBytes', `C?$filter=${'a'.repeat(17_000)}`, 'LIM601'], ['expressionDepth', `C?$filter=${'('.repeat(2000)}`, 'LIM602'], ['expressionDepth', `C?$filter=${'not '.repeat(60)}a`, 'LIM602'],
    ['expressionDepth', `C?$filter=${many(60, 'a/any(x:', '')}`, 'LIM602'], ['expressionDepth', `C?@p=${'['.repeat(1000)}`, 'LIM602'], ['expressionDepth', `C?$search=${'('.repeat(1000)}`, 'LIM602'],
    ['expressionDepth', `C?$filter=${'-'.repeat(1000)}a`, 'LIM602'], ['operator chain', `C?$filter=a${' add 1'.repeat(1000)}`, 'LIM602'], ['inListLength', `C?$filter=a in (${many(1001, '1', ',')})`, 'LIM602'],
    ['expressionNodes', `C?$filter=${many(3000, 'a', ' or ')}`, 'LIM602'], ['expandDepth', `C?$expand=${'A($expand='.repeat(7)}B${')'.repeat(7)}`, 'LIM602'], ['expandWidth', `C?$expand=${many(65, 'A', ',')}`, 'LIM602'],
    ['orderByItems', `C?$orderby=${many(17, 'a', ',')}`, 'LIM602'],
  ])('%s', (limit, target, code) => {
    const fault = faultOf(() => parseUrl(target, strict));
    expect([fault.code, fault.message.includes(limit)]).toEqual([code, true]);
  });

  test('deep input never overflows the stack, whatever the limits', () => {
    const wide = { limits: { ...LIMITS, urlBytes: 1_000_000, expressionNodes: 1_000_000 }, lenient: false };
    for (const unit of ['(', 'not ', '-', '[', '{"a":', 'a/any(x:', 'length(', 'F(', 'case(', 'cast(']) {
      expect(faultOf(() => parseUrl(`C?$filter=${unit.repeat(20_000)}`, wide)).code).toBe('LIM602');
    }
  });

  test('a long string literal is one literal', () => {
    const wide = { limits: { ...LIMITS, urlBytes: 200_000 }, lenient: false };
    const { filter } = parseUrl(`C?$filter=a eq '${"x''".repeat(30_000)}'`, wide).options;
    expect(filter?.kind === 'compare' && filter.right.kind === 'literal' && filter.right.text.length).toBe(60_000);
  });
});
