/**
 * Functions and actions in the path: which overload is meant, with which arguments.
 * In: the operation's name, the segment, the rows it is called on, query options that may be parameters.
 * Out: an `OperationCall`, and the rows it answers when it answers entities. Overloads are told apart by
 * the set of parameter names. Refuses calls that no overload fits (MOD205). Nothing is called here.
 */
import { RequestError, fail } from '../base/index.ts';
import { typeName } from '../edm/index.ts';
import type { EdmModel, EntitySet, EntityType, Operation, OperationImport, Parameter, Singleton } from '../edm/index.ts';
import { bindArgument, bindArgumentText } from './bind-argument.ts';
import { isRowSource } from './operand.ts';
import { rowsOfNavigation } from './row-source.ts';
import { isSystemName } from './parse-options.ts';
import type { Scope } from './scope.ts';
import type { OptionsSyntax, SegmentSyntax } from './syntax.ts';
import { rowsOfValues } from './value-rows.ts';
import type { Argument, OperationCall, RowSource } from './typed.ts';

type Named = Extract<SegmentSyntax, { kind: 'name' }>;
/** What a segment names: an import of the container, or an operation bound to the rows before it. */
export type Called = { readonly name: string; readonly operationImport: OperationImport | undefined; readonly binding: RowSource | undefined };

const qualified = (model: EdmModel, name: string): string => (name.includes('.') ? name : `${model.namespace}.${name}`);

/** Bound operations may be called by their qualified name, or unqualified in the default namespace. */
export function isOperationName(model: EdmModel, name: string, rows: RowSource): boolean {
  const overloads = model.operations.get(qualified(model, name)) ?? [];
  return overloads.some((operation) => fitsBinding(operation, rows));
}

/** Whether a qualified name is that of an operation bound to one entity of the type. */
export const isBoundTo = (model: EdmModel, name: string, type: EntityType): boolean =>
  (model.operations.get(name) ?? []).some(({ bound, parameters: [binding] }) =>
    bound && binding?.type.kind === 'entity' && !binding.collection && binding.type.family.includes(type.name));

function fitsBinding(operation: Operation, rows: RowSource | undefined): boolean {
  if (rows === undefined) return !operation.bound;
  const [binding] = operation.parameters;
  if (!operation.bound || binding === undefined || binding.type.kind !== 'entity') return false;
  return binding.collection === (rows.cardinality === 'many') && binding.type.family.includes(rows.range.type.name);
}

export function bindOperation(scope: Scope, segment: Named, { name, operationImport, binding }: Called): OperationCall {
  const kind = operationImport === undefined ? undefined : KINDS[operationImport.kind];
  const candidates = (scope.model.operations.get(qualified(scope.model, name)) ?? [])
    .filter((operation) => fitsBinding(operation, binding) && (kind === undefined || operation.kind === kind))
    .toSorted(nearestBindingFirst);
  const action = candidates.find((operation) => operation.kind === 'action');
  const base = { binding, operationImport, index: binding === undefined ? 0 : callsOf(binding).length };
  if (action !== undefined) {
    if (segment.args !== undefined && segment.args.length > 0) fail('MOD205', `${segment.name} is an action; its parameters stand in the body, not in the URL.`, { target: segment.name });
    return { ...base, operation: action, arguments: new Map(), implicit: [] };
  }
  const given = namedArguments(segment);
  const [operation, options] = chosen(scope, candidates, given) ?? noOverload(segment, candidates, [...given.keys()]);
  const implicit = parametersOf(operation).flatMap(({ name: parameter }) => (!given.has(parameter) && options.has(parameter) ? [parameter] : []));
  const values = new Map<string, Argument>();
  for (const parameter of parametersOf(operation)) {
    const written = given.get(parameter.name);
    const text = options.get(parameter.name);
    if (written !== undefined) values.set(parameter.name, bindArgument(scope, parameter, written));
    else if (text !== undefined) values.set(parameter.name, bindArgumentText(scope, parameter, text));
  }
  return { ...base, operation, arguments: values, implicit };
}

type Options = ReadonlyMap<string, string>;

/**
 * An option that is a system option without its `$` stays one where the function can be called without it;
 * `@count=5` names such a parameter in any case (Protocol 11.5.4.1.1).
 */
function chosen({ custom, bare, aliases }: Scope, candidates: readonly Operation[], given: Given): readonly [Operation, Options] | undefined {
  const names = candidates.flatMap((operation) => parametersOf(operation).map(({ name }) => name));
  const marked = names.filter((name) => isSystemName(name) && aliases.has(`@${name}`)).map((name) => [name, `@${name}`] as const);
  const plain: Options = new Map([...(custom ?? []), ...marked]);
  const every: Options = new Map([...[...(bare ?? [])].map(([name, { text }]) => [name, text] as const), ...plain]);
  for (const options of [plain, every]) {
    const operation = chooseOverload(options, candidates, given);
    if (operation !== undefined) return [operation, options];
  }
  return undefined;
}

const KINDS = { functionImport: 'function', actionImport: 'action' } as const;

/** The parameters a call may name: all but the binding one. */
export const parametersOf = (operation: Operation): readonly Parameter[] => operation.parameters.slice(operation.bound ? 1 : 0);

const familySize = (operation: Operation): number => {
  const type = operation.bound ? operation.parameters[0]?.type : undefined;
  return type?.kind === 'entity' ? type.family.length : 0;
};
const nearestBindingFirst = (a: Operation, b: Operation): number => familySize(a) - familySize(b);

type Given = ReadonlyMap<string, NonNullable<Named['args']>[number]['value']>;

