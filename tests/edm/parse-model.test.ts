import { bindingOf, columnOfPath, derivesFrom, entityTypeOf, findNavigation, findProperty, parseModel, typeOf } from '../../src/edm/index.ts';
import type { EntityType, Navigation, Property } from '../../src/edm/index.ts';
import { depotMapping, depotXml, parseDepot, parseDepotWith } from '../fixtures/depot.ts';

const model = parseDepot();
const entity = (name: string): EntityType => {
  const type = typeOf(model, `Depot.Model.${name}`);
  if (type?.kind !== 'entity') throw new Error(`${name} is no entity type`);
  return type;
};
const property = (type: string, name: string): Property => findProperty(entity(type), name) ?? fail(`${type}/${name}`);
const navigation = (type: string, name: string): Navigation => findNavigation(entity(type), name) ?? fail(`${type}/${name}`);
const fail = (name: string): never => {
  throw new Error(`${name} does not exist`);
};
const set = (name: string) => model.entitySets.get(name) ?? fail(name);

describe('names', () => {
  test('are found by namespace and by alias, as the same thing', () => {
    expect(typeOf(model, 'self.Order')).toBe(entity('Order'));
    expect(model.operations.get('self.Overdue')).toBe(model.operations.get('Depot.Model.Overdue'));
    expect(typeOf(model, 'Edm.Int32')).toEqual({ kind: 'primitive', name: 'Edm.Int32' });
    expect(typeOf(model, '__proto__')).toBeUndefined();
    expect(findProperty(entity('Order'), 'constructor')).toBeUndefined();
  });

  test('of the model itself', () => {
    expect([model.name, model.namespace, model.containerName, model.schemaVersion]).toEqual(['depot', 'Depot.Model', 'Depot.Model.Container', '2.1']);
    expect(model.csdlXml).toBe(depotXml);
    expect(Object.isFrozen(model)).toBe(true);
  });
});

describe('structured types', () => {
  test('hold inherited properties before their own, whatever the order of declaration', () => {
    expect([...entity('Person').properties.keys()]).toEqual(['Id', 'Name', 'Uid', 'BirthDate']);
    expect([...entity('Company').navigations.keys()]).toEqual(['Orders']);
    expect(property('Person', 'Name').declaredBy).toBe('Depot.Model.Party');
    expect(entity('Person').key.map(({ alias }) => alias)).toEqual(['Id']);
  });

  test('know their family', () => {
    expect(entity('Party').family).toEqual(['Depot.Model.Party', 'Depot.Model.Person', 'Depot.Model.Company']);
    expect(derivesFrom(entity('Person'), entity('Party'))).toBe(true);
    expect(derivesFrom(entity('Party'), entity('Person'))).toBe(false);
    expect([entity('Party').isAbstract, entity('Company').isOpen, entity('Person').isOpen, entity('Site').hasStream]).toEqual([true, true, false, true]);
  });

  test('may have keys of several parts, and parts inside complex values under an alias', () => {
    expect(entity('Discount').key.map(({ alias }) => alias)).toEqual(['OrderId', 'LineNo', 'Code']);
    const [part] = entity('Site').key;
    expect([part?.alias, part?.path.map(({ name }) => name), columnOfPath(part?.path ?? [])]).toEqual(['SiteCode', ['Place', 'Code'], 'place_code']);
  });
});

