/**
 * Prints the reads that come before a write: the root's row, locked; then the children the body
 * concerns, as one JSON text; and which link targets exist.
 * In: a `BeforePlan` and where the root is found. Out: statements. The lock stands in a statement of
 * its own, so that the children are read in a snapshot that no other writer of this root can change.
 */
import type { BeforeChild, BeforeNode, Column, LinkTargets, TableShape } from '../change/index.ts';
import { LINK_PREFIX, childAlias } from '../change/index.ts';
import type { Link } from '../edm/index.ts';
import type { KeyTexts } from '../payload/index.ts';
import type { TenantText } from './compile-write.ts';
import type { Statement } from './statement.ts';
import { NOTHING, joined, piece, printStatement, typed, typedList, unnested } from './write-fragments.ts';
import type { Piece } from './write-fragments.ts';

/** The row a URL leads to: by key, by way of a parent, or both. */
export type RootPath = {
  readonly shape: TableShape;
  readonly key: KeyTexts | undefined;
  /** Instead of one key: those of all rows that are meant. */
  readonly keys?: readonly KeyTexts[];
  /** Further equalities, such as those of an alternate key. */
  readonly also: readonly { readonly column: Column; readonly text: string }[];
  readonly via: { readonly parent: RootPath; readonly link: Link } | undefined;
};

/** Columns of the answer: the version (or null), then the node's columns in their order. */
export function compileRootLock(node: BeforeNode, path: RootPath, tenant: TenantText): Statement {
  const { versionColumn } = path.shape.table;
  const version = versionColumn === undefined ? piece('null') : piece('??::text', [`t0.${versionColumn}`]);
  const columns = [...node.columns].map((name) => piece('??::text', [`t0.${name}`]));
  const where = joined(rootConditions(path, 0, tenant), ' and ');
  // Several rows are locked in the order of their keys, so that two requests do not wait for each other.
  const order = path.keys === undefined ? NOTHING : piece('order by ?', [keyColumns(path.shape, 't0')]);
  return printStatement(piece('select ? from ?? t0 where ? ? for update of t0', [joined([version, ...columns], ', '), path.shape.table.name, where, order]));
}

const keyColumns = ({ key }: TableShape, alias: string): Piece => joined(key.map(({ name }) => piece('??', [`${alias}.${name}`])), ', ');

/** One JSON text for each row, with its key where there are several; undefined when the body names no children. */
export function compileChildren(node: BeforeNode, path: RootPath, tenant: TenantText): Statement | undefined {
  if (node.children.length === 0) return undefined;
  const children = node.children.map((child, index) => piece('? as ??', [childRows(child, { parent: 't0', level: 1, tenant }), childAlias(index)]));
  const where = joined(rootConditions(path, 0, tenant), ' and ');
  const key = path.keys === undefined ? [] : path.shape.key.map(({ name }) => piece('??::text as ??', [`t0.${name}`, name]));
  return printStatement(piece('select row_to_json(x)::text from (select ? from ?? t0 where ?) x', [joined([...key, ...children], ', '), path.shape.table.name, where]));
}

function rowConditions({ table }: TableShape, alias: string, tenant: TenantText): readonly Piece[] {
  const owner = table.tenantColumn === undefined ? [] : [piece('?? = ?', [`${alias}.${table.tenantColumn}`, typed(tenant ?? null, 'int')])];
  return table.deletedColumn === undefined ? owner : [...owner, piece('?? is null', [`${alias}.${table.deletedColumn}`])];
}

const keyConditions = (key: readonly Column[], texts: KeyTexts, alias: string): readonly Piece[] =>
  key.map(({ name, sqlType }, index) => piece('?? = ?', [`${alias}.${name}`, typed(texts[index] ?? null, sqlType)]));

/** A singleton is addressed by nothing: its table has one row. */
function rootConditions(path: RootPath, level: number, tenant: TenantText): readonly Piece[] {
  const conditions = pathConditions(path, level, tenant);
  return conditions.length === 0 ? [piece('true')] : conditions;
}

function pathConditions({ shape, key, keys, also, via }: RootPath, level: number, tenant: TenantText): readonly Piece[] {
  const alias = `t${level}`;
  const own = [
    ...rowConditions(shape, alias, tenant),
    ...(key === undefined ? [] : keyConditions(shape.key, key, alias)),
    ...(keys === undefined ? [] : [keyIn(shape.key, keys, alias)]),
    ...also.map(({ column, text }) => piece('?? = ?', [`${alias}.${column.name}`, typed(text, column.sqlType)])),
    ...familyCondition(shape, alias),
  ];
  if (via === undefined) return own;
  const parent = `t${level + 1}`;
  const above = rootConditions(via.parent, level + 1, tenant);
  const { name } = via.parent.shape.table;
  if (via.link.kind === 'foreignKey') {
    const pairs = via.link.pairs.map((pair) => piece('?? = ??', [`${parent}.${pair.source}`, `${alias}.${pair.target}`]));
    return [...own, piece(`exists (select 1 from ?? ${parent} where ?)`, [name, joined([...above, ...pairs], ' and ')])];
  }
  const { table, source, target } = via.link;
  const link = `l${level + 1}`;
  const pairs = [
    ...source.map((pair) => piece('?? = ??', [`${link}.${pair.source}`, `${parent}.${pair.target}`])),
    ...target.map((pair) => piece('?? = ??', [`${link}.${pair.source}`, `${alias}.${pair.target}`])),
    ...(table.tenantColumn === undefined ? [] : [piece('?? = ?', [`${link}.${table.tenantColumn}`, typed(tenant ?? null, 'int')])]),
  ];
  return [...own, piece(`exists (select 1 from ?? ${parent}, ?? ${link} where ?)`, [name, table.name, joined([...above, ...pairs], ' and ')])];
}

