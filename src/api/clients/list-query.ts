/**
 * The query of `GET /clients`. In: the raw target. Out: which shape to read, with which values, and the
 * OData options in the names of a client. Options that the document does not offer are refused; names that
 * are no options mean nothing. The document's page is 50; more than 1,000 clients are not answered at once.
 */
import { fail } from '../../base/index.ts';
import type { Limits } from '../../base/index.ts';
import { parseValue } from '../../edm/index.ts';
import { queryOf } from '../../http/index.ts';
import type { ShapeInput } from '../../service/index.ts';
import { LIST_PARAMETERS, listOf } from './wire.ts';
import type { ListParameter } from './wire.ts';

const OFFERED: ReadonlySet<string> = new Set(['filter', 'select', 'orderby', 'skip', 'top']);
const TOP_DEFAULT = 50;
const TOP_MAX = 1_000;

type Pair = { readonly raw: string; readonly name: string; readonly value: string };

export function readListQuery(target: string, limits: Limits): ShapeInput {
  const pairs = queryOf(target).split('&').flatMap(readPair);
  const given = (Object.keys(LIST_PARAMETERS) as ListParameter[]).flatMap((name) => {
    const value = parameterOf(pairs, name);
    return value === undefined ? [] : [{ name, value }];
  });
  const options = pairs.filter(({ name }) => name.startsWith('@') || isOption(name));
  const top = options.find(({ name }) => bareName(name) === 'top');
  checkTop(top, Math.min(TOP_MAX, limits.pageSize));
  const query = [...options.map(({ raw }) => raw), ...(top === undefined ? [`$top=${Math.min(TOP_DEFAULT, limits.pageSize)}`] : [])].join('&');
  return { read: listOf(given.map(({ name }) => name)), values: given.map(({ value }) => value), query };
}

/** Requests for anything but the list take no options. */
export function refuseOptions(target: string): void {
  const option = queryOf(target).split('&').flatMap(readPair).find(({ name }) => name.startsWith('$'));
  if (option !== undefined) fail('URL105', `${option.name.slice(0, 100)} does not apply here; only the list of clients takes query options.`, { target: option.name.slice(0, 100) });
}

function readPair(raw: string): readonly Pair[] {
  return [...new URLSearchParams(raw)].map(([name, value]) => ({ raw, name, value }));
}

const bareName = (name: string): string => name.replace(/^\$/, '').toLowerCase();

/** As in OData 4.01, `top` is `$top`; an option without a value is none. */
function isOption(name: string): boolean {
  if (OFFERED.has(bareName(name))) return true;
  if (name.startsWith('$')) fail('URL104', `The list of clients has no option '${name.slice(0, 100)}'; it takes $filter, $select, $orderby, $skip and $top.`, { target: name.slice(0, 100) });
  return false;
}

function parameterOf(pairs: readonly Pair[], name: ListParameter): string | undefined {
  const [pair, another] = pairs.filter((one) => one.name === name);
  if (another !== undefined) fail('URL103', `The query parameter ${name} is given twice.`, { target: name });
  if (pair === undefined || pair.value === '') return undefined;
  if (pair.value.includes('\u0000')) fail('URL108', `${name} holds the character U+0000, which cannot be stored.`, { target: name });
  const value = parseValue({ kind: 'primitive', name: LIST_PARAMETERS[name] }, pair.value);
  return value ?? fail('URL106', `${name} is '${pair.value.slice(0, 100)}'; a UUID was expected.`, { target: name });
}

function checkTop(top: Pair | undefined, max: number): void {
  if (top !== undefined && /^\s*\d+\s*$/.test(top.value) && Number(top.value) > max) {
    fail('LIM602', `$top is ${top.value.trim().slice(0, 20)}; at most ${max} clients are answered at once.`, { target: '$top' });
  }
}