describe('properties', () => {
  test('carry type, facets, nullability and a default in canonical text', () => {
    expect(property('Order', 'Total')).toMatchObject({ nullable: false, facets: { precision: 19, scale: 4 }, defaultValue: '0' });
    expect(property('Order', 'Rate').facets).toEqual({ precision: 38, scale: 'variable' });
    expect(property('Order', 'State')).toMatchObject({ defaultValue: '1', type: { kind: 'enum', isFlags: true } });
    expect(property('Order', 'Weight')).toMatchObject({ nullable: true, facets: { precision: 9, scale: 3 } });
    expect(property('Order', 'Tags')).toMatchObject({ collection: true, nullable: false });
  });

  test('take rules from annotations, inline and external, by alias and by full name', () => {
    expect([property('Order', 'Id').computed, property('Order', 'PlacedAt').computed, property('Order', 'Total').computed]).toEqual([true, true, false]);
    expect([property('Order', 'Number').immutable, property('Order', 'Number').pattern]).toEqual([true, '^[A-Z]']);
    expect([...(property('Order', 'Priority').allowedValues ?? [])]).toEqual(['high', 'low']);
    expect(property('Order', 'PlacedAt').annotations.get('Org.OData.Core.V1.Description#Short')).toBe('When the order arrived');
    expect(property('Order', 'PlacedAt').annotations.get('Depot.Model.Hint')).toBe('Number');
  });

  test('may be annotated for a derived type alone', () => {
    expect([property('Company', 'Name').immutable, property('Person', 'Name').immutable]).toEqual([true, false]);
  });

  test('take storage and visibility from the mapping, and snake_case otherwise', () => {
    expect(property('Order', 'PlacedAt').storage).toEqual({ kind: 'column', column: 'placed_at' });
    expect(property('Order', 'Number').storage).toEqual({ kind: 'column', column: 'order_number' });
    expect(property('Order', 'Secret')).toMatchObject({ visibility: 'writeOnly', storage: { kind: 'hashed', column: 'secret_hash' } });
    expect([property('Order', 'Pin').visibility, property('Order', 'Id').visibility]).toEqual(['masked', 'plain']);
    expect(property('Order', 'ShipTo').storage).toEqual({ kind: 'complex', prefix: 'ship_to_' });
    expect(property('Order', 'Stops').storage).toEqual({ kind: 'column', column: 'stops' });
    expect(property('Site', 'Plan').storage).toEqual({ kind: 'stream', content: 'plan', contentType: 'plan_content_type' });
  });

  test('are searchable along the paths the mapping names', () => {
    const place = typeOf(model, 'Depot.Model.Place');
    const city = place?.kind === 'complex' ? findProperty(place, 'City') : undefined;
    expect([property('Order', 'Number').searchable, property('Order', 'ShipTo').searchable, city?.searchable]).toEqual([true, true, true]);
    expect([property('Order', 'Stops').searchable, property('Order', 'Priority').searchable]).toEqual([false, false]);
  });
});

describe('tables', () => {
  test('are named by the entity set and read through a view where there is a tenant', () => {
    expect(entity('Order').table).toMatchObject({ name: 'orders', read: 'orders_read', tenantColumn: 'tenant_id', versionColumn: 'version' });
    expect(entity('Site').table).toMatchObject({ name: 'places', read: 'places', tenantColumn: undefined, versionColumn: undefined });
    expect([entity('OrderLine').table.name, entity('Settings').table.name]).toEqual(['lines', 'settings']);
  });

  test('are shared by a hierarchy, with a discriminator', () => {
    for (const name of ['Party', 'Person', 'Company']) {
      expect(entity(name).table).toMatchObject({ name: 'parties', deletedColumn: 'deleted_at', discriminator: { column: 'party_type' } });
    }
    expect(entity('Person').table.discriminator?.values.get('Depot.Model.Company')).toBe('C');
  });
});

describe('navigations', () => {
  test('join by their own referential constraint', () => {
    expect(navigation('Order', 'Party')).toMatchObject({ nullable: true, owned: false, partner: 'Orders' });
    expect(navigation('Order', 'Party').link).toEqual({ kind: 'foreignKey', holder: 'source', pairs: [{ source: 'party_id', target: 'id' }] });
    expect(navigation('Order', 'Site').nullable).toBe(false);
    expect(navigation('Order', 'Site').link).toMatchObject({ pairs: [{ source: 'site_code', target: 'place_code' }] });
  });

  test('join by their partner’s constraint, all of its columns', () => {
    expect(navigation('OrderLine', 'Discounts').link).toEqual({
      kind: 'foreignKey',
      holder: 'target',
      pairs: [{ source: 'order_id', target: 'order_id' }, { source: 'line_no', target: 'line_no' }],
    });
  });

  test('join many to many by the link the mapping names once', () => {
    expect(navigation('Order', 'Labels').link).toMatchObject({
      kind: 'linkTable',
      table: { name: 'order_labels', read: 'order_labels_read', tenantColumn: 'tenant_id', versionColumn: undefined },
      source: [{ source: 'order_id', target: 'id' }],
      target: [{ source: 'label', target: 'label' }],
    });
    expect(navigation('Label', 'Orders').link).toMatchObject({ source: [{ source: 'label', target: 'label' }], target: [{ source: 'order_id', target: 'id' }] });
  });

  test('own what they contain and what is deleted with them', () => {
    expect([navigation('Order', 'Lines').owned, navigation('Order', 'Lines').containsTarget]).toEqual([true, true]);
    expect([navigation('OrderLine', 'Discounts').owned, navigation('OrderLine', 'Discounts').containsTarget]).toEqual([true, false]);
    expect(navigation('Order', 'Labels').owned).toBe(false);
  });

  test('lead to their type and to the set they are bound to', () => {
    expect(entityTypeOf(model, navigation('Order', 'Party'))).toBe(entity('Party'));
    expect(bindingOf(model, set('Orders'), navigation('Order', 'Party'))).toBe(set('Parties'));
    expect(set('Labels').bindings.get('Orders')).toBe('Orders');
    expect(bindingOf(model, set('Sites'), navigation('Order', 'Party'))).toBeUndefined();
  });
});

