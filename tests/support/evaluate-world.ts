/**
 * Asks the service and the oracle the same question and tells where they differ.
 * In: a service, a model, a set whose rows are fetched once with all that expressions may reach.
 * Out: one line for each expression that is answered otherwise than the standard says; none is success.
 */
import Big from 'big.js';
import { LIMITS } from '../../src/base/index.ts';
import type { EdmModel } from '../../src/edm/index.ts';
import { parseUrl } from '../../src/query/index.ts';
import type { OptionsSyntax } from '../../src/query/index.ts';
import { evaluate, isTrue } from './evaluate.ts';
import type { Env } from './evaluate.ts';
import { equalValues } from './evaluate-compare.ts';
import { EvaluationFailure, parsePrimitive, readEntity } from './evaluate-value.ts';
import type { EntityValue, Value } from './evaluate-value.ts';
import type { Json, Send } from './service.ts';

export type World = { readonly send: Send; readonly model: EdmModel; readonly set: string; readonly rows: readonly EntityValue[]; readonly roots: ReadonlyMap<string, readonly EntityValue[]> };
export type Question = { readonly expr: string; /** The same with every grouping spelled out, for the oracle. */ readonly grouped?: string; /** `@p=…&@q=…` */ readonly aliases?: string };

export const EXACT = { accept: 'application/json;IEEE754Compatible=true' };

/** All rows of a set, with what `$expand` adds. */
export async function fetchRows(send: Send, model: EdmModel, set: string, { query = '', complete = (row: Json): Json => row } = {}): Promise<EntityValue[]> {
  const type = model.entitySets.get(set)?.type;
  if (type === undefined) throw new Error(`no set ${set}`);
  const rows: Json[] = [];
  for (let target: string | undefined = `/${set}${query}`; target !== undefined;) {
    const { status, json, text } = await send('GET', target, { headers: EXACT });
    if (status !== 200) throw new Error(`${target}: ${status} ${text.slice(0, 500)}`);
    rows.push(...json.value);
    const next: string | undefined = json['@odata.nextLink'];
    target = next?.replace(/^.*odata\.svc/, '');
  }
  return rows.map((row) => readEntity(model, type, complete(row)));
}

const option = (name: string, text: string): string => `${name}=${encodeURIComponent(text)}`;
const aliasText = (aliases: string | undefined): string => (aliases === undefined ? '' : `&${aliases.split('&').map((pair) => `${pair.slice(0, pair.indexOf('='))}=${encodeURIComponent(pair.slice(pair.indexOf('=') + 1))}`).join('&')}`);

export const parseQuery = (world: World, query: string): OptionsSyntax => parseUrl(`/${world.set}?${query}`, { limits: LIMITS, lenient: world.model.rules.lenient }).options;

export function envOf(world: World, options: OptionsSyntax, row: EntityValue): Env {
  const root = (set: string): readonly EntityValue[] => world.roots.get(set) ?? (set === world.set ? world.rows : []);
  return { model: world.model, aliases: options.aliases ?? new Map(), root, it: row, variables: new Map(), computed: new Map(), now: NOW };
}
/** The present, as the oracle has it: once for all questions. */
const NOW = BigInt(Date.now()) * 1000n;

export const idOf = (row: EntityValue): string => {
  const id = row.members.get('id');
  return id?.kind === 'integer' ? id.value.toString() : '?';
};

