/** Bodies against any model: values, complex types, collections, references, versions. */
import { LIMITS, RequestError } from '../../src/base/index.ts';
import type { Fault } from '../../src/base/index.ts';
import { checkContentType, decodeEntity, readJson, schemaOf } from '../../src/payload/index.ts';
import type { DecodeOptions, EntityInput } from '../../src/payload/index.ts';
import { parseModel } from '../../src/edm/index.ts';
import { depotMapping, depotXml, parseDepot } from '../fixtures/depot.ts';

const model = parseDepot();
const order = model.types.get('Depot.Model.Order');
if (order?.kind !== 'entity') throw new Error('the fixture has no Order');

type Extras = Partial<DecodeOptions>;
const decode = (body: unknown, extras: Extras = {}): EntityInput => {
  const options: DecodeOptions = { model, limits: LIMITS, method: 'PATCH', version: undefined, ieee754Compatible: false, ...extras };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return decodeEntity({ type: order, key: options.method === 'POST' ? undefined : ['7'] }, readJson(Buffer.from(text), LIMITS.bodyDepth), options);
};
const valuesOf = ({ values }: EntityInput): Record<string, string | null> => Object.fromEntries(values.map(({ column, value }) => [column, value]));
const refusal = (body: unknown, extras?: Extras): Fault => {
  try {
    decode(body, extras);
  } catch (error) {
    if (error instanceof RequestError) return error.fault;
    throw error;
  }
  throw new Error('the body was accepted');
};

test('the schema of a type is derived from its properties and closed', () => {
  expect(schemaOf(order)).toMatchObject({ type: 'object', additionalProperties: false, properties: { Total: { edm: 'Total' } } });
});

test.each<[string, unknown, Record<string, string | null>]>([
  ['numbers keep their digits', '{"Total":1.50,"Rate":0.12345678901234567890}', { total: '1.50', rate: '0.12345678901234567890' }],
  ['enumerations are stored as numbers', { State: 'Open,Sent' }, { state: '5' }],
  ['flags of the older dialect', { Urgent: 1 }, { urgent: 'true' }],
  ['null where it is allowed', { Rate: null, Priority: null }, { rate: null, priority: null }],
  ['complex values go to prefixed columns', { ShipTo: { Street: 'S 1', Place: { Code: 'A', City: 'C' } } }, { ship_to_street: 'S 1', ship_to_place_code: 'A', ship_to_place_city: 'C' }],
  ['a complex value may change in part', { ShipTo: { Street: 'S 2' } }, { ship_to_street: 'S 2' }],
  ['a complex value set to null empties its columns', { ShipTo: null }, { ship_to_street: null, ship_to_place_code: null, ship_to_place_city: null }],
  ['collections become arrays', { Tags: ['a', 'b "q" \\ {x}', ''] }, { tags: '{"a","b \\"q\\" \\\\ {x}",""}' }],
  ['computed values and keys of the URL are ignored', { Id: 7, Urgent: true }, { urgent: 'true' }],
  ['control information and annotations are ignored', { '@odata.context': 'x', '@odata.etag': 'y', 'Urgent@My.Term': 1, '#Do': {}, Urgent: true }, { urgent: 'true' }],
  ['secrets that come back null or masked are left alone', { Secret: null, Pin: '****', Urgent: true }, { urgent: 'true' }],
])('%s', (_title, body, values) => {
  expect(valuesOf(decode(body))).toEqual(values);
});

test.each<[string, unknown, string]>([
  ['a text for a number', { Total: 'x' }, 'Total'],
  ['too many digits after the point', '{"Total":1.00001}', 'Total'],
  ['null that is not allowed', { Total: null }, 'Total'],
  ['an unknown member of an enumeration', { State: 'Lost' }, 'State'],
  ['a value outside the list', { Priority: 'medium' }, 'Priority'],
  ['a text that is too long', { SiteCode: '123456789' }, 'SiteCode'],
  ['a wrong item of a collection', { Tags: ['a', 5] }, 'Tags/1'],
  ['a collection that is none', { Tags: 'a' }, 'Tags'],
  ['a complex value that is none', { ShipTo: 'x' }, 'ShipTo'],
  ['a wrong part of a complex value', { ShipTo: { Place: { City: 5 } } }, 'ShipTo/Place/City'],
  ['an unknown part of a complex value', { ShipTo: { Sreet: 'x' } }, 'ShipTo/Sreet'],
  ['an unknown property', { Totl: 1 }, 'Totl'],
  ['a type outside the family', { '@odata.type': '#Depot.Model.Label' }, '@odata.type'],
  ['another key than the URL\'s', { Id: 8 }, 'Id'],
  ['a reference to another set', { 'Party@odata.bind': 'Orders(1)' }, 'Party@odata.bind'],
  ['a word of a dialect the model does not speak', { Lines: [{ __id: 1 }] }, 'Lines'],
])('%s is refused at its path', (_title, body, target) => {
  expect(refusal(body)).toMatchObject({ target });
});

