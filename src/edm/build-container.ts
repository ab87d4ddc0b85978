/**
 * The entity container: sets, singletons, imports, and where their navigations are bound.
 * In: finished types and operations. Out: maps by name. A binding that leads nowhere is refused.
 * Exactly one container is served; one that extends another is not.
 */
import { broken, childrenNamed, flagAttribute, requiredAttribute } from './xml.ts';
import type { XmlElement } from './xml.ts';
import { resolveName, resolvePath } from './csdl-document.ts';
import type { Declaration } from './csdl-document.ts';
import { annotationsOf } from './annotations.ts';
import type { Build } from './build.ts';
import { recordField } from './build-properties.ts';
import { propertyPath } from './build.ts';
import { readCapabilities } from './capabilities.ts';
import type {
  AnnotationValue, Annotations, EntitySet, EntityType, KeyProperty, Operation, OperationImport, Singleton,
} from './model.ts';

export type Container = {
  readonly name: string;
  readonly namespace: string;
  readonly annotations: Annotations;
  readonly entitySets: ReadonlyMap<string, EntitySet>;
  readonly singletons: ReadonlyMap<string, Singleton>;
  readonly imports: ReadonlyMap<string, OperationImport>;
};

const ALTERNATE_KEYS = ['Org.OData.Core.V1.AlternateKeys', 'OData.Community.Keys.V1.AlternateKeys'];

export function buildContainer(build: Build, operations: ReadonlyMap<string, readonly Operation[]>): Container {
  const declaration = findContainer(build);
  const annotations = annotationsOf(build.annotations, declaration.element, declaration.name);
  const entitySets = new Map<string, EntitySet>();
  const singletons = new Map<string, Singleton>();
  const imports = new Map<string, OperationImport>();
  const names = new Set<string>();
  for (const child of childrenNamed(declaration.element, 'EntitySet', 'Singleton', 'FunctionImport', 'ActionImport')) {
    const name = requiredAttribute(child, 'Name');
    if (names.has(name)) broken(`${declaration.name}/${name}`, 'the name is used twice');
    names.add(name);
    const own = annotationsOf(build.annotations, child, `${declaration.name}/${name}`);
    if (child.name === 'EntitySet') entitySets.set(name, buildSet(build, child, own, annotations));
    else if (child.name === 'Singleton') singletons.set(name, buildSingleton(build, child, own, annotations));
    else imports.set(name, buildImport(build, child, own, operations));
  }
  const container = { name: declaration.name, namespace: declaration.namespace, annotations, entitySets, singletons, imports };
  checkReferences(container);
  return container;
}

function findContainer(build: Build): Declaration {
  const found = [...build.document.declarations.values()].filter(({ element }) => element.name === 'EntityContainer');
  const [only] = found;
  if (only === undefined || found.length > 1) return broken('the schemas', `found ${found.length} entity containers, expected one`);
  return only.element.attributes.has('Extends') ? broken(only.name, 'an extended container is not supported') : only;
}

function entityTypeAt(build: Build, element: XmlElement, attribute: string): EntityType {
  const name = resolveName(build.document, requiredAttribute(element, attribute));
  const type = build.types.get(name);
  return type?.kind === 'entity' ? type : broken(`line ${element.line}`, `${name} is not a declared entity type`);
}

function readCommon(build: Build, element: XmlElement, type: EntityType, own: Annotations) {
  return {
    name: requiredAttribute(element, 'Name'),
    type,
    bindings: readBindings(build, element, type),
    annotations: own,
  };
}

function buildSet(build: Build, element: XmlElement, own: Annotations, container: Annotations): EntitySet {
  const type = entityTypeAt(build, element, 'EntityType');
  if (type.key.length === 0 && type.family.length === 1) broken(`line ${element.line}`, `the type ${type.name} of the set has no key`);
  return {
    kind: 'entitySet',
    ...readCommon(build, element, type, own),
    inServiceDocument: flagAttribute(element, 'IncludeInServiceDocument', true),
    capabilities: readCapabilities(own, container),
    alternateKeys: ALTERNATE_KEYS.flatMap((term) => readAlternateKeys(build, type, own.get(term) ?? type.annotations.get(term))),
  };
}

