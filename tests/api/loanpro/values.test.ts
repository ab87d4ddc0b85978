/** LoanPro's dialect against odata.svc: in every set every value is the same value in other words. */
import { LOANPRO_PATH } from '../../../src/api/loanpro/index.ts';
import type { EntitySet } from '../../../src/edm/index.ts';
import { loanModel } from '../../support/service.ts';
import type { Json } from '../../support/service.ts';
import { onAShape } from '../../support/suites.ts';

const SETS = [...loanModel().entitySets.values()];

const secondsOf = (text: string): string => `/Date(${Math.floor(Date.parse(text) / 1000)})/`;
/** Two digits behind the point or more; zeros behind those say nothing. */
function decimalOf(text: string): string {
  const [whole = '', fraction = ''] = text.split('.');
  return `${whole}.${fraction.replace(/0+$/, '').padEnd(2, '0')}`;
}

/** What LoanPro's clients expect to see, by the type that the metadata declares. */
function inOtherWords(type: string, value: Json): Json {
  if (value === null) return null;
  if (type === 'Edm.Boolean') return value ? 1 : 0;
  if (type === 'Edm.Decimal') return decimalOf(value);
  return type === 'Edm.Date' || type === 'Edm.DateTimeOffset' ? secondsOf(value) : value;
}

const rowOf = ({ type }: EntitySet, row: Json): Json => Object.fromEntries([...type.properties.values()].flatMap((property) => (row[property.name] === undefined ? [] : [[property.name, inOtherWords(property.type.name, row[property.name])]])));

onAShape(LOANPRO_PATH, ({ send, odata }) => {
  test.each(SETS.map((set) => [set.name, set] as const))('%s', async (name, set) => {
    const { json } = await odata('GET', `/${name}?$top=200&$count=true`, { headers: { Accept: 'application/json;IEEE754Compatible=true', 'OData-MaxVersion': '4.01' } });
    const { d } = (await send('GET', `/odata.svc/${name}?$top=200`)).json;
    expect(d.summary.total).toBe(Number(json['@count']));
    expect(d.results.map((row: Json) => Object.fromEntries(Object.entries(row).filter(([member]) => set.type.properties.has(member))))).toEqual(json.value.map((row: Json) => rowOf(set, row)));
    const type = `Entity.${set.type.name.slice(set.type.name.lastIndexOf('.') + 1)}`;
    for (const row of d.results) {
      expect(row.__metadata).toEqual({ uri: expect.stringMatching(new RegExp(`/${name}\\(id=${row.id}\\)$`)), type });
      // relations first, as in the examples of LoanPro's "Expanding Objects"
      expect(Object.keys(row)).toEqual(['__metadata', ...set.type.navigations.keys(), ...set.type.properties.keys()]);
    }
  });
});
