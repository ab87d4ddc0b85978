/**
 * Prints the steps of a change set: one statement per step, however many rows it has.
 * In: a `ChangeSet` and the tenant. Out: statements with lists of values as parameters.
 * Versions grow and update times are set here, because every step needs it. It decides no order.
 */
import type { AuditEntry, ChangeStep, Column, TableShape } from '../change/index.ts';
import type { Scalar } from '../payload/index.ts';
import { unreachable } from '../base/index.ts';
import type { Statement } from './statement.ts';
import { NOTHING, joined, piece, printStatement, typed, unnested, unnestedValue } from './write-fragments.ts';
import type { ListColumn, Piece } from './write-fragments.ts';

/** The caller's tenant as text; undefined for models without tenants. */
export type TenantText = string | undefined;

type Step<K extends ChangeStep['kind']> = Extract<ChangeStep, { kind: K }>;

export function compileStep(step: ChangeStep, tenant: TenantText): Statement {
  switch (step.kind) {
    case 'delete':
      return printStatement(compileDelete(step, tenant));
    case 'update':
      return printStatement(compileUpdate(step, tenant));
    case 'insert':
      return printStatement(compileInsert(step, tenant));
    default:
      return unreachable(step);
  }
}

/** Streams come by the name of their upload. */
const listOf = ({ sqlType, isStream }: Column, index: number, rows: readonly { readonly values: readonly (Scalar | undefined)[] }[]): ListColumn => ({
  alias: `c${index}`,
  sqlType: isStream === true ? 'oid' : sqlType,
  values: rows.map(({ values }) => values[index] ?? null),
});

const valueOf = (list: ListColumn, column: Column | undefined): Piece => (column?.isStream === true ? piece('lo_get(?)', [unnestedValue(list)]) : unnestedValue(list));

const keyLists = (key: readonly Column[], rows: readonly { readonly key: readonly string[] }[]): readonly ListColumn[] =>
  key.map(({ sqlType }, index) => ({ alias: `k${index}`, sqlType, values: rows.map((row) => row.key[index] ?? null) }));

/** `t.tenant_id = … and t.id = u.k0 …` */
function matchRows({ table, identity }: TableShape, tenant: TenantText): Piece {
  const keys = identity.map(({ name }, index) => piece('t.?? = u.??', [name, `k${index}`]));
  const all = table.tenantColumn === undefined ? keys : [piece('t.?? = ?', [table.tenantColumn, typed(tenant ?? null, 'int')]), ...keys];
  return joined(all, ' and ');
}

/** What every change of a row does besides: the version grows, the time of the change is noted. */
function touches({ table }: TableShape): readonly Piece[] {
  const version = table.versionColumn === undefined ? [] : [piece('?? = t.?? + 1', [table.versionColumn, table.versionColumn])];
  return table.updatedColumn === undefined ? version : [...version, piece('?? = now()', [table.updatedColumn])];
}

function compileDelete({ shape, rows }: Step<'delete'>, tenant: TenantText): Piece {
  const from = unnested(keyLists(shape.identity, rows));
  const { deletedColumn, name } = shape.table;
  if (deletedColumn === undefined) return piece('delete from ?? t using ? where ?', [name, from, matchRows(shape, tenant)]);
  const sets = joined([piece('?? = now()', [deletedColumn]), ...touches(shape)], ', ');
  return piece('update ?? t set ? from ? where ? and t.?? is null', [name, sets, from, matchRows(shape, tenant), deletedColumn]);
}

function compileUpdate({ shape, columns, rows }: Step<'update'>, tenant: TenantText): Piece {
  const lists = columns.map((column, index) => listOf(column, index, rows));
  const mask = rows.some((row) => row.values.includes(undefined)) ? [maskOf(rows)] : [];
  const sets = columns.map((column, index) => assignment(column, { list: lists[index], index, isMasked: mask.length > 0 }));
  const all = [...sets, ...touches(shape)];
  if (all.length === 0) all.push(piece('?? = t.??', [shape.key[0]?.name ?? '', shape.key[0]?.name ?? '']));
  const from = unnested([...keyLists(shape.identity, rows), ...lists, ...mask]);
  return piece('update ?? t set ? from ? where ?', [shape.table.name, joined(all, ', '), from, matchRows(shape, tenant)]);
}

