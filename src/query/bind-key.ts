/**
 * Key predicates: `(555)`, `(id=555)`, `(order=1,line='A')`, alternate keys, and keys as segments.
 * In: arguments and the rows they narrow. Out: keyed rows. Refuses wrong names and numbers of parts (MOD204).
 */
import { fail } from '../base/index.ts';
import { typeName } from '../edm/index.ts';
import type { KeyProperty } from '../edm/index.ts';
import { bindLiteral, is } from './bind-value.ts';
import type { Binders } from './operand.ts';
import { impliedKey, withKey } from './row-source.ts';
import type { Scope } from './scope.ts';
import type { ArgumentSyntax, LiteralSyntax } from './syntax.ts';
import type { Expr, RowSource } from './typed.ts';

export function bindKeyArguments(scope: Scope, rows: RowSource, args: readonly ArgumentSyntax[], binders: Binders): RowSource {
  const type = rows.range.type;
  if (rows.cardinality !== 'many' || rows.keyed) {
    return fail('MOD204', `A key is given where ${typeName(type)} is already a single entity.`, { target: typeName(type) });
  }
  const [first] = args;
  if (args.length === 1 && first?.name === undefined && first !== undefined) {
    const one = singlePart(rows);
    if (one === undefined) return wrongKey(rows, `it has ${type.key.length} parts, each needs its name`);
    return withImplied(rows, one, [binders.value(scope, first.value)]);
  }
  const values = new Map<string, Expr>();
  for (const arg of args) {
    if (arg.name === undefined) return wrongKey(rows, 'several parts need names');
    if (values.has(arg.name)) return wrongKey(rows, `'${arg.name}' is given twice`);
    values.set(arg.name, binders.value(scope, arg.value));
  }
  const parts = keyWithNames(rows, values);
  return withImplied(rows, parts, parts.map((part) => values.get(part.alias) ?? { kind: 'null' }));
}

/** The only part of the key, or the only one that the path has not told. */
function singlePart(rows: RowSource): readonly KeyProperty[] | undefined {
  const { key } = rows.range.type;
  const left = key.length === 1 ? key : impliedKey(rows)?.left;
  return left?.length === 1 ? left : undefined;
}

/** With the parts that the path has told, where it was written with the others only. */
function withImplied(rows: RowSource, parts: readonly KeyProperty[], values: readonly Expr[]): RowSource {
  const keyed = withKey(rows, parts, values);
  const { left, implied } = impliedKey(rows) ?? { left: [], implied: [] };
  const isPart = left.length === parts.length && left.every((part) => parts.includes(part));
  return isPart ? { ...keyed, conditions: [...keyed.conditions, ...implied] } : keyed;
}

function keyWithNames(rows: RowSource, values: ReadonlyMap<string, Expr>): readonly KeyProperty[] {
  const alternates = rows.set?.kind === 'entitySet' ? rows.set.alternateKeys : [];
  const match = [rows.range.type.key, ...alternates, impliedKey(rows)?.left ?? []].find((key) => key.length === values.size && key.every((part) => values.has(part.alias)));
  return match ?? wrongKey(rows, `no key is made of ${[...values.keys()].map((name) => `'${name}'`).join(', ')}`);
}

function wrongKey(rows: RowSource, why: string): never {
  const type = rows.range.type;
  const expected = type.key.map((part) => part.alias).join(', ');
  return fail('MOD204', `The key of ${typeName(type)} is (${expected}): ${why}.`, { target: typeName(type) });
}

/** The parts of the key that segments give, in the order of the key: all that the path has not told. */
const segmentParts = (rows: RowSource): readonly KeyProperty[] => impliedKey(rows)?.left ?? rows.range.type.key;

/** `/Orders/555`, `/Lines/555/2`: a segment for each part of the key; undefined while some are to come. */
export function bindKeySegments(scope: Scope, rows: RowSource, texts: readonly string[]): RowSource | undefined {
  const parts = segmentParts(rows);
  if (texts.length < parts.length) return undefined;
  return withImplied(rows, parts, parts.map((part, i) => segmentValue(scope, part, texts[i] ?? '')));
}

export const incompleteKey = (rows: RowSource): never =>
  wrongKey(rows, `written as segments it needs ${segmentParts(rows).length} of them`);

function segmentValue(scope: Scope, { path }: KeyProperty, text: string): Expr {
  const keyType = path.at(-1)?.type;
  const isText = keyType !== undefined && is(keyType, 'Edm.String');
  const literal: LiteralSyntax = { kind: 'literal', type: !isText && /^-?\d+$/.test(text) ? 'integer' : 'string', text, at: -1, end: -1 };
  const value = bindLiteral(scope.model, literal);
  return value.kind === 'value' ? { ...value, slot: { text: value.slot.text } } : value;
}
