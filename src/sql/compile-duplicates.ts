/**
 * Prints the search for other entities that hold the same values as rows just written.
 * In: the table of the values, the entities they belong to, the columns compared, keys of the rows. Out: one
 * statement, however many rows there are; each row of its answer is the key of a written row, then the key of
 * the other entity. Nulls and empty texts equal nothing.
 */
import type { Column, TableShape } from '../change/index.ts';
import type { JoinPair } from '../edm/index.ts';
import type { KeyTexts } from '../payload/index.ts';
import type { TenantText } from './compile-write.ts';
import type { Statement } from './statement.ts';
import { joined, piece, printStatement, typed, unnested } from './write-fragments.ts';
import type { Piece } from './write-fragments.ts';

export type DuplicatesQuery = {
  readonly values: TableShape;
  readonly columns: readonly Column[];
  /** The entity that holds the values through a navigation; undefined: it holds them itself. */
  readonly owner: { readonly shape: TableShape; readonly pairs: readonly JoinPair[] } | undefined;
  readonly keys: readonly KeyTexts[];
};

const FOUND_MAX = 20;

export function compileDuplicates({ values, columns, owner, keys }: DuplicatesQuery, tenant: TenantText): Statement {
  const lists = values.key.map(({ sqlType }, index) => ({ alias: `k${index}`, sqlType, values: keys.map((key) => key[index] ?? null) }));
  const holder = owner === undefined ? { shape: values, mine: 'm', other: 'y' } : { shape: owner.shape, mine: 'o', other: 'x' };
  const tables = joined([unnested(lists), table(values, 'm'), table(values, 'y'), ...(owner === undefined ? [] : [table(owner.shape, 'o'), table(owner.shape, 'x')])], ', ');
  const conditions = [
    ...live(values, 'm', tenant), ...live(values, 'y', tenant),
    ...values.key.map(({ name }, index) => equal('m', name, piece('u.??', [`k${index}`]))),
    ...columns.flatMap(({ name, sqlType }) => [equal('y', name, piece('??', [`m.${name}`])), ...(sqlType === 'text' ? [piece("?? <> ''", [`m.${name}`])] : [])]),
    ...(owner === undefined ? [] : [...live(owner.shape, 'o', tenant), ...live(owner.shape, 'x', tenant), ...held(owner.pairs, 'o', 'm'), ...held(owner.pairs, 'x', 'y')]),
    piece('(?) <> (?)', [keyOf(holder.shape, holder.mine), keyOf(holder.shape, holder.other)]),
  ];
  const shown = [...values.key.map(({ name }) => piece('??::text', [`m.${name}`])), ...holder.shape.key.map(({ name }) => piece('??::text', [`${holder.other}.${name}`]))];
  return printStatement(piece(`select distinct ? from ? where ? limit ${FOUND_MAX}`, [joined(shown, ', '), tables, joined(conditions, ' and ')]));
}

/** Until the transaction ends nobody else of this tenant searches: of two that write the same, the second finds the first. */
export const compileDuplicatesLock = (tenant: TenantText): Statement =>
  printStatement(piece('select pg_advisory_xact_lock(hashtext(?), coalesce(?, 0))', [typed('duplicates', 'text'), typed(tenant ?? null, 'int')]));

const table = ({ table: { name } }: TableShape, alias: string): Piece => piece(`?? ${alias}`, [name]);
const equal = (alias: string, column: string, to: Piece): Piece => piece('?? = ?', [`${alias}.${column}`, to]);
const keyOf = ({ key }: TableShape, alias: string): Piece => joined(key.map(({ name }) => piece('??', [`${alias}.${name}`])), ', ');
const held = (pairs: readonly JoinPair[], owner: string, values: string): readonly Piece[] => pairs.map(({ source, target }) => equal(owner, source, piece('??', [`${values}.${target}`])));

function live({ table: { tenantColumn, deletedColumn } }: TableShape, alias: string, tenant: TenantText): readonly Piece[] {
  return [
    ...(tenantColumn === undefined ? [] : [equal(alias, tenantColumn, typed(tenant ?? null, 'int'))]),
    ...(deletedColumn === undefined ? [] : [piece('?? is null', [`${alias}.${deletedColumn}`])]),
  ];
}
