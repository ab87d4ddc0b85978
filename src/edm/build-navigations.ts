/**
 * Navigations and how their rows are joined.
 * In: finished properties, declarations, mapping. Out: navigations in each type's map, inherited ones too.
 * A join comes from the referential constraint, else from the partner's, else from the mapping; a navigation
 * with none of these is refused, because nobody could follow it.
 */
import { broken, childrenNamed, firstNamed, flagAttribute, requiredAttribute } from './xml.ts';
import type { XmlElement } from './xml.ts';
import { readTypeName } from './csdl-document.ts';
import { annotationsOf } from './annotations.ts';
import { findMember, propertyPath } from './build.ts';
import type { Build, Member, Shell } from './build.ts';
import { tableMapping } from './build-tables.ts';
import { columnOfPath } from './lookup.ts';
import { sqlTypeOf } from './values.ts';
import type { LinkSetting } from './mapping.ts';
import type { JoinPair, Link, Navigation } from './model.ts';

type Constraint = Navigation['constraints'][number];
/** A navigation as declared, with its far end. */
type Declared = Member & { readonly target: string; readonly collection: boolean; readonly partner: Member | undefined };

export function buildNavigations(build: Build): void {
  for (const shell of build.shells.values()) {
    const base = build.shells.get(shell.type.baseType ?? '');
    for (const inherited of base?.navigations.values() ?? []) shell.navigations.set(inherited.name, ownNavigation(build, shell, inherited));
    for (const element of childrenNamed(shell.declaration.element, 'NavigationProperty')) {
      const navigation = buildNavigation(build, shell, element);
      if (shell.navigations.has(navigation.name) || shell.properties.has(navigation.name)) {
        broken(`${shell.type.name}/${navigation.name}`, 'the name is used twice');
      }
      shell.navigations.set(navigation.name, navigation);
    }
  }
  noteOwners(build);
}

/** What is contained belongs to one parent; in its table the parent's key stands beside its own. */
function noteOwners(build: Build): void {
  const all = [...build.shells.values()].flatMap((shell) => [...shell.navigations.values()].map((navigation) => ({ shell, navigation })));
  const contained = all.filter(({ navigation }) => navigation.containsTarget);
  // A parent may be contained itself: its own columns must be known before those of what it contains.
  for (let pass = 0; pass < contained.length; pass++) for (const { shell, navigation } of contained) noteOwner(build, shell, navigation);
}

function noteOwner({ hierarchy, tables }: Build, { type, properties }: Shell, { link, target }: Navigation): void {
  if (link.kind !== 'foreignKey' || link.holder === 'source') return;
  const above = tables.get(type.name)?.ownerColumns ?? [];
  const ownerColumns = link.pairs.map((pair) => {
    const source = [...properties.values()].find((property) => columnOfPath([property]) === pair.source);
    const inherited = above.find(({ name }) => name === pair.source)?.sqlType ?? 'text';
    return { name: pair.target, sqlType: source === undefined ? inherited : sqlTypeOf(source.type) };
  });
  for (const name of hierarchy.familyOf.get(target) ?? []) {
    const table = tables.get(name);
    if (table !== undefined) Object.assign(table, { ownerColumns });
  }
}

/** An inherited navigation, with the annotations that the derived type adds. */
function ownNavigation(build: Build, shell: Shell, inherited: Navigation): Navigation {
  const target = `${shell.type.name}/${inherited.name}`;
  if (!build.annotations.external.has(target)) return inherited;
  const added = annotationsOf(build.annotations, undefined, target);
  return { ...inherited, annotations: new Map([...inherited.annotations, ...added]) };
}

function buildNavigation(build: Build, shell: Shell, element: XmlElement): Navigation {
  const declared = readDeclared(build, shell, element);
  const where = `${declared.declaredBy}/${declared.name}`;
  const containsTarget = flagAttribute(element, 'ContainsTarget', false);
  const onDelete = firstNamed(element, 'OnDelete')?.attributes.get('Action');
  const constraints = readConstraints(element);
  if (declared.collection && constraints.length > 0) broken(where, 'a collection cannot carry a referential constraint');
  return {
    kind: 'navigation',
    name: declared.name,
    declaredBy: declared.declaredBy,
    target: declared.target,
    collection: declared.collection,
    nullable: declared.collection ? false : flagAttribute(element, 'Nullable', true),
    partner: declared.partner?.name,
    containsTarget,
    owned: containsTarget || onDelete === 'Cascade',
    ...(onDelete === 'SetNull' ? { letsGo: true } : {}),
    constraints,
    link: buildLink(build, declared, constraints),
    annotations: annotationsOf(build.annotations, element, where),
  };
}

function readDeclared(build: Build, shell: Shell, element: XmlElement): Declared {
  const name = requiredAttribute(element, 'Name');
  const { name: target, collection } = readTypeName(build.document, requiredAttribute(element, 'Type'));
  const where = `${shell.type.name}/${name}`;
  if (build.shells.get(target)?.type.kind !== 'entity') broken(where, `its target ${target} is not an entity type`);
  const member = { element, name, declaredBy: shell.type.name };
  return { ...member, target, collection, partner: findPartner(build, member, target) };
}

