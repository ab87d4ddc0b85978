import { LIMITS, RequestError } from '../../src/base/index.ts';
import { bindUrl, callsOf, parseUrl } from '../../src/query/index.ts';
import type { OperationCall } from '../../src/query/index.ts';
import { catalogModel, catalogWith, seedKey } from '../support/catalog.ts';

const model = catalogModel();
const wide = catalogWith({
  schema: `<Function Name="Fit"><Parameter Name="box" Type="Catalog.Dimensions" Nullable="false"/><Parameter Name="sizes" Type="Collection(Edm.Int64)" Nullable="false">
    <Annotation Term="Org.OData.Core.V1.OptionalParameter"/></Parameter><ReturnType Type="Edm.String"/></Function>
  <Function Name="Find"><Parameter Name="status" Type="Catalog.ProductStatus"/><Parameter Name="on" Type="Edm.Date"/><Parameter Name="id" Type="Edm.Guid"/><Parameter Name="for" Type="Edm.Duration"/>
    <Parameter Name="is" Type="Edm.Boolean"/><ReturnType Type="Edm.String"/></Function>`,
  container: '<FunctionImport Name="Fit" Function="Catalog.Fit"/><FunctionImport Name="Find" Function="Catalog.Find"/>',
});

function callOf(target: string, from = model): OperationCall {
  const bound = bindUrl({ model: from, limits: LIMITS, seesSecrets: true }, parseUrl(target, { limits: LIMITS, lenient: false }));
  const call = bound.kind === 'operation' ? bound.call : bound.kind === 'read' ? callsOf(bound.rows).at(-1) : undefined;
  if (call === undefined) throw new Error(`${target} calls nothing`);
  return call;
}
const shown = ({ operation, arguments: given }: OperationCall): string =>
  `${operation.name}(${[...given].map(([name, argument]) => `${name}=${argument.kind === 'value' ? argument.text : JSON.stringify(argument.json)}`).join(',')})`;
const codeOf = (target: string, from = model): string => {
  try {
    return shown(callOf(target, from));
  } catch (error) {
    if (error instanceof RequestError) return error.fault.code;
    throw error;
  }
};

describe('the overload is chosen by the names of the parameters', () => {
  test.each([
    ['/GetTopProducts', 'Catalog.GetTopProducts()'], ['/GetTopProducts(count=5)', 'Catalog.GetTopProducts(count=5)'], ["/GetTopProducts(category='a',count=5)", 'Catalog.GetTopProducts(count=5,category=a)'],
    ['/GetTopProducts?count=5', 'Catalog.GetTopProducts(count=5)'], ['/GetTopProducts?count=5&$count=true', 'Catalog.GetTopProducts(count=5)'], ['/GetTopProducts?$count=true&count=5', 'Catalog.GetTopProducts(count=5)'],
    ['/GetTopProducts?count=true', 'Catalog.GetTopProducts()'], ['/Calculate(a=@x,b=@y)?@x=1&@y=@x', 'Catalog.Calculate(a=1,b=1)'], [`/Products(${seedKey('a1')})/GetTotalPrice(taxRate=1)`, 'Catalog.GetTotalPrice(taxRate=1)'],
    [`/Products(${seedKey('a1')})/GetTotalPrice(taxRate=-1.5e1)`, 'Catalog.GetTotalPrice(taxRate=-15)'], [`/Products(${seedKey('a1')})/GetTotalPrice(taxRate=-INF)`, 'Catalog.GetTotalPrice(taxRate=-Infinity)'],
  ])('%s calls %s', (target, expected) => expect(codeOf(target)).toBe(expected));

  test.each([
    ['/GetTopProducts?count=3&count=4', 'URL103'], ['/GetTopProducts?count=true&count=false', 'URL103'], ['/Calculate(a=@x,b=1)?@x=@x', 'URL106'], ['/Calculate(__proto__=1)', 'MOD205'],
    ['/Calculate(a=1,b=1)?constructor=1', 'MOD205'], ["/Convert(input='%00')", 'MOD205'], ['/Products?count=3', 'URL106'], ['/Products?top=x', 'URL101'],
  ])('%s is refused with %s', (target, code) => expect(codeOf(target)).toBe(code));

  test('the addresses of bound calls keep the rows they are called on', () => {
    const call = callOf(`/Products(${seedKey('a1')})/GetRelatedProducts()(${seedKey('a2')})/Catalog.GetTotalPrice(taxRate=1)`);
    expect([call.index, call.binding?.origin.kind, call.binding?.keyed]).toEqual([1, 'result', true]);
  });
});

describe('values of parameters', () => {
  test.each([
    ["/Find(status='InStock,OnSale',on=2024-02-29,id=null,for=duration'P1D',is=true)", 'Catalog.Find(status=3,on=2024-02-29,id=null,for=86400,is=true)'],
    [`/Find(status=Catalog.ProductStatus'OnSale',on='2024-02-29',id=${seedKey('A1')},for='PT1S',is=false)`, `Catalog.Find(status=2,on=2024-02-29,id=${seedKey('a1')},for=1,is=false)`],
    ['/Fit(box=@b)?@b={"Length":1.50,"Unit":"cm","Width":null}', 'Catalog.Fit(box={"Length":{"number":"1.50"},"Unit":"cm","Width":null})'],
    ['/Fit(box=@b,sizes=@s)?@b={}&@s=[9223372036854775807,-1]', 'Catalog.Fit(box={},sizes=[{"number":"9223372036854775807"},{"number":"-1"}])'],
    ['/Fit?box={"__proto__":1}', 'Catalog.Fit(box={"__proto__":{"number":"1"}})'],
  ])('%s', (target, expected) => expect(codeOf(target, wide)).toBe(expected));

  test.each(['/Fit(box=@b)', '/Fit(box=@b)?@b=[]', '/Fit(box=@b)?@b=5', '/Fit(box=@b,sizes=@s)?@b={}&@s={}', '/Fit?box=Name', "/Find(status='Nope',on=null,id=null,for=null,is=null)", "/Find(status=null,on=null,id=null,for=null,is='true')"])(
    '%s is refused', (target) => expect(codeOf(target, wide)).toMatch(/^(MOD205|URL10\d)$/),
  );
});
