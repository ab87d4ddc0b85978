/**
 * Pieces of SQL text for writing, by name, and the printer that puts identifiers and values into them.
 * `??` stands for an identifier (quoted by knex), `?` for a value (a parameter, always text) or another
 * piece. Types come from the model's primitive table and stand in the text as they are.
 * No text that a client sent ever becomes part of a statement here.
 */
import { createHash } from 'node:crypto';
import knex from 'knex';
import type { Knex } from 'knex';
import { arrayLiteral } from '../payload/index.ts';
import type { Scalar } from '../payload/index.ts';
import type { SqlValue, Statement } from './statement.ts';

export type Piece = Knex.Raw;

const printer = knex({ client: 'pg' });

/** A piece with its identifiers, values and inner pieces, in the order of their marks. */
export const piece = (text: string, parts: readonly (string | Scalar | Piece)[] = []): Piece => printer.raw(text, parts as readonly Knex.RawBinding[]);

export const joined = (pieces: readonly Piece[], separator: string): Piece => piece(pieces.map(() => '?').join(separator), pieces);

export const NOTHING: Piece = piece('');

/** A parameter with the type of the column it meets. */
export const typed = (value: Scalar, sqlType: string): Piece => piece(`?::${sqlType}`, [value]);

/** One parameter that carries a list: `any(?::int4[])`. Arrays of arrays travel as texts. */
export const typedList = (values: readonly Scalar[], sqlType: string): Piece =>
  piece(`?::${isArray(sqlType) ? 'text' : sqlType}[]`, [arrayLiteral(values)]);

export const isArray = (sqlType: string): boolean => sqlType.endsWith('[]');

export type ListColumn = { readonly alias: string; readonly sqlType: string; readonly values: readonly Scalar[] };

/** `unnest($1::int4[],$2::text[]) u(k0,c0)`: rows of parameters, one list per column. */
export function unnested(columns: readonly ListColumn[]): Piece {
  const lists = joined(columns.map(({ values, sqlType }) => typedList(values, sqlType)), ', ');
  return piece(`unnest(?) u(${columns.map(() => '??').join(', ')})`, [lists, ...columns.map(({ alias }) => alias)]);
}

/** A column of those rows, as a value of its type. */
export const unnestedValue = ({ alias, sqlType }: ListColumn): Piece => piece(isArray(sqlType) ? `u.??::${sqlType}` : 'u.??', [alias]);

export function printStatement(whole: Piece): Statement {
  const { sql, bindings } = whole.toSQL().toNative();
  const name = `w${createHash('sha256').update(sql).digest('hex').slice(0, 32)}`;
  return { text: sql, values: bindings as readonly SqlValue[], name };
}