test('an unknown property is answered with the nearest name', () => {
  expect(refusal({ Totl: 1 }).message).toContain("Did you mean 'Total'?");
});

test('all problems come in one fault', () => {
  const fault = refusal({ Total: null, State: 'Lost', Nope: 1, ShipTo: { Place: 5 } });
  expect(fault.details?.map(({ target }) => target).toSorted()).toEqual(['Nope', 'ShipTo/Place', 'State', 'Total']);
});

test('IEEE754Compatible bodies carry decimals as strings', () => {
  expect(valuesOf(decode({ Total: '1.50' }, { ieee754Compatible: true }))).toEqual({ total: '1.50' });
});

test('nested entities are created by POST and refused by an update of OData 4.0', () => {
  const body = { Number: 'A', SiteCode: 'S', Lines: [{ LineNo: 1, Discounts: [{ Code: 'X' }] }] };
  const [lines] = decode(body, { method: 'POST' }).navigations;
  expect(lines?.items.map(({ action, path }) => [action, path])).toEqual([['create', 'Lines/0']]);
  expect(lines?.items[0]?.navigations[0]?.items[0]).toMatchObject({ action: 'create', path: 'Lines/0/Discounts/0' });
  expect(refusal(body, { version: '4.0' })).toMatchObject({ target: 'Lines' });
});

test('a replacing PUT sets what the body leaves out to its default', () => {
  const replacing = parseModel({ csdlXml: depotXml, mapping: { ...depotMapping, put: 'replace' } });
  const values = valuesOf(decode({ Id: 7, Number: 'A', SiteCode: 'S', Rate: 2, ShipTo: { Street: 'x' } }, { model: replacing, method: 'PUT', version: '4.0' }));
  expect(values).toMatchObject({ total: '0', state: '1', urgent: 'false', tags: '{}', priority: null, rate: '2', site_code: 'S', ship_to_street: 'x' });
  expect(valuesOf(decode({ SiteCode: 'S' }, { model: replacing, method: 'PUT', version: '4.0' }))).toMatchObject({ ship_to_street: null, ship_to_place_city: null });
  expect(Object.keys(values)).not.toContain('id');
  const patched = valuesOf(decode({ Rate: 2 }, { model: replacing, method: 'PATCH' }));
  expect(patched).toEqual({ rate: '2' });
});

test('a replacing PUT without a required value is refused', () => {
  const replacing = parseModel({ csdlXml: depotXml, mapping: { ...depotMapping, put: 'replace' } });
  expect(refusal({ Rate: 2 }, { model: replacing, method: 'PUT', version: '4.0' })).toMatchObject({ code: 'BOD303', target: 'SiteCode' });
});

test('a delta of a collection belongs into a PATCH of 4.01', () => {
  expect(refusal({ 'Lines@delta': [] }, { method: 'PUT', version: '4.01' })).toMatchObject({ code: 'BOD303', target: 'Lines@delta' });
  expect(refusal({ 'Lines@delta': [] }, { method: 'PATCH', version: '4.0' })).toMatchObject({ code: 'BOD303', target: 'Lines@delta' });
});

test('the number of entities in a body is limited', () => {
  const body = { Number: 'A', SiteCode: 'S', Lines: Array.from({ length: 20 }, (_, index) => ({ LineNo: index })) };
  expect(refusal(body, { method: 'POST', limits: { ...LIMITS, bodyEntities: 10 } })).toMatchObject({ code: 'LIM602' });
});

test.each<[string | undefined, boolean]>([
  ['application/json', true], ['application/json;odata=verbose', true], ['application/json; charset=utf-8; IEEE754Compatible=true', true], ['APPLICATION/JSON;odata.metadata=minimal', true],
  [undefined, false], ['', false], ['text/plain', false], ['application/xml', false], ['application/jsonp', false], ['application/json; charset=iso-8859-1', false],
])('the content type %s is %s', (header, accepted) => {
  const check = () => checkContentType(header);
  if (accepted) expect(check).not.toThrow();
  else expect(check).toThrow('BOD302');
});