function namedArguments(segment: Named): Given {
  const given = new Map<string, NonNullable<Named['args']>[number]['value']>();
  for (const arg of segment.args ?? []) {
    if (arg.name === undefined) return fail('MOD205', `${segment.name}: parameters need names, as in ${segment.name}(name=value).`, { target: segment.name });
    if (given.has(arg.name)) return fail('MOD205', `${segment.name}: '${arg.name}' is given twice.`, { target: arg.name });
    given.set(arg.name, arg.value);
  }
  return given;
}

/** Every written name must be a parameter, and every parameter written, given as an option, or optional; the fullest match is meant. */
function chooseOverload(options: Options, candidates: readonly Operation[], given: Given): Operation | undefined {
  const has = (name: string): boolean => given.has(name) || options.has(name);
  const fitting = candidates.filter((operation) => {
    const own = parametersOf(operation);
    const names = new Set(own.map((parameter) => parameter.name));
    return [...given.keys()].every((name) => names.has(name)) && own.every((parameter) => parameter.optional || has(parameter.name));
  });
  const filled = (operation: Operation): number => parametersOf(operation).filter((parameter) => has(parameter.name)).length;
  const fewest = (operation: Operation): number => parametersOf(operation).length;
  const [best] = fitting.toSorted((a, b) => filled(b) - filled(a) || fewest(a) - fewest(b));
  return best;
}

function noOverload(segment: Named, candidates: readonly Operation[], given: readonly string[]): never {
  const found = given.length === 0 ? 'no parameters' : given.map((name) => `'${name}'`).join(', ');
  const forms = candidates.map((operation) => `${segment.name}(${parametersOf(operation).map(({ name, type }) => `${name}: ${typeName(type)}`).join(', ')})`);
  return fail('MOD205', `${segment.name} is called with ${found}; it can be called as ${forms.join(' or ')}.`, { target: segment.name });
}

/** The rows a call answers; undefined when it answers no entities. */
export function rowsOfCall(model: EdmModel, call: OperationCall): RowSource | undefined {
  const { returns } = call.operation;
  if (returns?.type.kind !== 'entity') return undefined;
  const one = returns.nullable ? 'zeroOrOne' as const : 'one' as const;
  return {
    kind: 'rows', range: { name: '$it', type: returns.type }, origin: { kind: 'result', call }, conditions: [], search: undefined,
    set: setOfResult(model, call, returns.type), cardinality: returns.collection ? 'many' : one, keyed: false, cast: undefined,
  };
}

/** The complex values a call answers, when it answers a collection of them. */
export function valuesOfCall(call: OperationCall): RowSource | undefined {
  const { returns } = call.operation;
  return returns?.type.kind === 'complex' && returns.collection ? rowsOfValues(call, undefined, returns.type) : undefined;
}

/** As the import or the entity set path says; otherwise the first set of the type. */
function setOfResult(model: EdmModel, { operation, operationImport, binding }: OperationCall, type: EntityType): EntitySet | Singleton | undefined {
  const named = operationImport?.entitySet;
  if (named !== undefined) return model.entitySets.get(named);
  const [first, ...path] = operation.entitySetPath?.split('/') ?? [];
  if (binding !== undefined && first === operation.parameters[0]?.name) {
    const rows = path.reduce((at: RowSource | undefined, step) => {
      const navigation = at?.range.type.navigations.get(step);
      return at === undefined || navigation === undefined ? at : rowsOfNavigation(model, at, navigation);
    }, binding);
    if (rows?.set?.type.family.includes(type.name) === true) return rows.set;
  }
  return [...model.entitySets.values()].find((set) => set.type.family.includes(type.name));
}

/** The calls in the path to these rows, in the order they are made. */
export function callsOf(rows: RowSource): readonly OperationCall[] {
  const { origin } = rows;
  if (origin.kind === 'set') return [];
  if (origin.kind === 'navigation') return isRowSource(origin.from) ? callsOf(origin.from) : [];
  if (origin.kind === 'elements') return isRowSource(origin.of) ? callsOf(origin.of) : [];
  if (origin.call === undefined) return [];
  return [...(origin.call.binding === undefined ? [] : callsOf(origin.call.binding)), origin.call];
}

const callsUpTo = (at: OperationCall | RowSource): readonly OperationCall[] => ('operation' in at ? [...(at.binding === undefined ? [] : callsOf(at.binding)), at] : callsOf(at));

/** Names of the options that gave the calls their parameters. */
export const implicitNames = (at: OperationCall | RowSource): readonly string[] => callsUpTo(at).flatMap((call) => call.implicit);

/** On a function call every option must mean something; elsewhere options without a meaning are passed over. */
export function checkCalls(at: OperationCall | RowSource, { custom, misread, repeated }: OptionsSyntax): void {
  const calls = callsUpTo(at);
  const taken = new Set(implicitNames(at));
  for (const name of taken) if (repeated?.has(name) === true) fail('URL103', `The parameter ${name} is given twice.`, { target: name });
  for (const [name, fault] of misread ?? []) if (!taken.has(name)) throw new RequestError(fault);
  const last = calls.find((call) => call.operation.kind === 'function');
  if (last === undefined || custom === undefined) return;
  const unknown = [...custom.keys()].find((name) => !taken.has(name));
  if (unknown === undefined) return;
  const names = parametersOf(last.operation).map(({ name }) => name);
  const expected = names.length === 0 ? 'it takes no parameters' : `its parameters are ${names.join(', ')}`;
  fail('MOD205', `The query option '${unknown.slice(0, 60)}' is neither a parameter of ${last.operation.name} (${expected}) nor a system option.`, { target: unknown.slice(0, 60) });
}
