/**
 * Pieces of SQL text for writing, and the printer that puts identifiers and values into them.
 * `??` stands for an identifier (quoted by knex), `?` for a value (a parameter, always text) or another
 * piece. Types come from the model's primitive table and stand in the text as they are.
 * A statement is printed by knex once per shape; the same shape with other values finds its text again.
 * No text that a client sent ever becomes part of a statement here.
 */
import { createHash } from 'node:crypto';
import knex from 'knex';
import type { Knex } from 'knex';
import { arrayLiteral } from '../payload/index.ts';
import type { Scalar } from '../payload/index.ts';
import type { Statement } from './statement.ts';

/** Text with marks, and what they stand for: identifiers and values, each in the order of their marks. */
export type Piece = { readonly text: string; readonly identifiers: readonly string[]; readonly values: readonly Scalar[] };

const printer = knex({ client: 'pg' });
const MARK = /\?\??/g;

/** A piece with its identifiers, values and inner pieces, in the order of their marks. */
export function piece(text: string, parts: readonly (Scalar | Piece)[] = []): Piece {
  const identifiers: string[] = [];
  const values: Scalar[] = [];
  let next = 0;
  const whole = text.replace(MARK, (mark) => {
    const part = parts[next] ?? null;
    next += 1;
    if (part !== null && typeof part === 'object') {
      identifiers.push(...part.identifiers);
      values.push(...part.values);
      return part.text;
    }
    if (mark === '?') values.push(part);
    else identifiers.push(part ?? '');
    return mark;
  });
  return { text: whole, identifiers, values };
}

export const joined = (pieces: readonly Piece[], separator: string): Piece => ({
  text: pieces.map(({ text }) => text).join(separator),
  identifiers: pieces.flatMap(({ identifiers }) => identifiers),
  values: pieces.flatMap(({ values }) => values),
});

export const NOTHING: Piece = piece('');

/** A parameter with the type of the column it meets. */
export const typed = (value: Scalar, sqlType: string): Piece => piece(`?::${sqlType}`, [value]);

/** One parameter that carries a list: `any(?::int4[])`. Arrays of arrays travel as texts. */
export const typedList = (values: readonly Scalar[], sqlType: string): Piece =>
  piece(`?::${isArray(sqlType) ? 'text' : sqlType}[]`, [arrayLiteral(values)]);

const isArray = (sqlType: string): boolean => sqlType.endsWith('[]');

export type ListColumn = { readonly alias: string; readonly sqlType: string; readonly values: readonly Scalar[] };

/** `unnest($1::int4[],$2::text[]) u(k0,c0)`: rows of parameters, one list per column. */
export function unnested(columns: readonly ListColumn[]): Piece {
  const lists = joined(columns.map(({ values, sqlType }) => typedList(values, sqlType)), ', ');
  return piece(`unnest(?) u(${columns.map(() => '??').join(', ')})`, [lists, ...columns.map(({ alias }) => alias)]);
}

/** A column of those rows, as a value of its type. */
export const unnestedValue = ({ alias, sqlType }: ListColumn): Piece => piece(isArray(sqlType) ? `u.??::${sqlType}` : 'u.??', [alias]);

type Printed = { readonly text: string; readonly name: string };
const printed = new Map<string, Printed>();
const PRINTED_MAX = 1_000;

export function printStatement(whole: Piece): Statement {
  const shape = [whole.text, ...whole.identifiers].join('\n');
  return { ...(printed.get(shape) ?? print(whole, shape)), values: whole.values };
}

function print({ text, identifiers, values }: Piece, shape: string): Printed {
  let [identifier, value] = [0, 0];
  const bindings = (text.match(MARK) ?? []).map((mark) => (mark === '?' ? values[value++] : identifiers[identifier++]) ?? null);
  const { sql } = printer.raw(text, bindings as readonly Knex.RawBinding[]).toSQL().toNative();
  const made = { text: sql, name: `w${createHash('sha256').update(sql).digest('hex').slice(0, 32)}` };
  const [oldest] = printed.size >= PRINTED_MAX ? printed.keys() : [];
  if (oldest !== undefined) printed.delete(oldest);
  printed.set(shape, made);
  return made;
}
