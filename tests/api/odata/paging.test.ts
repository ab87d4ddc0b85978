/**
 * Clients that follow next links see every row once, in order, and then stop.
 * The pages are compared with the oracle's sort of all rows; ties are taken by id, which is our choice.
 */
import { expectedOrder, followPages, query } from '../../support/evaluate-pages.ts';
import type { Page } from '../../support/evaluate-pages.ts';
import { onTheSamples } from '../../support/suites.ts';

type Options = Readonly<Record<string, string | number>>;
const ORDERS = [
  'id', 'id desc', 'text', 'text desc', 'whole', 'whole desc', 'rank', 'rank desc', 'code,rank desc', 'flag', 'flag desc', 'flag desc,text', 'flag,text desc', 'flag,mark desc,text desc', 'rank,whole desc,day', 'money', 'money desc', 'exact desc', 'exact', 'real', 'real desc', 'single desc', 'large', 'day', 'day desc', 'at', 'at desc',
  'clock', 'span desc', 'guid', 'guid desc', 'style', 'style desc,colour', 'mark,flag,rank', 'Parent/text', 'Parent/text desc', 'Parent/rank,Parent/text desc', 'length(text)', 'tolower(text) desc', 'whole mod 3,text desc', 'money div 3', 'money div 3 desc,rank', 'year(day) desc,text', 'case(flag:1,mark:2)', 'flag and mark', 'contains(text,other) desc', 'Children/$count desc', 'place/city desc,place/floor', 'span add lapse', 'at sub till', 'single mul 0.1e0', 'rank,id desc',
];

onTheSamples('Parent,Children', ({ world, db }) => {
  const follow = (options: Options, pageSize: number): Promise<Page[]> => followPages(world().send, `/Samples?${query(options)}`, pageSize);
  const check = async (options: Options, pageSize: number): Promise<void> => {
    const pages = await follow(options, pageSize);
    const expected = expectedOrder(world(), query(options));
    expect({ options, ids: pages.flatMap((page) => page.ids) }).toEqual({ options, ids: expected });
    expect(pages.slice(0, -1).map((page) => page.ids.length)).toEqual(pages.slice(0, -1).map(() => pageSize));
    expect(pages.length).toBe(Math.max(1, Math.ceil(expected.length / pageSize)));
  };

  test.each(ORDERS)('ordered by %s, pages hold every row once, in order, and the last one has no link', async ($orderby) => {
    for (const size of [1, 7, 39, 156, 200]) {
      if (size > 1 || $orderby.length < 9) await check({ $orderby, $select: 'id' }, size);
    }
  });
  test('a filter, a top beyond the page and a skip hold over all pages', async () => {
    for (const $orderby of ['text desc', 'flag,text desc', 'Parent/text', 'whole mod 3 desc', 'rank', 'id desc']) {
      await check({ $orderby, $filter: "not contains(text,'a') or flag", $top: 50, $skip: 3 }, 7);
      await check({ $orderby, $filter: 'rank gt 1', $top: 21 }, 7);
      await check({ $orderby, $skip: 140 }, 5);
      await check({ $top: 20, $orderby, $skip: 150 }, 5);
    }
  });
  test('the total is the same on every page and counts neither skip nor top', async () => {
    const pages = await follow({ $count: 'true', $filter: 'rank gt 1', $top: 40, $skip: 5, $orderby: 'text' }, 9);
    const total = expectedOrder(world(), query({ $filter: 'rank gt 1' })).length;
    expect(pages.length).toBe(5);
    expect(pages.map((page) => page.count)).toEqual(pages.map(() => total));
  });
  test('computed values order and survive every page', async () => {
    const pages = await follow({ $compute: 'rank mul 10 add tiny as sum', $orderby: 'sum desc', $select: 'id,sum,rank,tiny' }, 11);
    const rows = pages.flatMap((page) => page.rows);
    expect(rows.length).toBe(world().rows.length);
    expect(rows.every((row) => row.sum === (row.tiny === null ? null : row.rank * 10 + row.tiny))).toBe(true);
    const sums = rows.map((row) => row.sum ?? -Infinity);
    expect(sums).toEqual(sums.toSorted((a, b) => b - a));
  });
  test('a row that moves between two pages neither repeats nor hides another', async () => {
    const target = `/Samples?${query({ $orderby: 'text desc', $select: 'id' })}`;
    const first = await world().send('GET', target, { headers: { prefer: 'maxpagesize=10' } });
    const all = expectedOrder(world(), query({ $orderby: 'text desc' }));
    await db().owner('samples').where({ id: Number(all[2]) }).update({ text: '\u{10FFFF} moved to pages already read' });
    const next: string = first.json['@odata.nextLink'];
    const rest = await followPages(world().send, next.slice(next.indexOf('/Samples')), 10);
    expect(rest.flatMap((page) => page.ids)).toEqual(all.slice(10));
  });
});
