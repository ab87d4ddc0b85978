import { existsSync, readFileSync } from 'node:fs';
import { LIMITS, RequestError } from '../../src/base/index.ts';
import { parseUrl } from '../../src/query/parse-url.ts';
import { literalText, scanShape } from '../../src/query/scan-shape.ts';
import type { LiteralTag } from '../../src/query/scan-shape.ts';

const options = { limits: LIMITS, lenient: false } as const;
const CASES = new URL('../../../shared/data/abnf/cases.json', import.meta.url);

type Node = { readonly at: number; readonly end: number; readonly text: string };

/** Every literal, number and token of a syntax tree, with the text of its value. */
function literalsOf(value: unknown, found: Node[] = []): Node[] {
  if (value instanceof Map) value.forEach((inner) => literalsOf(inner, found));
  else if (Array.isArray(value)) value.forEach((inner) => literalsOf(inner, found));
  else if (value !== null && typeof value === 'object') {
    const node = value as Partial<Node> & { readonly kind?: string; readonly value?: unknown };
    const isNumber = typeof node.value === 'number';
    const isToken = node.kind === undefined && typeof node.text === 'string';
    if (node.kind === 'literal' || isNumber || isToken) found.push({ at: node.at!, end: node.end!, text: isNumber ? String(node.value) : node.text! });
    Object.values(value).forEach((inner) => literalsOf(inner, found));
  }
  return found;
}

/** Another value of each tag, to stand where one was lifted. */
const OTHERS: Readonly<Record<LiteralTag, string>> = {
  string: "'an''other%20one'", int9: '7', int18: '1234567890123', integer: '12345678901234567890123', decimal: '-0.125', double: '2e-3', guid: 'ffffffff-0000-0000-0000-00000000000f',
  date: '1999-12-31', dateTimeOffset: '1999-12-31T23:59:59.5Z', timeOfDay: '23:59', duration: "duration'PT1M'", token: 'xyz',
};

/** The tree without spans and without the values of literals. */
const skeleton = (target: string, lenient: boolean): string =>
  JSON.stringify(parseUrl(target, { ...options, lenient }), (key, value: unknown) => {
    if (key === 'at' || key === 'end' || (key === 'text' && typeof value === 'string')) return undefined;
    return value instanceof Map ? [...value] : key === 'value' && typeof value === 'number' ? 0 : value;
  });

/** The target with every lifted value replaced by another of its tag. */
function exchange(target: string): string {
  let made = '';
  let copied = 0;
  for (const { at, end, tag } of scanShape(target).literals) {
    made += target.slice(copied, at) + OTHERS[tag];
    copied = end;
  }
  return made + target.slice(copied);
}

/** What the scanner lifted that the parser does not have as a literal of the same span and text. */
function disagreements(target: string, lenient = false): unknown[] {
  const literals = literalsOf(parseUrl(target, { ...options, lenient }));
  return scanShape(target).literals.filter(({ text, at, end, tag }) =>
    !literals.some((node) => node.at === at && node.end === end && node.text.replace(/^0+(?=\d)/, '') === literalText(text, tag).replace(/^0+(?=\d)/, '')));
}

