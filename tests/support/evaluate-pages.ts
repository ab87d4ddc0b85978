/**
 * Order as the oracle has it, and pages followed to their end.
 * In: a world, query text. Out: ids in the standard's order; the pages a client sees that follows next links.
 * Rows that `$orderby` leaves equal are taken by id, in the direction of the last key: the service's choice.
 */
import { evaluate, isTrue } from './evaluate.ts';
import { orderWithNulls } from './evaluate-compare.ts';
import { envOf, idOf, parseQuery } from './evaluate-world.ts';
import type { World } from './evaluate-world.ts';
import type { EntityValue } from './evaluate-value.ts';
import type { OptionsSyntax } from '../../src/query/index.ts';
import type { Json, Send } from './service.ts';

/** Ids that `$filter`, `$orderby`, `$skip` and `$top` leave, in order. */
export function expectedOrder(world: World, query: string): string[] {
  const options = parseQuery(world, query);
  return orderedRows(world, world.rows, options).map(idOf);
}

export function orderedRows(world: World, rows: readonly EntityValue[], options: OptionsSyntax, it?: EntityValue): EntityValue[] {
  const { filter, orderby = [], skip, top } = options;
  const env = (row: EntityValue) => envOf(world, options, it ?? row);
  const kept = rows.filter((row) => filter === undefined || isTrue(evaluate(filter, row, env(row))));
  const keyed = kept.map((row) => ({ row, keys: orderby.map(({ expr }) => evaluate(expr, row, env(row))) }));
  keyed.sort((a, b) => {
    for (const [i, { descending }] of orderby.entries()) {
      const order = orderWithNulls(a.keys[i] ?? { kind: 'null' }, b.keys[i] ?? { kind: 'null' });
      if (order !== 0) return descending ? -order : order;
    }
    const ascending = Number(idOf(a.row)) - Number(idOf(b.row));
    return orderby.at(-1)?.descending === true ? -ascending : ascending;
  });
  const from = skip?.value ?? 0;
  return keyed.slice(from, top === undefined ? undefined : from + top.value).map(({ row }) => row);
}

export type Page = { readonly ids: readonly string[]; readonly count: Json; readonly next: string | undefined; readonly rows: readonly Json[] };

/** The target below the service root of an absolute next link. */
export function targetOf(link: string): string {
  const at = link.indexOf('/odata.svc/');
  if (at < 0) throw new Error(`no link into the service: ${link}`);
  return link.slice(at + '/odata.svc'.length);
}

/** Every page from `target` on. A client that did not stop by itself is stopped after 500. */
export async function followPages(send: Send, target: string, pageSize?: number): Promise<Page[]> {
  const pages: Page[] = [];
  const headers = pageSize === undefined ? {} : { prefer: `maxpagesize=${pageSize}` };
  for (let at: string | undefined = target; at !== undefined;) {
    const { status, json, text } = await send('GET', at, { headers });
    if (status !== 200) throw new Error(`${at}: ${status} ${text.slice(0, 400)}`);
    const next: string | undefined = json['@odata.nextLink'];
    pages.push({ ids: json.value.map((row: Json) => String(row.id)), count: json['@odata.count'], next, rows: json.value });
    if (pages.length > 500) throw new Error(`${target}: no end of pages`);
    at = next === undefined ? undefined : targetOf(next);
  }
  return pages;
}

export const query = (options: Readonly<Record<string, string | number>>): string =>
  Object.entries(options).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&');
