/** What a client of the catalog reads in its metadata: the shop's types, sets, operations and rules, as the model's description has them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { validateXML } from 'xmllint-wasm';
import { readCatalogSources } from '../../metadata/catalog/index.ts';
import { bindingOf, lintMetadata, parseModel, typeOf } from '../../src/edm/index.ts';
import type { AnnotationValue, EdmModel, EntityType, Operation, Property, TypeRef, ValueType } from '../../src/edm/index.ts';

const sources = readCatalogSources();
const xml = sources.csdlXml;
const model: EdmModel = parseModel(sources);
const json = JSON.parse(model.csdlJson) as Record<string, Record<string, unknown>>;

const entity = (name: string): EntityType => {
  const type = typeOf(model, `Catalog.${name}`);
  if (type?.kind !== 'entity') throw new Error(`${name} is no entity type`);
  return type;
};
const bare = (type: ValueType | TypeRef['type']): string => type.name.replace(/^(Edm|Catalog)\./, '');
const facetsOf = ({ type, facets }: Property): string => {
  const parts = type.kind === 'typeDefinition' ? [] : [facets.maxLength, facets.precision, facets.scale, facets.srid].filter((facet) => facet !== undefined);
  return parts.length === 0 ? '' : `(${parts.join(',')})`;
};
const show = (property: Property): string =>
  [
    `${property.name} ${bare(property.type)}${facetsOf(property)}${property.nullable ? '?' : '!'}`,
    property.defaultValue === undefined ? '' : `= ${JSON.stringify(property.defaultValue)}`,
    property.computed ? 'computed' : '', property.immutable ? 'immutable' : '', property.searchable ? 'searched' : '',
  ].filter((part) => part !== '').join(' ');
const showType = (name: string): readonly string[] => {
  const type = typeOf(model, `Catalog.${name}`);
  if (type?.kind !== 'complex' && type?.kind !== 'entity') throw new Error(`${name} is not structured`);
  return [...type.properties.values()].map(show);
};

const TYPES: Readonly<Record<string, readonly string[]>> = {
  Address: ['Street String(100)?', 'City String(50)? searched', 'State String(2)?', 'PostalCode String(10)?', 'Country String(50)?'],
  Dimensions: ['Length Double?', 'Width Double?', 'Height Double?', 'Unit String(10)?'],
  ProductStats: ['totalProducts Int64?', 'averagePrice Double?', 'maxPrice Double?', 'minPrice Double?'],
  PriceReset: ['message String?', 'updatedCount Int32?'],
  ReseedResult: ['status String?', 'message String?'],
  Product: [
    'ID Guid! computed', 'Name String(100)! searched', 'Description String(500)?', 'Price Double! = "0"', 'Rating Byte! = "0"',
    'Temperature SByte! = "0"', 'Quantity Int16! = "0"', 'Weight Single! = "0"', 'Data Binary?', 'ReleaseDate Date?', 'OpenTime TimeOfDay(6)?',
    'ShippingTime Duration(6)?', 'ProcessingTime Duration(6)?', 'Offset DurationValue?', 'CategoryID Guid?', 'Status ProductStatus! = "0"',
    'Version Int32! computed', 'CreatedAt DateTimeOffset(6)! computed', 'SerialNumber String(50)? immutable', 'ProductType String(50)! computed',
    'ShippingAddress Address? searched', 'Dimensions Dimensions?', 'Location GeographyPoint(4326)?', 'Route GeographyLineString(4326)?',
    'Area GeographyPolygon(4326)?', 'Photo Stream?',
  ],
  Category: ['ID Guid! computed', 'Name String(100)!', 'Description String(500)?'],
  ProductDescription: [
    'ProductID Guid!', 'LanguageKey String(2)!', 'Description String(500)! searched', 'LongText String(2000)? searched', 'CustomName String?',
  ],
  MediaItem: [
    'ID Guid! computed', 'Name String(100)!', 'ContentType String(100)!', 'Size Int64?', 'CreatedAt DateTimeOffset(6)! computed',
    'ModifiedAt DateTimeOffset(6)! computed',
  ],
  ReadOnlyItem: ['ID Guid! computed', 'Name String(100)!'],
  DecimalSample: ['ID Guid! computed', 'Name String(100)!', 'Amount Decimal(38,18)!'],
  CompanyInfo: [
    'ID Guid! computed', 'Name String(200)!', 'CEO String(100)!', 'Founded Int32! = "0"', 'HeadQuarter String(200)! = ""',
    'Website String(100)! = ""', 'Logo Binary?', 'Version Int32! computed', 'UpdatedAt DateTimeOffset(6)! computed',
  ],
};

describe('the document', () => {
  test('is valid against the OASIS schemas, and strict readers have nothing to say', async () => {
    const folder = join(dirname(createRequire(import.meta.url).resolve('odata-csdl/package.json')), 'schemas');
    const file = (fileName: string) => ({ fileName, contents: readFileSync(join(folder, fileName), 'utf8') });
    const result = await validateXML({ xml: [{ fileName: 'service.xml', contents: xml }], schema: [file('edmx.xsd')], preload: [file('edm.xsd')] });
    expect(result.errors.map(({ message }) => message)).toEqual([]);
    expect(lintMetadata(xml)).toEqual([]);
  });

  test('has one schema without alias, version 1.0, and a container of its own', () => {
    expect([model.namespace, model.containerName, model.schemaVersion]).toEqual(['Catalog', 'Catalog.Container', '1.0']);
    expect(xml).toContain('<edmx:Edmx Version="4.0"');
    expect(xml.match(/<Schema /g)).toHaveLength(1);
    expect(xml).toMatch(/<Schema Namespace="Catalog" xmlns="[^"]+">/);
    expect(xml).toContain('<Annotation Term="Core.SchemaVersion" String="1.0"/>');
  });

  test('uses the alias Core for the schema version only, and spells every other term in full', () => {
    const terms = [...xml.matchAll(/Term="([^"]+)"/g)].map(([, term]) => term ?? '');
    expect(terms.filter((term) => !term.startsWith('Org.OData.'))).toEqual(['Core.SchemaVersion']);
    const vocabularies = new Set(terms.map((term) => term.replace(/^Core\./, 'Org.OData.Core.V1.').replace(/\.[^.]+$/, '')));
    const included = [...xml.matchAll(/<edmx:Include Namespace="([^"]+)"/g)].map(([, namespace]) => namespace);
    expect(included.toSorted()).toEqual([...vocabularies].toSorted());
  });

  test('keeps properties empty and says what is to be said about them elsewhere', () => {
    expect([...xml.matchAll(/<Property [^>]*[^/]>/g)]).toEqual([]);
    expect(xml).not.toContain('Edm.Double" Precision');
  });

  test('says the same as JSON', () => {
    expect(json).toMatchObject({ $Version: '4.0', $EntityContainer: 'Catalog.Container' });
    const schema = json['Catalog'] ?? {};
    for (const name of [...Object.keys(TYPES), 'SpecialProduct', 'ProductStatus', 'DurationValue', 'Container']) expect(schema).toHaveProperty([name]);
    expect(Object.keys(schema['$Annotations'] as object)).toEqual(expect.arrayContaining(['Catalog.Product/Name', 'Catalog.Container/ReadOnlyItems']));
  });
});

describe('the types', () => {
  test.each(Object.entries(TYPES))('%s has its properties in order, with facets, defaults and rules', (name, expected) => {
    expect(showType(name)).toEqual(expected);
  });

  test('are declared in the order of the description', () => {
    const declared = [...xml.matchAll(/<(?:EnumType|TypeDefinition|ComplexType|EntityType) Name="([^"]+)"/g)].map(([, name]) => name);
    const [complex, entities] = [Object.keys(TYPES).slice(0, 5), Object.keys(TYPES).slice(5)];
    expect(declared).toEqual(['ProductStatus', 'DurationValue', ...complex, 'Product', 'SpecialProduct', ...entities.slice(1)]);
  });

  test('a special product is a product with two properties more, in the same table', () => {
    const special = entity('SpecialProduct');
    expect(showType('SpecialProduct')).toEqual([...showType('Product'), 'SpecialProperty String(200)?', 'SpecialFeature String(100)?']);
    expect([...(special.table.discriminator?.values ?? [])]).toEqual([['Catalog.Product', 'Product'], ['Catalog.SpecialProduct', 'SpecialProduct']]);
    expect(special.table).toMatchObject({ name: 'products', read: 'products', versionColumn: 'version', tenantColumn: undefined });
  });

  test('flags and durations are what they are called', () => {
    expect(typeOf(model, 'Catalog.ProductStatus')).toEqual({
      kind: 'enum', name: 'Catalog.ProductStatus', underlying: 'Edm.Int32', isFlags: true,
      members: new Map([['None', 0n], ['InStock', 1n], ['OnSale', 2n], ['Discontinued', 4n], ['Featured', 8n]]),
    });
    expect(typeOf(model, 'Catalog.DurationValue')).toMatchObject({ underlying: { name: 'Edm.Duration' }, facets: { precision: 6 } });
  });

  test('keys, navigations and what happens on deletion', () => {
    const keys = [...model.entitySets.values()].map(({ type }) => type.key.map(({ alias }) => alias).join());
    expect(keys).toEqual(['ID', 'ID', 'ProductID,LanguageKey', 'ID', 'ID', 'ID']);
    const navigations = [...model.entitySets.values()].flatMap(({ type, name }) =>
      [...type.navigations.values()].map((n) => `${name}/${n.name} ${n.collection ? '*' : n.nullable ? '?' : '!'} ${n.target} ${n.partner ?? '-'} ${n.owned ? 'owned' : n.link.kind}`));
    expect(navigations).toEqual([
      'Products/Category ? Catalog.Category Products foreignKey', 'Products/Descriptions * Catalog.ProductDescription Product owned',
      'Products/RelatedProducts * Catalog.Product - linkTable', 'Categories/Products * Catalog.Product Category foreignKey',
      'ProductDescriptions/Product ! Catalog.Product Descriptions foreignKey',
    ]);
    expect(xml).toMatch(/<NavigationProperty Name="Products"[^>]*>\s*<OnDelete Action="SetNull"\/>/);
  });
});

describe('the container', () => {
  test('offers six sets and the company, with every navigation bound', () => {
    expect([...model.entitySets.keys()]).toEqual(['Products', 'Categories', 'ProductDescriptions', 'MediaItems', 'ReadOnlyItems', 'DecimalSamples']);
    expect([...model.singletons.keys()]).toEqual(['Company']);
    expect([...model.entitySets.values(), ...model.singletons.values()].every(({ inServiceDocument }) => inServiceDocument)).toBe(true);
    for (const set of model.entitySets.values()) {
      for (const navigation of set.type.navigations.values()) expect(bindingOf(model, set, navigation)?.type.name).toBe(navigation.target);
    }
    expect(entity('MediaItem')).toMatchObject({ hasStream: true, table: { updatedColumn: 'modified_at', media: { content: 'content', contentType: 'content_type' } } });
  });

  const annotation = (name: string, term: string): AnnotationValue | undefined => model.entitySets.get(name)?.annotations.get(`Org.OData.${term}`);
  const plain = (value: AnnotationValue | undefined): unknown =>
    value !== null && typeof value === 'object' && 'record' in value ? Object.fromEntries(value.record) : value;

  test('lets nobody change, query or narrow the read-only items, and says so', () => {
    const wanted = ['InsertRestrictions Insertable', 'UpdateRestrictions Updatable', 'DeleteRestrictions Deletable', 'FilterRestrictions Filterable',
      'SortRestrictions Sortable', 'ExpandRestrictions Expandable', 'CountRestrictions Countable', 'SelectSupport Supported'];
    for (const [term = '', field = ''] of wanted.map((text) => text.split(' '))) {
      expect([term, plain(annotation('ReadOnlyItems', `Capabilities.V1.${term}`))]).toEqual([term, { [field]: false }]);
    }
    expect(annotation('ReadOnlyItems', 'Core.V1.Permissions')).toBe('Org.OData.Core.V1.Permission/Read');
    expect(model.entitySets.get('ReadOnlyItems')?.capabilities).toMatchObject({
      insertable: false, updatable: false, deletable: false, filterable: false, sortable: false, expandable: false, countable: false, selectable: false,
    });
  });

  test('tracks changes of products, restricts them in nothing, and never demands If-Match', () => {
    const { annotations, capabilities } = model.entitySets.get('Products') ?? {};
    expect([...(annotations ?? [])].map(([term, value]) => [term, plain(value)])).toEqual([['Org.OData.Capabilities.V1.ChangeTracking', { Supported: true }]]);
    expect(capabilities).toMatchObject({ insertable: true, updatable: true, deletable: true, ifMatchRequired: false });
    for (const name of ['Product', 'CompanyInfo']) {
      expect(entity(name).annotations.get('Org.OData.Core.V1.OptimisticConcurrency')).toEqual(['Version']);
    }
  });

  test('names the logo an SVG, describes the product, and forbids names without a visible character', () => {
    const property = (type: string, name: string) => entity(type).properties.get(name);
    expect(property('CompanyInfo', 'Logo')?.annotations.get('Org.OData.Core.V1.MediaType')).toBe('image/svg+xml');
    expect(property('Product', 'Name')).toMatchObject({ pattern: String.raw`\S` });
    const described = ['Name', 'Description', 'SerialNumber'].map((name) => property('Product', name)?.annotations.get('Org.OData.Core.V1.Description'));
    expect(described).toEqual(['Product display name', 'Detailed product description', expect.any(String)]);
  });
});

describe('the operations', () => {
  const reference = ({ type, collection, nullable }: TypeRef): string => `${collection ? `${bare(type)}*` : bare(type)}${nullable && !collection ? '?' : ''}`;
  const showOperation = ({ name, bound, parameters, returns, composable }: Operation): string => {
    const given = parameters.slice(bound ? 1 : 0).map((p) => `${p.name} ${reference(p)}${p.optional ? ' optional' : ''}`).join(', ');
    const on = bound && parameters[0] !== undefined ? `${reference(parameters[0])}.` : '';
    return `${on}${name.replace('Catalog.', '')}(${given})${returns === undefined ? '' : `: ${reference(returns)}`}${composable ? ' composable' : ''}`;
  };
  const all = [...model.operations.values()].flat();
  const ofKind = (kind: Operation['kind']): readonly string[] => all.filter((operation) => operation.kind === kind).map(showOperation);

  test('are these functions', () => {
    expect(ofKind('function')).toEqual([
      'GetTopProducts(): Product* composable', 'GetTopProducts(count Int64): Product* composable',
      'GetTopProducts(count Int64, category String): Product* composable', 'GetProductStats(): ProductStats',
      'FindProducts(name String, maxPrice Double): Product* composable', 'Calculate(value Int64): Int64', 'Calculate(a Int64, b Int64): Int64',
      'Convert(input String): String', 'Convert(number Int64): String', 'Product*.GetAveragePrice(): Double?',
      'Product.GetTotalPrice(taxRate Double): Double', 'Product.GetRelatedProducts(): Product* composable',
      'Product.CalculatePrice(discount Double): Double', 'Product.CalculatePrice(discount Double, tax Double): Double',
      'Product.GetInfo(format String): String',
    ]);
  });

  test('and these actions', () => {
    expect(ofKind('action')).toEqual([
      'Product.ApplyDiscount(percentage Double): Product', 'Product.IncreasePrice(amount Double)', 'Product.Activate()',
      'Product.CalculateDiscount(percentage Double): Double', 'Product*.MarkAllAsReviewed()', 'ResetAllPrices(): PriceReset', 'ResetProducts()',
      'Process(percentage Double, minPrice Double optional)', 'Reseed(): ReseedResult', 'RetireCatalog()',
    ]);
  });

  test('are bound by bindingParameter, or imported under their own name', () => {
    expect(all.filter(({ bound, parameters }) => bound && parameters[0]?.name !== 'bindingParameter')).toEqual([]);
    const imports = [...model.imports.values()].map(({ kind, name, operation, entitySet }) => `${kind} ${name} ${operation} ${entitySet ?? '-'}`);
    const expected = (kind: string, name: string, set = '-'): string => `${kind}Import ${name} Catalog.${name} ${set}`;
    expect(imports).toEqual([
      expected('function', 'GetTopProducts', 'Products'), expected('function', 'GetProductStats'), expected('function', 'FindProducts', 'Products'),
      expected('function', 'Calculate'), expected('function', 'Convert'),
      ...['ResetAllPrices', 'ResetProducts', 'Process', 'Reseed', 'RetireCatalog'].map((name) => expected('action', name)),
    ]);
  });

  test('say which parameter is optional inside the parameter, and which action is not available', () => {
    expect(xml).toMatch(/<Parameter Name="minPrice"[^>]*>\s*<Annotation Term="Org\.OData\.Core\.V1\.OptionalParameter">/);
    expect(xml.match(/OptionalParameter/g)).toHaveLength(1);
    expect(model.imports.get('RetireCatalog')?.annotations.get('Org.OData.Core.V1.OperationAvailable')).toBe(false);
  });
});