/** The ids the standard keeps; `failure` when it says that the request fails for some row. */
export function expectedIds(world: World, question: Question): readonly string[] | 'failure' {
  const options = parseQuery(world, option('$filter', question.grouped ?? question.expr) + aliasText(question.aliases));
  const { filter } = options;
  if (filter === undefined) throw new Error('no filter');
  try {
    return world.rows.filter((row) => isTrue(evaluate(filter, row, envOf(world, options, row)))).map(idOf);
  } catch (error) {
    if (error instanceof EvaluationFailure) return 'failure';
    throw new Error(`the oracle cannot evaluate ${question.expr}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

export async function filterProblem(world: World, question: Question): Promise<string | undefined> {
  const expected = expectedIds(world, question);
  const target = `/${world.set}?${option('$filter', question.expr)}${aliasText(question.aliases)}&$select=id&$orderby=id`;
  const { status, json, text } = await world.send('GET', target);
  if (expected === 'failure') return status < 500 ? undefined : `${question.expr} → ${status} ${text.slice(0, 300)}`;
  if (status !== 200) return `${question.expr} → ${status} ${text.slice(0, 300)}`;
  const found: string[] = json.value.map((row: Json) => String(row.id));
  return differenceOf(question.expr, expected, found);
}

function differenceOf(expr: string, expected: readonly string[], found: readonly string[]): string | undefined {
  const missing = expected.filter((id) => !found.includes(id));
  const extra = found.filter((id) => !expected.includes(id));
  if (missing.length === 0 && extra.length === 0) return undefined;
  const list = (ids: readonly string[]): string => `${ids.length} (${ids.slice(0, 6).join(',')})`;
  return `${expr} → missing ${list(missing)}, extra ${list(extra)}`;
}

export async function filterProblems(world: World, questions: readonly (string | Question)[]): Promise<string[]> {
  const problems: string[] = [];
  for (const question of questions) {
    const problem = await filterProblem(world, typeof question === 'string' ? { expr: question } : question);
    if (problem !== undefined) problems.push(problem);
  }
  return problems;
}

/** Values of `$compute=<expr> as x` against the oracle's, row by row. */
export async function computeProblem(world: World, expr: string): Promise<string | undefined> {
  const options = parseQuery(world, option('$filter', `(${expr}) eq null`));
  const comparison = options.filter;
  if (comparison?.kind !== 'compare') throw new Error('no comparison');
  const target = `/${world.set}?${option('$compute', `${expr} as x`)}&$select=id,x&$orderby=id`;
  const { status, json, text } = await world.send('GET', target, { headers: EXACT });
  const wanted = new Map<string, Value>();
  try {
    for (const row of world.rows) wanted.set(idOf(row), evaluate(comparison.left, row, envOf(world, options, row)));
  } catch (error) {
    if (error instanceof EvaluationFailure) return status < 500 ? undefined : `${expr} → ${status} ${text.slice(0, 300)}`;
    throw error;
  }
  if (status !== 200) return `${expr} → ${status} ${text.slice(0, 300)}`;
  const wrong = json.value.filter((row: Json) => !sameValue(wanted.get(String(row.id)), row.x));
  if (wrong.length === 0 && json.value.length === wanted.size) return undefined;
  const [first] = wrong;
  return `${expr} → ${wrong.length} of ${json.value.length} rows differ; id ${first?.id}: ${JSON.stringify(first?.x)} instead of ${show(wanted.get(String(first?.id)))}`;
}

const show = (value: Value | undefined): string => (value !== undefined && 'value' in value ? String(value.value) : (value?.kind ?? 'nothing'));

const TYPE_OF_KIND: Readonly<Record<string, string>> = {
  string: 'Edm.String', guid: 'Edm.Guid', date: 'Edm.Date', instant: 'Edm.DateTimeOffset', time: 'Edm.TimeOfDay', duration: 'Edm.Duration', boolean: 'Edm.Boolean', double: 'Edm.Double', single: 'Edm.Single',
};

/** Quotients need not agree beyond fifteen digits; everything else is exact. */
function sameValue(wanted: Value | undefined, json: Json): boolean {
  if (wanted === undefined) return false;
  if (wanted.kind === 'null' || json === null) return wanted.kind === 'null' && json === null;
  if (wanted.kind === 'integer') return String(json) === wanted.value.toString();
  if (wanted.kind === 'decimal') return closeTo(wanted.value, new Big(String(json)));
  if (wanted.kind === 'enum') return String(json).split(',').reduce((bits, name) => bits | (wanted.type.members.get(name) ?? 0n), 0n) === wanted.value;
  if (wanted.kind === 'double' && Number.isFinite(wanted.value) && typeof json === 'number') return Math.abs(wanted.value - json) <= Math.abs(wanted.value) * 1e-14;
  const found = parsePrimitive(TYPE_OF_KIND[wanted.kind] ?? '', String(json));
  return found !== undefined && ((found.kind === 'duration' && wanted.kind === 'duration' && closeTo(wanted.value, found.value)) || equalValues(wanted, found) || (json === 'NaN' && show(wanted) === 'NaN'));
}

const closeTo = (a: Big, b: Big): boolean => a.eq(b) || a.minus(b).abs().lte(a.abs().times('1e-14'));