describe('the container', () => {
  test('lists sets and singletons, and says what the service document shows', () => {
    expect([...model.entitySets.keys()]).toEqual(['Orders', 'Discounts', 'Parties', 'Labels', 'Sites']);
    expect([set('Orders').inServiceDocument, set('Discounts').inServiceDocument]).toEqual([true, false]);
    expect(model.singletons.get('Settings')?.type).toBe(entity('Settings'));
    expect(model.imports.get('Overdue')).toMatchObject({ kind: 'functionImport', operation: 'Depot.Model.Overdue', entitySet: 'Orders', inServiceDocument: true });
    expect(model.imports.get('Close')).toMatchObject({ kind: 'actionImport', entitySet: undefined, inServiceDocument: false });
  });

  test('allows everything that no annotation restricts', () => {
    expect(set('Orders').capabilities).toMatchObject({ filterable: true, insertable: true, selectable: true, ifMatchRequired: false, topSupported: true });
    expect(set('Labels').capabilities).toMatchObject({ insertable: false, updatable: true, selectable: false, nonFilterable: new Set(['Name']) });
    expect(set('Sites').capabilities).toMatchObject({ insertable: false, updatable: false, deletable: false });
    expect(set('Parties').capabilities.ifMatchRequired).toBe(true);
    expect(set('Parties').alternateKeys.map((key) => key.map(({ alias }) => alias))).toEqual([['Uid']]);
  });

  test('lends its own capabilities to its sets', () => {
    expect([...model.entitySets.values()].map(({ capabilities }) => capabilities.skipSupported)).toEqual([false, false, false, false, false]);
  });
});

test('operations have overloads, binding parameters and optional parameters', () => {
  expect(model.operations.get('Depot.Model.Overdue')?.map(({ parameters }) => parameters.map(({ name }) => name))).toEqual([[], ['days']]);
  const [weigh] = model.operations.get('self.Weigh') ?? [];
  expect(weigh).toMatchObject({ kind: 'function', bound: true, returns: { facets: { precision: 9, scale: 3 } } });
  expect(weigh?.parameters.map(({ optional }) => optional)).toEqual([false, true]);
  const [pack] = model.operations.get('self.Pack') ?? [];
  expect(pack).toMatchObject({ kind: 'action', entitySetPath: 'bindingParameter', parameters: [{ optional: false }, { optional: true, facets: { maxLength: 100 } }] });
  expect(model.operations.get('self.Close')?.[0]?.returns).toBeUndefined();
});

const BROKEN: readonly (readonly [string, string, string, RegExp])[] = [
  ['an unknown property type', 'Type="Edm.Int16"', 'Type="Edm.Int17"', /OrderLine\/LineNo: its type Edm.Int17 is not declared/],
  ['an unknown base type', 'BaseType="self.Party"', 'BaseType="self.Partyy"', /Person: its base type Depot.Model.Partyy is not declared/],
  ['a type derived from itself', 'Name="Party" Abstract="true"', 'Name="Party" BaseType="self.Person"', /derived from itself/],
  ['a missing key', '<PropertyRef Name="Name"/>', '', /Label: it is not abstract and has no key/],
  ['a key that may be null', 'Name="LineNo" Type="Edm.Int16" Nullable="false"', 'Name="LineNo" Type="Edm.Int16"', /OrderLine\/LineNo: a key property must be/],
  ['a key of an unknown property', '<PropertyRef Name="Id"/>', '<PropertyRef Name="Ib"/>', /there is no property Ib/],
  ['a target that does not exist', 'Target="self.Company/Name"', 'Target="self.Company/Nam"', /target Depot.Model.Company\/Nam does not exist/],
  ['a target overload that does not exist', 'self.Weigh(self.Order,Edm.Double)', 'self.Weigh(self.Order)', /does not exist/],
  ['a term of an unknown vocabulary', 'Term="Core.Immutable"', 'Term="Kore.Immutable"', /Kore.Immutable belongs to no schema/],
  ['a partner that does not exist', 'Partner="Line"', 'Partner="Lin"', /partner Depot.Model.Discount\/Lin is not a navigation/],
  ['a constraint on an unknown property', 'Property="PartyId"', 'Property="PartId"', /there is no property PartId/],
  ['a constraint on a property without column', 'Property="SiteCode"', 'Property="ShipTo"', /a join needs a column/],
  ['a navigation nobody can follow', '<ReferentialConstraint Property="SiteCode" ReferencedProperty="Place/Code"/>', '', /Order\/Site: it has no referential constraint/],
  ['a binding to an unknown set', 'Target="Parties"', 'Target="Partys"', /refers to Partys/],
  ['a binding of an unknown navigation', 'Path="Site" Target', 'Path="Sit" Target', /has no navigation property Sit/],
  ['a set of an unknown type', 'EntityType="self.Site"', 'EntityType="self.Sight"', /Depot.Model.Sight is not a declared entity type/],
  ['an import of nothing', 'Function="self.Overdue"', 'Function="self.Weigh"', /no unbound function Depot.Model.Weigh/],
  ['a default of another type', 'DefaultValue="Open"', 'DefaultValue="Shut"', /the default value Shut is not a value/],
  ['a default that is out of range', 'DefaultValue="false"', 'DefaultValue="0"', /Order\/Urgent: the default value 0/],
  ['two overloads that look alike', '<Parameter Name="days" Type="Edm.Int32" Nullable="false"/>', '', /cannot be told apart/],
  ['a name used twice', '<Property Name="Pin"', '<Property Name="Total"', /Order\/Total: it is declared twice/],
  ['text that is no XML', '</edmx:Edmx>', '</edmx:Edm>', /XML/],
  ['a document type declaration', '<edmx:Edmx ', '<!DOCTYPE a [<!ENTITY b "c">]><edmx:Edmx ', /document type declaration/],
  ['a version nobody knows', 'Version="4.0"', 'Version="3.0"', /Version is 3.0/],
  ['a flag that is no Boolean', 'Nullable="false" MaxLength="20"', 'Nullable="no" MaxLength="20"', /Nullable of <Property> is no/],
  ['two containers', '<EntityContainer Name="Container">', '<EntityContainer Name="Other"/><EntityContainer Name="Container">', /found 2 entity containers/],
  ['a pattern that does not compile', '^[A-Z]', '^[A-Z', /its pattern/],
];