const TARGETS = [
  "Customers?$filter=status eq 'Active' and creditLimit gt 1000.50 and startswith(lastName,'Sm')&$select=id,firstName,lastName&$orderby=lastName desc&$top=20&$expand=PrimaryAddress,Loans($filter=active eq true;$select=id,displayId;$expand=LoanSetup)",
  'Customers?$top=20&$skip=40&$count=true', 'Customers?$filter=id eq 4711&$select=id', 'Customers(555)/Phones(id=9)/$value', "Customers('O%27%27Neil')/F(a=1,b='x',c=@p)?@p=5",
  "C?$filter=a gt 2019-01-01 and b le 2019-01-01T10:00:00%2B02:00 and c lt 10:11:12 and d eq 01234567-89ab-cdef-0123-456789abcdef and e eq a1234567-89ab-cdef-0123-456789abcdef",
  "C?$filter=a eq 1e%2B5 or a eq 1e+5 or a eq -1.5E-3 or b eq 12345678901234567890 or c eq duration'P1D' or d eq Ns.E'X' or e eq binary'Zm9v'",
  "C?$filter=Loans/any(l:l/n1 eq 5 and l/a2/Items(3)/b eq 'x') and Items/1/Name eq 'y'&$expand=A($levels=3;$top=5;$filter=a eq 7),B($search=5 x's;$top=9)",
  "C?%24filter=name%20eq%20%27a%20b%27&$skiptoken=abc%3D12&foo=5&$search=1984 x'y&$format=json", "C?$apply=filter(a eq 1)/groupby((b1/c2),aggregate(x mul 2 with sum as s))/topcount(3,s)/top(5)",
  'C?$filter=a in (1,2,3) and b in ["x","O\'Neil",4]&@p={"a":1,"b":["c\'",2]}', "Orders/1/Items/2?$filter=case(a gt 0 : 1,true : -1) eq 1", "People/O'Neil/F(5)?$filter=cast(a,Edm.Int32) eq 5&$index=3",
  "C/$filter(a eq 5 and b/c eq 'x')/$count?$orderby=substring(a,1,2) desc&$compute=a add 1 as x1", 'C?$filter=round(a div 2.5) eq 3&filterx=5', "C?$filter=a eq 2019-01-01T10%3A00%3A00Z",
];

describe('every literal the scanner lifts is a literal of the parser, span and value', () => {
  test.each(TARGETS)('%s', (target) => expect(disagreements(target)).toEqual([]));

  test.each(TARGETS)('and any other value of its type may stand there: %s', (target) => {
    expect(scanShape(exchange(target)).shape).toBe(scanShape(target).shape);
    expect(skeleton(exchange(target), false)).toBe(skeleton(target, false));
  });

  test.each([
    "C?$filter=a eq 5L and b eq guid'01234567-89ab-cdef-0123-456789abcdef' and c gt datetime'2019-01-01T00:00:00' and d lt 2019-01-01T00:00:00",
    'C?$skiptoken= abc&$top= 5&$filter= a eq 1', 'C?$filter=a in (b, 5)&$orderby=a, b',
  ])('on a lenient mount: %s', (target) => expect(disagreements(target, true)).toEqual([]));

  const isPresent = existsSync(CASES);
  (isPresent ? test : test.skip)('in every valid grammar case', () => {
    const file = JSON.parse(readFileSync(CASES, 'utf8')) as Record<string, { cases: { rule: string; input: string; failAt?: number }[] }>;
    const wrong: unknown[] = [];
    let scanned = 0;
    for (const { rule, input } of Object.values(file).flatMap(({ cases }) => cases)) {
      const target = rule === 'queryOptions' || /^\$?(?:filter|expand|select|orderby|compute|search)=/i.test(input) ? `C?${input}` : rule.endsWith('Expr') ? `C?$filter=${input}` : input;
      try {
        wrong.push(...disagreements(target).map((one) => ({ target, one })));
        scanned++;
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
      }
    }
    expect(wrong).toEqual([]);
    expect(scanned).toBeGreaterThan(400);
  });

  test('in random mixtures of what URLs are made of', () => {
    const pieces = ["'", "''", '%27', '%2527', ' ', '%20', '+', '5', '-5', '1.5', '1e+5', '2019-01-01', 'T10:00:00+01:00', ':', '10:11', '(', ')', '%28', '[', ']', '"', '%22', '\\', '{', '}', 'a', 'ab12', ' eq ', ' and ',
      ' in ', 'contains(', 'search', '=', '%3D', '$top=', 'levels=3', ';', '&', '/', '%2F', ',', '@p', '.', 'Ns.E', 'duration', 'guid', '01234567-89ab-cdef-0123-456789abcdef', 'null', '-', '~', 'é', '%C3%A9', '$filter', 'any(x:'];
    let seed = 12345;
    const random = (n: number): number => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return Math.floor((seed / 2147483648) * n);
    };
    const heads = ['C?$filter=', 'C?$expand=A($filter=', 'C(', 'C/F(a=', 'C?@p=', 'C?$apply=filter(', 'C?$orderby=', 'C?$skiptoken=', "C?$filter=a eq '", 'C?$filter=a in ['];
    let parsed = 0;
    for (let i = 0; i < 60_000; i++) {
      let target = heads[random(heads.length)]!;
      for (let n = random(7); n >= 0; n--) target += pieces[random(pieces.length)]!;
      if (target.includes('(') && random(2) === 0) target += ')';
      try {
        const wrong = disagreements(target, i % 2 === 0);
        const other = exchange(target);
        expect(scanShape(other).shape).toBe(scanShape(target).shape);
        expect(skeleton(other, i % 2 === 0)).toBe(skeleton(target, i % 2 === 0));
        if (wrong.length > 0) throw new Error(`${target}: ${JSON.stringify(wrong)}`);
        parsed++;
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
      }
    }
    expect(parsed).toBeGreaterThan(1000);
  });
});

