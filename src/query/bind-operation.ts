/**
 * Functions and actions in the path: chooses the overload by the set of parameter names.
 * In: the operation's name, its arguments and the binding rows. Out: operation and bound arguments.
 * Refuses calls that no overload fits (MOD205).
 */
import { fail } from '../base/index.ts';
import { typeName } from '../edm/index.ts';
import type { EdmModel, Operation } from '../edm/index.ts';
import { bindExpr } from './bind-expr.ts';
import { withOption } from './scope.ts';
import type { Scope } from './scope.ts';
import type { SegmentSyntax } from './syntax.ts';
import type { Expr, RowSource } from './typed.ts';

type Named = Extract<SegmentSyntax, { kind: 'name' }>;
type BoundOperation = { readonly operation: Operation; readonly binding: RowSource | undefined; readonly arguments: ReadonlyMap<string, Expr> };

const qualified = (model: EdmModel, name: string): string => (name.includes('.') ? name : `${model.namespace}.${name}`);

/** Bound operations may be called by their qualified name, or unqualified in the default namespace. */
export function isOperationName(model: EdmModel, name: string, rows: RowSource): boolean {
  const overloads = model.operations.get(qualified(model, name)) ?? [];
  return overloads.some((operation) => fitsBinding(operation, rows));
}

function fitsBinding(operation: Operation, rows: RowSource | undefined): boolean {
  if (rows === undefined) return !operation.bound;
  const [binding] = operation.parameters;
  if (!operation.bound || binding === undefined || binding.type.kind !== 'entity') return false;
  return binding.collection === (rows.cardinality === 'many') && binding.type.family.includes(rows.range.type.name);
}

export function bindOperation(scope: Scope, name: string, segment: Named, binding: RowSource | undefined): BoundOperation {
  const full = qualified(scope.model, name);
  const candidates = (scope.model.operations.get(full) ?? []).filter((operation) => fitsBinding(operation, binding));
  const values = bindArguments(withOption(scope, segment.name), segment);
  const match = candidates.find((operation) => operation.kind === 'action' || takes(operation, values));
  if (match !== undefined) return { operation: match, binding, arguments: values };
  const given = values.size === 0 ? 'no parameters' : [...values.keys()].join(', ');
  return fail('MOD205', `${segment.name} has no overload with ${given}${binding === undefined ? '' : ` for ${typeName(binding.range.type)}`}.`, { target: segment.name });
}

function bindArguments(scope: Scope, segment: Named): ReadonlyMap<string, Expr> {
  const values = new Map<string, Expr>();
  for (const arg of segment.args ?? []) {
    if (arg.name === undefined) return fail('MOD205', `${segment.name}: parameters need names.`, { target: segment.name });
    if (values.has(arg.name)) return fail('MOD205', `${segment.name}: '${arg.name}' is given twice.`, { target: segment.name });
    values.set(arg.name, bindExpr(scope, arg.value));
  }
  return values;
}

function takes(operation: Operation, values: ReadonlyMap<string, Expr>): boolean {
  const own = operation.parameters.slice(operation.bound ? 1 : 0);
  const known = new Set(own.map((p) => p.name));
  return [...values.keys()].every((name) => known.has(name)) && own.every((p) => p.optional || values.has(p.name));
}