test.each(BROKEN)('a model with %s does not start, and the error says where', (_title, from, to, message) => {
  expect(() => parseDepotWith(from, to)).toThrow(message);
});

const BAD_MAPPINGS: readonly (readonly [string, object, RegExp])[] = [
  ['an unknown setting', { tabels: {} }, /tabels/],
  ['an unknown type', { tables: { 'Depot.Model.Ordr': {} } }, /no Depot.Model.Ordr; did you mean Depot.Model.Order\?/],
  ['an unknown property', { visibility: { 'Depot.Model.Order/Pim': 'masked' } }, /did you mean Depot.Model.Order\/Pi[nm]\?/],
  ['an unknown visibility', { visibility: { 'Depot.Model.Order/Pin': 'hidden' } }, /allowed values/],
  ['an unknown searchable path', { searchable: { 'Depot.Model.Order': ['ShipTo/Town'] } }, /no property Town/],
  ['a link to a column that does not exist', { links: { 'Depot.Model.Order/Labels': { table: 'x', source: { a: 'nope' }, target: { b: 'label' } } } }, /its column nope/],
  ['no discriminator for a shared table', { discriminators: {} }, /share the table parties/],
  ['no discriminator value for a type', { discriminators: { 'Depot.Model.Party': { column: 'c', values: { 'Depot.Model.Person': 'P' } } } }, /no value for Depot.Model.Company/],
  ['a secret that could be searched', { searchable: { 'Depot.Model.Order': ['Pin'] } }, /masked and searchable/],
  ['an identifier that needs quoting', { tenantColumn: 'tenant id' }, /tenantColumn/],
];

test.each(BAD_MAPPINGS)('a mapping with %s does not start', (_title, change, message) => {
  expect(() => parseModel({ csdlXml: depotXml, mapping: { ...depotMapping, ...change } })).toThrow(message);
});

test('a mapping may say nothing but the name of the model', () => {
  const bare = parseModel({ csdlXml: depotXml, mapping: { model: 'depot', links: depotMapping['links'], discriminators: depotMapping['discriminators'], columns: depotMapping['columns'] } });
  expect(bare.rules).toMatchObject({ put: 'replace', lenient: false, databaseSchema: 'depot', auditTable: undefined, markers: undefined });
  expect(bare.entitySets.get('Orders')?.type.table).toMatchObject({ name: 'orders', read: 'orders', tenantColumn: undefined });
});

test('properties and types may be named like members of every JavaScript object', () => {
  const odd = parseDepotWith('<Property Name="Pin"', '<Property Name="__proto__" Type="Edm.String"/><Property Name="constructor" Type="Edm.String"/><Property Name="Pin"');
  const type = odd.entitySets.get('Orders')?.type;
  expect([type?.properties.has('__proto__'), type?.properties.has('constructor'), type?.properties.has('toString')]).toEqual([true, true, false]);
  expect(odd.csdlJson).toContain('"__proto__":{"$Nullable":true}');
});
