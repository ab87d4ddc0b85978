/**
 * Pieces of SQL text for writing, and the printer that puts identifiers and values into them.
 * `??` stands for an identifier, which is quoted; `?` for a value (a parameter, always text) or another
 * piece. Types come from the model's primitive table and stand in the text as they are.
 * Templates are taken apart once, and knex prints a statement once per text: a write of the same shape
 * with other values only joins strings. No text that a client sent becomes part of a statement here.
 */
import { createHash } from 'node:crypto';
import knex from 'knex';
import type { Knex } from 'knex';
import { arrayLiteral } from '../payload/index.ts';
import type { Scalar } from '../payload/index.ts';
import type { Statement } from './statement.ts';

/** Text in which `?` marks each of the values, in their order. */
export type Piece = { readonly text: string; readonly values: readonly Scalar[] };

const printer = knex({ client: 'pg' });

/** Texts between the marks; a mark between two of them takes an identifier or a value. */
type Template = { readonly texts: readonly string[]; readonly isIdentifier: readonly boolean[] };
const templates = new Map<string, Template>();
const KEPT_MAX = 1_000;

function templateOf(text: string): Template {
  const known = templates.get(text);
  if (known !== undefined) return known;
  const made = { texts: text.split(/\?\??/), isIdentifier: (text.match(/\?\??/g) ?? []).map((mark) => mark === '??') };
  if (templates.size >= KEPT_MAX) templates.clear();
  templates.set(text, made);
  return made;
}

/** A piece with its identifiers, values and inner pieces, in the order of their marks. */
export function piece(text: string, parts: readonly (Scalar | Piece)[] = []): Piece {
  const { texts, isIdentifier } = templateOf(text);
  const values: Scalar[] = [];
  let whole = texts[0] ?? '';
  for (let i = 0; i < isIdentifier.length; i++) {
    const part = parts[i] ?? null;
    if (part !== null && typeof part === 'object') {
      whole += part.text;
      values.push(...part.values);
    } else if (isIdentifier[i] === true) {
      whole += identifier(part ?? '');
    } else {
      whole += '?';
      values.push(part);
    }
    whole += texts[i + 1] ?? '';
  }
  return { text: whole, values };
}

const identifiers = new Map<string, string>();

/** Quoted part by part: `alias.column`. A mark in a name is escaped, so that the printer leaves it alone. */
function identifier(name: string): string {
  const known = identifiers.get(name);
  if (known !== undefined) return known;
  const quoted = name.split('.').map((part) => `"${part.replaceAll('"', '""').replaceAll('?', String.raw`\?`)}"`).join('.');
  if (identifiers.size >= KEPT_MAX) identifiers.clear();
  identifiers.set(name, quoted);
  return quoted;
}

export function joined(pieces: readonly Piece[], separator: string): Piece {
  const values: Scalar[] = [];
  for (const one of pieces) values.push(...one.values);
  return { text: pieces.map(({ text }) => text).join(separator), values };
}

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

export const printStatement = ({ text, values }: Piece): Statement => ({ ...(printed.get(text) ?? print(text, values)), values });

function print(text: string, values: readonly Scalar[]): Printed {
  const { sql } = printer.raw(text, values as readonly Knex.RawBinding[]).toSQL().toNative();
  const made = { text: sql, name: `w${createHash('sha256').update(sql).digest('hex').slice(0, 32)}` };
  const [oldest] = printed.size >= KEPT_MAX ? printed.keys() : [];
  if (oldest !== undefined) printed.delete(oldest);
  printed.set(text, made);
  return made;
}
