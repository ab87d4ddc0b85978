import { catalogOperations } from '../../metadata/catalog/operations.ts';
import { SEED_PRICES } from '../../migrations/catalog/index.ts';
import { checkHandlers } from '../../src/service/index.ts';
import type { OperationHandler, OperationHandlers } from '../../src/service/index.ts';
import { catalogModel, catalogWith, openCatalog, seedKey } from '../support/catalog.ts';
import type { Catalog, CatalogOptions } from '../support/catalog.ts';
import { forEachDatabase } from '../support/database.ts';

const handlers = catalogOperations({ reseed: () => Promise.resolve(), seedPrices: SEED_PRICES });

describe('a model and its handlers must fit each other', () => {
  test('the catalog has a handler for each of its operations', () => expect(() => checkHandlers(catalogModel(), handlers)).not.toThrow());
  test('a missing handler is named', () => {
    const fewer = new Map([...handlers].filter(([signature]) => signature !== 'Catalog.Calculate(a,b)'));
    expect(() => checkHandlers(catalogModel(), fewer)).toThrow('no handler for Catalog.Calculate(a,b)');
  });
  test('so is a handler of nothing, and an exclusive one of a bound operation', () => {
    const more: OperationHandlers = new Map([...handlers, ['Catalog.Nothing()', async () => ({ kind: 'nothing' } as const)] as const]);
    expect(() => checkHandlers(catalogModel(), more)).toThrow('does not declare: Catalog.Nothing()');
    const alone: OperationHandler = { exclusive: async () => ({ kind: 'nothing' }) };
    expect(() => checkHandlers(catalogModel(), new Map([...handlers, ['Catalog.Activate(Catalog.Product;)', alone]]))).toThrow('exclusive handlers of bound operations');
  });
});

/** Says what it was given. */
const echo: OperationHandler = async ({ arguments: given }) =>
  ({ kind: 'value', value: [...given].map(([name, argument]) => `${name}=${argument.kind === 'value' ? argument.text : JSON.stringify(argument.json)}`).join(' ') });

const PARAMETERS = `<Parameter Name="box" Type="Catalog.Dimensions" Nullable="false"/><Parameter Name="sizes" Type="Collection(Edm.Int64)" Nullable="false">
  <Annotation Term="Org.OData.Core.V1.OptionalParameter"/></Parameter><ReturnType Type="Edm.String"/>`;
const wide: CatalogOptions = {
  model: catalogWith({
    schema: `<Function Name="Fit">${PARAMETERS}</Function><Action Name="Pack">${PARAMETERS}</Action>
      <Function Name="Every"><ReturnType Type="Collection(Catalog.Dimensions)"/></Function><Function Name="Best"><ReturnType Type="Catalog.ProductDescription"/></Function>
      <Function Name="Labels"><ReturnType Type="Collection(Catalog.ProductDescription)"/></Function><Function Name="When"><ReturnType Type="Collection(Edm.Duration)"/></Function>
      <Action Name="Touch"><ReturnType Type="Collection(Catalog.Product)"/></Action><Action Name="Break" IsBound="true"><Parameter Name="bindingParameter" Type="Catalog.Product"/></Action>`,
    container: `<FunctionImport Name="Fit" Function="Catalog.Fit"/><ActionImport Name="Pack" Action="Catalog.Pack"/><FunctionImport Name="Every" Function="Catalog.Every"/>
      <FunctionImport Name="Best" Function="Catalog.Best" EntitySet="ProductDescriptions"/><FunctionImport Name="Labels" Function="Catalog.Labels" EntitySet="ProductDescriptions"/>
      <FunctionImport Name="When" Function="Catalog.When"/><ActionImport Name="Touch" Action="Catalog.Touch" EntitySet="Products"/>`,
  }),
  operations: new Map<string, OperationHandler>([
    ['Catalog.Fit(box,sizes)', echo], ['Catalog.Pack(box,sizes)', echo],
    ['Catalog.Every()', async () => ({ kind: 'value', value: [{ Length: 1.5, Unit: 'cm' }, { Length: Infinity }] })],
    ['Catalog.When()', async () => ({ kind: 'value', value: ['86400', '-1.5'] })],
    ['Catalog.Touch()', async () => ({ kind: 'keys', keys: ['a3', 'a1', 'a2'].map((digits) => [seedKey(digits)]) })],
    ['Catalog.Best()', async () => ({ kind: 'keys', keys: [] })],
    ['Catalog.Labels()', async () => ({ kind: 'keys', keys: [[seedKey('a5'), 'ES'], [seedKey('a1'), 'DE'], [seedKey('a5'), 'ES'], [seedKey('a1'), 'XX'], [seedKey('a1'), 'EN']] })],
    ['Catalog.Break(Catalog.Product;)', async ({ tx }) => {
      await tx.run([{ text: "update products set name = 'broken'", values: [] }]);
      throw new Error('a handler failed');
    }],
  ]),
};

