/**
 * knex as a printer: templates with arguments become raw pieces, pieces become one numbered text.
 * In: template text of ours, arguments that are pieces, identifiers or parameters. Out: SQL with `$n`
 * and the parameters in order; a parameter used twice is numbered once. It runs nothing.
 */
import { createHash } from 'node:crypto';
import knexModule from 'knex';
import type { Knex } from 'knex';
import type { ParamSource } from '../plan/index.ts';

const knex = knexModule({ client: 'pg' });

export type Piece = Knex.Raw;
export type Param = { readonly source: ParamSource; readonly sqlType: string };
/** A compiled statement: what fills each `$n` is known, but not yet filled. */
export type Template = { readonly text: string; readonly params: readonly Param[]; readonly name: string };

/** `?` in our own text is a character, not a binding. */
const own = (text: string): string => text.replaceAll('?', String.raw`\?`);

/** Text with `{0}`, `{1}` … replaced by the pieces. */
export function print(template: string, ...args: readonly Piece[]): Piece {
  const bindings: Piece[] = [];
  const parts = template.split(/\{(\d+)\}/);
  const sql = parts.map((part, i) => {
    // knex reads `??` as an identifier: pieces that touch are kept apart.
    if (i % 2 === 0) return part === '' && i > 0 && i < parts.length - 1 ? ' ' : own(part);
    const arg = args[Number(part)];
    if (arg === undefined) throw new Error(`the template '${template}' has no argument ${part}`);
    bindings.push(arg);
    return '?';
  });
  // knex takes an empty piece for a missing one.
  return knex.raw(sql.join('') || ' ', bindings);
}

export const joined = (pieces: readonly Piece[], separator: string): Piece =>
  print(pieces.map((_, i) => `{${i}}`).join(separator), ...pieces);

/** A quoted identifier. Dots are part of the name: control information has them. */
export const identifier = (name: string): Piece => knex.raw(own(`"${name.replaceAll('"', '""')}"`));
export const columnOf = (alias: string, name: string): Piece => print('{0}.{1}', identifier(alias), identifier(name));
/** A quoted text constant, for names and texts of the model; values of clients are parameters. */
export const quoted = (text: string): Piece => knex.raw(own(`'${text.replaceAll("'", "''")}'`));

/** A parameter with the cast of its column's type. knex carries the marker through as a binding. */
export function param(marker: Param): Piece {
  if (!/^[a-z0-9_]+( precision)?(\[\])?$/.test(marker.sqlType)) throw new Error(`no SQL type: ${marker.sqlType}`);
  return knex.raw(`?::${marker.sqlType}`, [marker as unknown as Knex.RawBinding]);
}

const keyOf = (source: ParamSource): unknown => {
  switch (source.kind) {
    case 'slot': return source.slot.at === undefined && source.slot.argument === undefined ? `fixed:${source.slot.text}` : source.slot;
    case 'array': return source.slots;
    case 'tenant': case 'base': case 'piece': return source.kind;
    case 'cursor': return `cursor:${source.index}`;
    case 'result': return `result:${source.call}:${source.part}`;
    case 'options': return `options:${source.written.at}`;
  }
};

export function finish(piece: Piece): Template {
  const { sql, bindings } = piece.toSQL();
  const params: Param[] = [];
  const numbers = new Map<unknown, number>();
  let next = 0;
  const text = sql.replace(/(\\?)\?/g, (_, escaped: string) => {
    if (escaped !== '') return '?';
    const marker = bindings[next++] as unknown as Param;
    const key = keyOf(marker.source);
    const known = numbers.get(key) ?? params.push(marker);
    numbers.set(key, known);
    return `$${known}`;
  });
  return { text, params, name: `q${createHash('sha256').update(text).digest('base64url').slice(0, 40)}` };
}
