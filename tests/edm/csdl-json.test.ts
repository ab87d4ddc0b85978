import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { depotXml, parseDepot } from '../fixtures/depot.ts';
import { parseModel } from '../../src/edm/index.ts';

const require = createRequire(import.meta.url);
/** The converter that the OASIS committee publishes. */
const { xml2json } = require('odata-csdl/lib/xml2json.js') as { xml2json: (xml: string, options: object) => unknown };
const schema = require('odata-csdl/schemas/csdl.schema.json') as object;

/** The schema wants a string for SRID, as the standard does; the converter prints a number. */
const withTextSrid = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (name, member: unknown) => (name === '$SRID' ? String(member) : member)));

const loansXml = readFileSync('metadata/loans/service.csdl.xml', 'utf8');
const loans = parseModel({ csdlXml: loansXml, mapping: JSON.parse(readFileSync('metadata/loans/mapping.json', 'utf8')) });

const MODELS = [
  { name: 'the fixture', xml: depotXml, json: parseDepot().csdlJson },
  { name: 'the loan model', xml: loansXml, json: loans.csdlJson },
];

describe.each(MODELS)('the metadata document of $name as JSON', ({ xml, json }) => {
  test('says the same as the converter of the OASIS committee', () => {
    expect(JSON.parse(json)).toEqual(withTextSrid(xml2json(xml, {})));
  });

  test('is valid against the CSDL JSON schema', () => {
    const validate = new Ajv({ strict: false, allErrors: true, formats: { 'uri-reference': true, regex: true } }).compile(schema);
    validate(JSON.parse(json));
    expect(validate.errors ?? []).toEqual([]);
  });
});