/** Items of one statement may set different columns: `1` at a column's place says that the row sets it. */
const maskOf = (rows: readonly { readonly values: readonly (Scalar | undefined)[] }[]): ListColumn => ({
  alias: 'm',
  sqlType: 'text',
  values: rows.map(({ values }) => values.map((value) => (value === undefined ? '0' : '1')).join('')),
});

type Assigned = { readonly list: ListColumn | undefined; readonly index: number; readonly isMasked: boolean };

function assignment(column: Column, { list, index, isMasked }: Assigned): Piece {
  const { name } = column;
  const value = list === undefined ? NOTHING : valueOf(list, column);
  if (!isMasked) return piece('?? = ?', [name, value]);
  return piece(`?? = case when substr(u.m, ${index + 1}, 1) = '1' then ? else t.?? end`, [name, value, name]);
}

function compileInsert({ shape, columns, rows }: Step<'insert'>, tenant: TenantText): Piece {
  const lists = columns.map((column, index) => listOf(column, index, rows));
  const { tenantColumn, name } = shape.table;
  const names = [...(tenantColumn === undefined ? [] : [tenantColumn]), ...columns.map((column) => column.name)];
  const values = [...(tenantColumn === undefined ? [] : [typed(tenant ?? null, 'int')]), ...lists.map((list, index) => valueOf(list, columns[index]))];
  const target = piece(`?? (${names.map(() => '??').join(', ')})`, [name, ...names]);
  return piece('insert into ? select ? from ?', [target, joined(values, ', '), unnested(lists)]);
}

/** The bytes of a stream on their way: a large object that lives no longer than the transaction. */
export const compileUpload = (): Statement => printStatement(piece('select lo_create(0)::text'));

export const compilePiece = ({ name, at }: { readonly name: string; readonly at: number }, bytes: string): Statement =>
  printStatement(piece('select lo_put(?, ?, ?)', [typed(name, 'oid'), typed(String(at), 'int8'), typed(bytes, 'bytea')]));

export const compileForgetUpload = (name: string): Statement => printStatement(piece('select lo_unlink(?)', [typed(name, 'oid')]));

/** Who changed what, for the audit table; its columns are the same in every model that has one. */
export type AuditContext = { readonly table: string; readonly tenantColumn: string | undefined; readonly actor: string; readonly requestId: string };

export function compileAudit(entries: readonly AuditEntry[], audit: AuditContext, tenant: TenantText): Statement {
  const list = (alias: string, sqlType: string, pick: (entry: AuditEntry) => Scalar): ListColumn => ({ alias, sqlType, values: entries.map(pick) });
  const lists = [
    list('entity_type', 'text', (entry) => entry.entityType),
    list('entity_id', 'int', (entry) => entry.entityId),
    list('entity_uid', 'uuid', (entry) => entry.entityUid),
    list('operation', 'text', (entry) => entry.operation),
    list('changes', 'text', (entry) => entry.changes),
  ];
  const owner = audit.tenantColumn === undefined ? [] : [{ name: audit.tenantColumn, value: typed(tenant ?? null, 'int') }];
  const fixed = [...owner, { name: 'actor', value: typed(audit.actor, 'text') }, { name: 'request_id', value: typed(audit.requestId, 'text') }];
  const times = [
    { name: 'created_timestamp', value: piece("case when u.operation = 'create' then now() end") },
    { name: 'updated_timestamp', value: piece('now()') },
  ];
  const columns = [...fixed, ...times, ...lists.map((column) => ({ name: column.alias, value: unnestedValue(column) }))];
  const target = piece(`?? (${columns.map(() => '??').join(', ')})`, [audit.table, ...columns.map(({ name }) => name)]);
  return printStatement(piece('insert into ? select ? from ?', [target, joined(columns.map(({ value }) => value), ', '), unnested(lists)]));
}

/** Numbers for rows to come, from the sequence behind the table's key. */
export function compileNewKeys({ table, key }: TableShape, count: number): Statement {
  const column = key[0]?.name ?? '';
  const quoted = `"${table.name.replaceAll('"', '""')}"`;
  return printStatement(
    piece('select nextval(pg_get_serial_sequence(?, ?))::text from generate_series(1, ?)', [
      ...[typed(quoted, 'text'), typed(column, 'text'), typed(String(count), 'int')],
    ]),
  );
}

