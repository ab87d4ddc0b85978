/**
 * Functions and actions with their overloads.
 * In: declarations and finished types. Out: overloads by qualified name.
 * What an operation does is registered elsewhere; here is only its signature.
 */
import { broken, childrenNamed, firstNamed, flagAttribute, requiredAttribute } from './xml.ts';
import type { XmlElement } from './xml.ts';
import { readTypeName } from './csdl-document.ts';
import { annotationsOf, signatureOf } from './annotations.ts';
import type { Build } from './build.ts';
import { readFacets } from './build-properties.ts';
import type { Operation, Parameter, TypeRef } from './model.ts';

export function buildOperations(build: Build): ReadonlyMap<string, readonly Operation[]> {
  const operations = new Map<string, readonly Operation[]>();
  for (const [name, elements] of build.document.operations) {
    const overloads = elements.map((element) => buildOperation(build, name, element));
    checkOverloads(name, overloads);
    operations.set(name, overloads);
  }
  return operations;
}

function buildOperation(build: Build, name: string, element: XmlElement): Operation {
  const signature = `${name}${signatureOf(build.document, element)}`;
  const bound = flagAttribute(element, 'IsBound', false);
  const parameters = childrenNamed(element, 'Parameter').map((parameter) => buildParameter(build, parameter, [name, signature]));
  if (bound && parameters.length === 0) broken(signature, 'it is bound and has no binding parameter');
  const returned = firstNamed(element, 'ReturnType');
  const kind = element.name === 'Function' ? 'function' : 'action';
  if (kind === 'function' && returned === undefined) broken(signature, 'a function needs a <ReturnType>');
  return {
    kind,
    name,
    bound,
    composable: flagAttribute(element, 'IsComposable', false),
    parameters,
    returns: returned && readTypeRef(build, returned, `${signature}/$ReturnType`),
    entitySetPath: element.attributes.get('EntitySetPath'),
    annotations: annotationsOf(build.annotations, element, name, signature),
  };
}

function buildParameter(build: Build, element: XmlElement, operation: readonly string[]): Parameter {
  const name = requiredAttribute(element, 'Name');
  const targets = operation.map((target) => `${target}/${name}`);
  const annotations = annotationsOf(build.annotations, element, ...targets);
  return {
    name,
    optional: annotations.has('Org.OData.Core.V1.OptionalParameter'),
    ...readTypeRef(build, element, targets.at(-1) ?? name),
  };
}

function readTypeRef(build: Build, element: XmlElement, where: string): TypeRef {
  const { name, collection } = readTypeName(build.document, requiredAttribute(element, 'Type'));
  const type = build.types.get(name) ?? broken(where, `its type ${name} is not declared`);
  return { type, collection, nullable: flagAttribute(element, 'Nullable', true), facets: readFacets(element, type) };
}

/** Overloads must differ by what a call can show: for functions the parameter names, for actions the binding type. */
function checkOverloads(name: string, overloads: readonly Operation[]): void {
  const seen = new Set<string>();
  for (const overload of overloads) {
    const binding = overload.bound ? describeBinding(overload.parameters[0]) : 'unbound';
    const names = overload.parameters.slice(overload.bound ? 1 : 0).map((parameter) => parameter.name);
    const call = overload.kind === 'action' ? `action ${binding}` : `function ${binding} ${names.toSorted().join(',')}`;
    if (seen.has(call)) broken(name, `two overloads cannot be told apart (${call})`);
    seen.add(call);
  }
}

const describeBinding = (parameter: Parameter | undefined): string => {
  if (parameter === undefined) return 'unbound';
  const { type } = parameter;
  return parameter.collection ? `Collection(${type.name})` : type.name;
};