describe('the shape', () => {
  const shape = (target: string): string => scanShape(target).shape;

  test.each([
    ["C?$filter=a eq 'x'", "C?$filter=a eq 'O''Neil and more'"], ['C?$filter=a eq 1', 'C?$filter=a eq 999999999'], ['C(1)', 'C(2)'], ['C?$top=1', 'C?$top=100'], ['C?$skiptoken=a', 'C?$skiptoken=bcd%20'],
    ['C?$filter=a eq 1.5', 'C?$filter=a eq -20.25'], ['C?$filter=a lt 2019-01-01', 'C?$filter=a lt 2020-12-31'], ["C?$filter=a eq duration'P1D'", "C?$filter=a eq duration'PT5H'"],
  ])('is the same for other values: %s, %s', (one, other) => expect(shape(one)).toBe(shape(other)));

  test.each([
    ["C?$filter=a eq 'x'", "C?$filter=b eq 'x'"], ['C?$filter=a eq 1', 'C?$filter=a ne 1'], ['C?$filter=a eq 1', 'C?$filter=a eq null'], ['C?$filter=a eq true', 'C?$filter=a eq false'], ['C?$filter=a eq 1', "C?$filter=a eq '1'"],
    ['C?$filter=a eq 1', 'C?$filter=a eq 1.0'], ['C?$filter=a eq 123456789', 'C?$filter=a eq 1234567890'], ['C?$filter=a eq 1234567890', 'C?$filter=a eq 1234567890123456789'], ['C?$expand=A($levels=1)', 'C?$expand=A($levels=2)'],
    ['Orders/1/Items', 'Orders/2/Items'], ['C?$search=1', 'C?$search=2'], ['C?$filter=a in (1)', 'C?$filter=a in (1,2)'], ['C?$top=5', 'C?$skip=5'], ['C?foo=1', 'C?foo=2'], ["C?$filter=a has Ns.E'X'", "C?$filter=a has Ns.E'Y'"],
    ["C?$filter=a eq duration'P1D'", "C?$filter=a eq duration'garbage'"], ['C?$filter=a lt 2019-01-01', 'C?$filter=a lt 2019-13-01'], ["C?$filter=a eq 'x'", "C?$filter=a eq 'x"], ["C('x')", "C('x/y')"],
  ])('differs for anything else: %s, %s', (one, other) => expect(shape(one)).not.toBe(shape(other)));

  test('cannot be imitated by a target that holds the marks themselves', () => {
    const { shape: made } = scanShape("C?$filter=a eq 'x'");
    expect(scanShape(made)).toEqual({ shape: made, literals: [] });
    expect(scanShape("C?$filter=a eq '\u0000s'").literals).toEqual([]);
  });
});