function buildSingleton(build: Build, element: XmlElement, own: Annotations, container: Annotations): Singleton {
  const type = entityTypeAt(build, element, 'Type');
  return {
    kind: 'singleton',
    ...readCommon(build, element, type, own),
    inServiceDocument: true,
    capabilities: readCapabilities(own, container),
  };
}

function readAlternateKeys(build: Build, type: EntityType, value: AnnotationValue | undefined): readonly (readonly KeyProperty[])[] {
  if (!Array.isArray(value)) return [];
  return value.map((item) => {
    const parts = recordField(item, 'Key');
    return (Array.isArray(parts) ? parts : []).map((part) => {
      const name = recordField(part, 'Name');
      const alias = recordField(part, 'Alias') ?? name;
      if (typeof name !== 'string' || typeof alias !== 'string') return broken(type.name, 'an alternate key needs Name and Alias');
      return { alias, path: propertyPath(build, type.name, name) };
    });
  });
}

/** Binding paths are checked against the types they walk through. */
function readBindings(build: Build, element: XmlElement, type: EntityType): ReadonlyMap<string, string> {
  const bindings = new Map<string, string>();
  for (const binding of childrenNamed(element, 'NavigationPropertyBinding')) {
    const path = resolvePath(build.document, requiredAttribute(binding, 'Path'));
    checkBindingPath(build, type.name, path);
    bindings.set(path, readBindingTarget(build, requiredAttribute(binding, 'Target')));
  }
  return bindings;
}

function checkBindingPath(build: Build, typeName: string, path: string): void {
  let at = typeName;
  for (const segment of path.split('/')) {
    const shell = build.shells.get(at);
    const property = shell?.properties.get(segment);
    const navigation = shell?.navigations.get(segment);
    if (segment.includes('.')) at = segment;
    else if (navigation !== undefined) at = navigation.target;
    else if (property?.type.kind === 'complex') at = property.type.name;
    else broken(`${typeName}, binding ${path}`, `${at} has no navigation property ${segment}`);
    if (!build.shells.has(at)) broken(`${typeName}, binding ${path}`, `${at} is not a structured type`);
  }
}

/** `Set`, or `Namespace.Container/Set`: the container's own name is left out. */
function readBindingTarget(build: Build, target: string): string {
  const [first = '', ...rest] = resolvePath(build.document, target).split('/');
  return first.includes('.') ? rest.join('/') : [first, ...rest].join('/');
}

function buildImport(build: Build, element: XmlElement, own: Annotations, operations: ReadonlyMap<string, readonly Operation[]>): OperationImport {
  const kind = element.name === 'FunctionImport' ? 'function' : 'action';
  const name = requiredAttribute(element, 'Name');
  const operation = resolveName(build.document, requiredAttribute(element, kind === 'function' ? 'Function' : 'Action'));
  const unbound = (operations.get(operation) ?? []).some((overload) => overload.kind === kind && !overload.bound);
  if (!unbound) broken(name, `there is no unbound ${kind} ${operation}`);
  const entitySet = element.attributes.get('EntitySet');
  return {
    kind: `${kind}Import`,
    name,
    operation,
    entitySet: entitySet === undefined ? undefined : readBindingTarget(build, entitySet),
    inServiceDocument: flagAttribute(element, 'IncludeInServiceDocument', false),
    annotations: own,
  };
}

/** Bindings and imports must name sets or singletons that exist; beyond them lies containment. */
function checkReferences(container: Container): void {
  const homes = new Set([...container.entitySets.keys(), ...container.singletons.keys()]);
  const check = (where: string, target: string): void => {
    const [first = ''] = target.split('/');
    if (!homes.has(first)) broken(where, `it refers to ${target}, which is not in the container`);
  };
  for (const home of [...container.entitySets.values(), ...container.singletons.values()]) {
    for (const [path, target] of home.bindings) check(`${container.name}/${home.name}, binding ${path}`, target);
  }
  for (const item of container.imports.values()) {
    if (item.entitySet !== undefined) check(`${container.name}/${item.name}`, item.entitySet);
  }
}
