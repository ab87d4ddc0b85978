/**
 * Expanded collections are cut to pages of their own; each part links on with the options it was expanded by.
 * Followed to the end, every part holds the related rows that the oracle finds, once and in order (ties by id).
 */
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { followPages, orderedRows, query, targetOf } from '../../support/evaluate-pages.ts';
import { fetchRows, idOf, parseQuery } from '../../support/evaluate-world.ts';
import type { World } from '../../support/evaluate-world.ts';
import { completeSample, installSamples, parseSamples } from '../../support/evaluate-samples.ts';
import { openService } from '../../support/service.ts';
import type { Json } from '../../support/service.ts';

/** Nested options, and aliases of the whole request. */
type Aliases = Readonly<Record<string, string>>;
const NESTED: readonly { readonly nested: string; readonly aliases?: Aliases }[] = ([
  ['$select=id'], ['$orderby=text desc;$select=id'], ['$orderby=flag,rank desc;$select=id'], ['$orderby=Parent/rank,whole;$select=id'], ['$filter=rank gt 1;$orderby=whole desc;$count=true'],
  ["$filter=contains(text,';') or rank ge 1;$orderby=id desc;$count=true"], ["$filter=text ne 'a;b&c/d''e(';$select=id"], ['$top=2;$orderby=rank desc;$select=id'], ['$skip=1;$orderby=text;$select=id,text'], ['$skip=1;$top=2;$count=true;$orderby=id desc'],
  ['$filter=$this/rank ge 1;$orderby=$this/text;$select=id'], ['$filter=rank ge @p;$select=id', { '@p': '1' }], ['$filter=rank ge @p and text ne @q;$orderby=id desc;$select=id', { '@p': '@r', '@q': "'&'", '@r': '1' }],
  ['$compute=rank mul 2 as twice;$orderby=twice desc;$select=id,twice'], ['$filter=Children/any(c:c/rank gt 1);$select=id'], ['$top=9;$orderby=text;$select=id'], ['$top=15;$skip=2;$orderby=rank desc;$count=true'],
] satisfies readonly (readonly [string, Aliases?])[]).map(([nested, aliases]) => ({ nested, ...(aliases === undefined ? {} : { aliases }) }));

forEachDatabase((_name, open) => {
  let db: TestDatabase;
  let world: World;
  beforeAll(async () => {
    db = await open({ install: 'demo' });
    await installSamples(db.owner);
    await db.owner.raw('update samples set parent_id = 1 + (id % 4) where id > 8'); // many children for few parents
    const model = parseSamples();
    const send = openService(db.database, { model });
    const rows = await fetchRows(send, model, 'Samples', { query: '?$expand=Parent,Children($expand=Parent,Children)', complete: completeSample });
    world = { send, model, set: 'Samples', rows, roots: new Map() };
  });
  afterAll(() => db.close());

  const childrenOf = (id: string) => {
    const children = world.rows.find((row) => idOf(row) === id)?.members.get('Children');
    return children?.kind === 'rows' ? children.rows : [];
  };
  /** What a client collects of one expanded collection. */
  const collect = async (parent: Json, pageSize: number): Promise<string[]> => {
    const link: string | undefined = parent['Children@odata.nextLink'];
    const further = link === undefined ? [] : await followPages(world.send, targetOf(link), pageSize);
    return [...parent.Children.map((row: Json) => String(row.id)), ...further.flatMap((page) => page.ids)];
  };

  test.each(NESTED)('$nested: each related row comes once, in order', async ({ nested, aliases = {} }) => {
    await checkNested(nested, aliases);
  });
  /** Next links address the collection from its parent, where `$it` alone would be another row. */
  test.each<readonly [string, Aliases]>([
    ['$filter=rank gt $it/rank;$select=id', {}], ["$filter=rank ge $it/rank and text ne '$it/rank';$orderby=$it/rank,id desc;$select=id", {}],
    ['$filter=rank ge @least;$select=id', { '@least': '$it/rank' }],
  ])('%s: $it in the options of a cut collection still means the row of the first request', (nested, aliases) => checkNested(nested, aliases));
  const checkNested = async (nested: string, aliases: Aliases): Promise<void> => {
    const target = `/Samples?${query({ $filter: 'id le 5', $select: 'id', $expand: `Children(${nested})`, ...aliases })}`;
    const [whole, paged] = [await followPages(world.send, target), await followPages(world.send, target, 7)];
    for (const [pages, size] of [[whole, 1000], [paged, 7]] as const) {
      for (const parent of pages.flatMap((page) => page.rows)) {
        // The aliases and nested options, as the options of a request of their own.
        const options = parseQuery(world, [...nested.split(/;(?=\$)/).filter((o) => !o.startsWith('$compute')).map((o) => o.replace('twice', 'rank')).map((o) => query({ [o.slice(0, o.indexOf('='))]: o.slice(o.indexOf('=') + 1) })), query(aliases)].filter((text) => text !== '').join('&'));
        const it = world.rows.find((row) => idOf(row) === String(parent.id));
        const expected = orderedRows(world, childrenOf(String(parent.id)), options, it).map(idOf);
        expect({ size, parent: parent.id, ids: await collect(parent, size) }).toEqual({ size, parent: parent.id, ids: expected });
        if (options.count !== true) continue;
        const { filter } = options;
        const total = orderedRows(world, childrenOf(String(parent.id)), filter === undefined ? { at: 0, end: 0 } : { at: 0, end: 0, filter }, it).length;
        expect(parent['Children@odata.count']).toBe(total);
      }
    }
  };
  test('collections inside expanded collections link on too', async () => {
    const target = `/Samples?${query({ $filter: 'id eq 1', $select: 'id', $expand: 'Children($select=id;$orderby=id desc;$expand=Children($select=id;$orderby=text))' })}`;
    const [top] = (await followPages(world.send, target, 3)).flatMap((page) => page.rows);
    const link: string = top['Children@odata.nextLink'];
    const children: Json[] = [...top.Children, ...(await followPages(world.send, targetOf(link), 3)).flatMap((page) => page.rows)];
    expect(children.map((row) => String(row.id))).toEqual(childrenOf('1').map(idOf).toReversed());
    for (const child of children) {
      const expected = orderedRows(world, childrenOf(String(child.id)), parseQuery(world, '$orderby=text')).map(idOf);
      expect({ child: child.id, ids: await collect(child, 3) }).toEqual({ child: child.id, ids: expected });
    }
  });
  test('$it two levels down, in a cut collection, is the row of the first request as well', async () => {
    const inner = "$filter=rank ge $it/rank;$select=id;$orderby=id";
    const target = `/Samples?${query({ $filter: 'id le 5', $select: 'id', $expand: `Children($select=id;$expand=Children(${inner}))` })}`;
    for (const top of (await followPages(world.send, target, 3)).flatMap((page) => page.rows)) {
      const it = world.rows.find((row) => idOf(row) === String(top.id));
      for (const child of top.Children) {
        const expected = orderedRows(world, childrenOf(String(child.id)), parseQuery(world, `${query({ $filter: 'rank ge $it/rank' })}&$orderby=id`), it).map(idOf);
        expect({ top: top.id, child: child.id, ids: await collect(child, 3) }).toEqual({ top: top.id, child: child.id, ids: expected });
      }
    }
  });
});