forEachDatabase((_, open) => {
  let catalog: Catalog;
  beforeAll(async () => { catalog = await openCatalog(open, wide); });
  afterAll(() => catalog.close());
  const get = (target: string) => catalog.send('GET', target);
  const post = (target: string, body?: unknown) => catalog.send('POST', target, { body });

  describe('structured parameters', () => {
    test.each([
      ['/Fit(box=@b)?@b={"Length":1.50,"Unit":"cm"}', 'box={"Length":{"number":"1.50"},"Unit":"cm"}'],
      ['/Fit(box=@b,sizes=@s)?@b={}&@s=[9223372036854775807]', 'box={} sizes=[{"number":"9223372036854775807"}]'],
    ])('of functions come by alias: %s', async (target, expected) => expect((await get(target)).json.value).toBe(expected));

    test('of actions come in the body, with every digit', async () => {
      expect((await post('/Pack', '{"box":{"Width":0.10},"sizes":[9223372036854775807]}')).json.value).toBe('box={"Width":{"number":"0.10"}} sizes=[{"number":"9223372036854775807"}]');
    });

    test.each([
      ['{"box":{"Width":"wide","Colour":1},"sizes":[1.5,2]}', ['box/Colour', 'box/Width', 'sizes/0']], ['{"box":null}', ['box']], ['{"box":[]}', ['box']], ['{"sizes":7}', ['box', 'sizes']],
    ])('what is wrong in %s is named', async (body, targets) => {
      const { status, json } = await post('/Pack', body);
      expect([status, json.error.details.map((d: { target: string }) => d.target).toSorted()]).toEqual([400, targets]);
    });

    test('the same rules hold for functions', async () => expect((await get('/Fit(box=@b)?@b={"Colour":1}')).json.error.message).toMatch(/^box\/Colour is unknown/));
  });

  describe('results', () => {
    test('a collection of structured values has their members in order', async () => {
      const { text } = await get('/Every');
      expect(text).toMatch(/#Collection\(Catalog\.Dimensions\)","value":\[\{"Length":1\.5,"Width":null,"Height":null,"Unit":"cm"\},\{"Length":"INF","Width":null,"Height":null,"Unit":null\}\]\}$/);
    });
    test('durations are spelled as OData spells them', async () => expect((await get('/When()')).json.value).toEqual([expect.stringMatching(/^P(1D|T86400S)$/), '-PT1.5S']));
    test('no entity is no content', async () => expect((await get('/Best()')).status).toBe(204));
    test('entities with composite keys come in the order of the answer, each once, and only those that exist', async () => {
      const { json } = await get('/Labels?$select=ProductID,LanguageKey');
      expect(json.value.map((row: { LanguageKey: string }) => row.LanguageKey)).toEqual(['ES', 'DE', 'EN']);
    });
  });

  test('entities that an action answers come whole, in their order, shaped by the options of the URL', async () => {
    const { status, json } = await catalog.send('POST', '/Touch?$select=Name&$count=true', { headers: { prefer: 'maxpagesize=1' } });
    expect([status, json['@odata.count'], json['@odata.nextLink'], json.value.map((row: { Name: string }) => row.Name)]).toEqual([200, 3, undefined, ['Coffee Mug', 'Laptop', 'Wireless Mouse']]);
  });

  test('a handler that fails leaves nothing behind', async () => {
    expect((await post(`/Products(${seedKey('a1')})/Break`)).status).toBe(500);
    expect((await get(`/Products(${seedKey('a1')})/Name`)).json.value).toBe('Laptop');
  });

  test('a caller who may only read calls functions, not actions', async () => {
    const reader = await openCatalog(open, { role: 'reader' });
    try {
      expect((await reader.send('GET', '/Calculate(value=1)')).status).toBe(200);
      expect((await reader.send('POST', '/ResetProducts')).status).toBe(403);
      expect((await reader.send('POST', '/Reseed')).status).toBe(403);
    } finally {
      await reader.close();
    }
  });

  test('where a set asks for If-Match, so do actions on its entities', async () => {
    const term = '<Annotations Target="Catalog.Container/Products"><Annotation Term="Org.OData.Core.V1.OptimisticConcurrency"><Collection><PropertyPath>Version</PropertyPath></Collection></Annotation></Annotations>';
    const strict = await openCatalog(open, { model: catalogWith({ schema: '', after: term }) });
    try {
      const target = `/Products(${seedKey('a3')})/IncreasePrice`;
      expect((await strict.send('POST', target, { body: { amount: 1 } })).status).toBe(428);
      expect((await strict.send('POST', target, { body: { amount: 1 }, headers: { 'if-match': 'W/"1"' } })).status).toBe(204);
      expect((await strict.send('GET', `/Products(${seedKey('a3')})/GetTotalPrice(taxRate=0)`)).status).toBe(200);
    } finally {
      await strict.close();
    }
  });
});