/** The partner it names, or the one navigation over there that names it. */
function findPartner(build: Build, member: Member, target: string): Member | undefined {
  const where = `${member.declaredBy}/${member.name}`;
  const name = member.element.attributes.get('Partner');
  if (name?.includes('/') === true) return undefined; // a partner inside a complex value: nothing to join by
  if (name !== undefined) {
    const partner = findMember(build.document, target, name);
    if (partner?.element.name !== 'NavigationProperty') return broken(where, `its partner ${target}/${name} is not a navigation property`);
    const back = readTypeName(build.document, requiredAttribute(partner.element, 'Type')).name;
    const related = isKin(build, back, member.declaredBy);
    return related ? partner : broken(where, `its partner ${target}/${name} leads to ${back}, not back`);
  }
  const candidates = childrenNamed(build.document.declarations.get(target)?.element ?? member.element, 'NavigationProperty')
    .filter((other) => other !== member.element && other.attributes.get('Partner') === member.name)
    .filter((other) => isKin(build, readTypeName(build.document, requiredAttribute(other, 'Type')).name, member.declaredBy));
  const [only] = candidates;
  return candidates.length === 1 && only !== undefined
    ? { element: only, declaredBy: target, name: requiredAttribute(only, 'Name') }
    : undefined;
}

const isKin = (build: Build, left: string, right: string): boolean =>
  build.hierarchy.familyOf.get(left)?.includes(right) === true || build.hierarchy.familyOf.get(right)?.includes(left) === true;

const readConstraints = (element: XmlElement): readonly Constraint[] =>
  childrenNamed(element, 'ReferentialConstraint').map((constraint) => ({
    property: requiredAttribute(constraint, 'Property'),
    referenced: requiredAttribute(constraint, 'ReferencedProperty'),
  }));

function buildLink(build: Build, declared: Declared, constraints: readonly Constraint[]): Link {
  const { declaredBy, target, partner } = declared;
  const where = `${declaredBy}/${declared.name}`;
  if (constraints.length > 0) {
    const pairs = constraints.map((constraint) => ({
      source: columnAt(build, declaredBy, constraint.property),
      target: columnAt(build, target, constraint.referenced),
    }));
    return { kind: 'foreignKey', holder: 'source', pairs };
  }
  const theirs = partner === undefined ? [] : readConstraints(partner.element);
  if (partner !== undefined && theirs.length > 0) {
    const pairs = theirs.map((constraint) => ({
      source: columnAt(build, declaredBy, constraint.referenced),
      target: columnAt(build, partner.declaredBy, constraint.property),
    }));
    return { kind: 'foreignKey', holder: 'target', pairs };
  }
  const own = build.mapping.links.get(where);
  if (own !== undefined) return mappedLink(build, declared, own);
  const swapped = partner && build.mapping.links.get(`${partner.declaredBy}/${partner.name}`);
  if (swapped !== undefined) return mappedLink(build, declared, swapSetting(swapped));
  return broken(where, 'it has no referential constraint, no partner with one, and no entry under links in the mapping');
}

function columnAt(build: Build, typeName: string, path: string): string {
  return columnOfPath(propertyPath(build, typeName, path)) ?? broken(`${typeName}/${path}`, 'a join needs a column, this property has none');
}

/** The same link seen from the partner. */
function swapSetting(setting: LinkSetting): LinkSetting {
  if ('table' in setting) return { table: setting.table, source: setting.target, target: setting.source };
  const columns = Object.fromEntries(Object.entries(setting.columns).map(([source, target]) => [target, source]));
  return { holder: setting.holder === 'source' ? 'target' : 'source', columns };
}

/** Column pairs in the mapping read `column here: column there`. */
function mappedLink(build: Build, declared: Declared, setting: LinkSetting): Link {
  if (!('table' in setting)) return { kind: 'foreignKey', holder: setting.holder, pairs: readPairs(setting.columns) };
  const known = [...build.tables.values()].find((table) => table.name === setting.table);
  const bare = tableMapping(build.mapping, setting.table, { versionColumn: null, deletedColumn: null, updatedColumn: null });
  const link = { kind: 'linkTable', table: known ?? bare, source: readPairs(setting.source), target: readPairs(setting.target) } as const;
  checkColumns(build, declared.declaredBy, link.source);
  checkColumns(build, declared.target, link.target);
  return link;
}

const readPairs = (columns: Readonly<Record<string, string>>): readonly JoinPair[] =>
  Object.entries(columns).map(([source, target]) => ({ source, target }));

/** A link table must point at columns that the entity has. */
function checkColumns(build: Build, typeName: string, pairs: readonly JoinPair[]): void {
  const columns = new Set([...(build.shells.get(typeName)?.properties.values() ?? [])].map((property) => columnOfPath([property])));
  for (const { target } of pairs) {
    if (!columns.has(target)) broken(typeName, `the mapping links to its column ${target}, which no property has`);
  }
}