/** Rows of a derived type share their table with others. */
function familyCondition({ table, type }: TableShape, alias: string): readonly Piece[] {
  const { discriminator } = table;
  if (discriminator === undefined || type?.baseType === undefined) return [];
  const values = type.family.flatMap((name) => discriminator.values.get(name) ?? []);
  return [piece('?? = any(?)', [`${alias}.${discriminator.column}`, typedList(values, 'text')])];
}

type Nesting = { readonly parent: string; readonly level: number; readonly tenant: TenantText };

/** Children of one navigation, as a JSON array of records with texts. */
function childRows(child: BeforeChild, { parent, level, tenant }: Nesting): Piece {
  const { node, linked, link, locked } = child;
  const alias = `c${level}`;
  const linkAlias = `l${level}`;
  const own = [...node.columns].map((name) => piece('??::text as ??', [`${alias}.${name}`, name]));
  const through = [...(linked?.columns ?? [])].map((name) => piece('??::text as ??', [`${linkAlias}.${name}`, LINK_PREFIX + name]));
  const nested = node.children.map((inner, index) =>
    piece('? as ??', [childRows(inner, { parent: alias, level: level + 1, tenant }), childAlias(index)]),
  );
  const tables = linked === undefined ? piece(`?? ${alias}`, [node.shape.table.name]) : piece(`?? ${alias}, ?? ${linkAlias}`, [node.shape.table.name, linked.shape.table.name]);
  const conditions = [
    ...rowConditions(node.shape, alias, tenant),
    ...(linked === undefined ? [] : rowConditions(linked.shape, linkAlias, tenant)),
    ...joinConditions(link, { parent, alias, linkAlias }),
    ...wantedRows(child, { alias, linkAlias }),
  ];
  const order = joined(node.shape.key.map(({ name }) => piece('??', [`${alias}.${name}`])), ', ');
  const rows = piece(`select ? from ? where ? order by ?${locked ? ` for update of ${alias}` : ''}`, [joined([...own, ...through, ...nested], ', '), tables, joined(conditions, ' and '), order]);
  return piece("(select coalesce(json_agg(x), '[]') from (?) x)", [rows]);
}

type Aliases = { readonly alias: string; readonly linkAlias: string };

function joinConditions(link: Link, { parent, alias, linkAlias }: Aliases & { readonly parent: string }): readonly Piece[] {
  if (link.kind === 'foreignKey') return link.pairs.map((pair) => piece('?? = ??', [`${alias}.${pair.target}`, `${parent}.${pair.source}`]));
  return [
    ...link.source.map((pair) => piece('?? = ??', [`${linkAlias}.${pair.source}`, `${parent}.${pair.target}`])),
    ...link.target.map((pair) => piece('?? = ??', [`${linkAlias}.${pair.source}`, `${alias}.${pair.target}`])),
  ];
}

/** The rows the body names, and those that hold a flag it may want to move. */
function wantedRows({ keys, flags, linked, node }: BeforeChild, { alias, linkAlias }: Aliases): readonly Piece[] {
  if (keys === 'all') return [];
  const wanted = keys.length === 0 ? [] : [keyIn(node.shape.key, keys, alias)];
  const holders = flags.map(({ column, value }) => flagIs(node.shape, { alias, column, value }));
  const linkHolders = (linked?.flags ?? []).map(({ column, value }) => flagIs(linked?.shape ?? node.shape, { alias: linkAlias, column, value }));
  const any = [...wanted, ...holders, ...linkHolders];
  return [any.length === 0 ? piece('false') : piece('(?)', [joined(any, ' or ')])];
}

const flagIs = (shape: TableShape, { alias, column, value }: { alias: string; column: string; value: string }): Piece =>
  piece('?? = ?', [`${alias}.${column}`, typed(value, shape.columns.get(column)?.sqlType ?? 'text')]);

function keyIn(key: readonly Column[], keys: readonly KeyTexts[], alias: string): Piece {
  const [only, ...others] = key;
  if (only !== undefined && others.length === 0) {
    return piece('?? = any(?)', [`${alias}.${only.name}`, typedList(keys.map(([text]) => text ?? null), only.sqlType)]);
  }
  const lists = key.map(({ sqlType }, index) => ({ alias: `k${index}`, sqlType, values: keys.map((texts) => texts[index] ?? null) }));
  const columns = key.map(({ name }) => piece('??', [`${alias}.${name}`]));
  return piece('(?) in (select * from ?)', [joined(columns, ', '), unnested(lists)]);
}

/**
 * The keys, among those a body links, that exist: one row of texts each, then what links depend on. That is
 * held until the end: nobody closes a row while another is being linked to it.
 */
export function compileTargets({ shape, keys, columns: more, locked }: LinkTargets, tenant: TenantText): Statement {
  const columns = [...shape.key.map(({ name }) => name), ...more].map((name) => piece('??::text', [`t.${name}`]));
  const where = joined([...rowConditions(shape, 't', tenant), keyIn(shape.key, keys, 't')], ' and ');
  const lock = locked ? ' for update' : more.length > 0 ? ' for key share' : '';
  return printStatement(piece(`select ? from ?? t where ?${lock}`, [joined(columns, ', '), shape.table.name, where]));
}
