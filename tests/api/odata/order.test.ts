/** `$orderby` against the oracle's sort: null lowest in either direction, strings by code point, ties by id (our choice). */
import { expectedOrder, query } from '../../support/evaluate-pages.ts';
import { onTheSamples } from '../../support/suites.ts';

const COLUMNS = ['tiny', 'signed', 'small', 'whole', 'large', 'exact', 'money', 'single', 'real', 'text', 'other', 'flag', 'guid', 'day', 'at', 'clock', 'span', 'style', 'colour', 'code', 'rank', 'mark', 'id'];
const ORDERS: Readonly<Record<string, readonly string[]>> = {
  'one property of each type, both ways': COLUMNS.flatMap((name) => [name, `${name} asc`, `${name} desc`]),
  'several keys in mixed directions': ['rank,text desc', 'rank desc,text', 'flag,whole desc,day', 'flag desc,mark,money desc', 'code,rank desc', 'style desc,colour,other', 'rank,rank desc', 'day desc,due desc,at', 'mark,flag,rank,colour,tiny'],
  'expressions': ['whole mod 3', 'whole mod 3 desc,text', 'length(text)', 'length(text) desc,text desc', 'tolower(text)', 'exact sub money', 'year(day) desc', 'whole gt 1', 'flag and mark', 'not flag desc', 'contains(text,other)', 'case(flag:1,mark:2)', '-rank', 'round(exact) desc', 'substring(text,1)', 'concat(code,text) desc', 'cast(whole,Edm.String)', 'span add lapse', 'day sub due', 'null', 'rank add 0', 'whole divby 3', 'text eq other', "text in ('a','b')"],
  'related rows': ['Parent/text', 'Parent/text desc', 'Parent/rank,text', 'Parent/Parent/rank desc,id desc', 'Children/$count', 'Children/$count desc,rank', 'Children/any(c:c/flag)', 'Parent/exact mul rank', 'Children/$count($filter=flag) desc', 'place/city', 'place/city desc,place/floor', 'Samples.Special/bonus desc'],
};

onTheSamples('Parent($expand=Parent,Children),Children($expand=Parent,Children)', ({ world }) => {
  const problemOf = async (options: Readonly<Record<string, string | number>>): Promise<string | undefined> => {
    const expected = expectedOrder(world(), query(options));
    const { status, json, text } = await world().send('GET', `/Samples?${query({ ...options, $select: 'id' })}`);
    if (status !== 200) return `${options['$orderby']} → ${status} ${text.slice(0, 300)}`;
    const found: string[] = json.value.map((row: { id: number }) => String(row.id));
    const at = expected.findIndex((id, i) => found[i] !== id);
    return at < 0 && found.length === expected.length ? undefined : `${options['$orderby']} → from position ${at}: ${found.slice(at, at + 5).join()} instead of ${expected.slice(at, at + 5).join()}`;
  };

  test.each(Object.entries(ORDERS))('rows come in the standard\'s order by %s', async (_what, orders) => {
    const problems: (string | undefined)[] = [];
    for (const order of orders) problems.push(await problemOf({ $orderby: order }));
    expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
  });
  test('$skip and $top take their part of the order, $skip first', async () => {
    const problems: (string | undefined)[] = [];
    for (const [$skip, $top] of [[0, 10], [10, 10], [150, 100], [156, 5], [1000, 5], [5, 0], [3, 1]] as const) {
      for (const $orderby of ['text desc', 'rank,text', 'Parent/text', 'id desc']) problems.push(await problemOf({ $top, $orderby, $skip, $filter: 'rank gt 1 or flag' }));
    }
    expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
  });
  test('the first direction written is the one that counts when a key is named twice', async () => {
    expect(await problemOf({ $orderby: 'rank desc,rank' })).toBeUndefined();
  });
});
