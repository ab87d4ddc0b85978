import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { validateXML } from 'xmllint-wasm';
import { lintMetadata } from '../../src/edm/index.ts';
import { depotXml } from '../fixtures/depot.ts';

/** The schemas come with the OASIS committee's own package; nothing of them is copied here. */
const schemas = join(dirname(createRequire(import.meta.url).resolve('odata-csdl/package.json')), 'schemas');
const edmx = { fileName: 'edmx.xsd', contents: readFileSync(join(schemas, 'edmx.xsd'), 'utf8') };
const edm = { fileName: 'edm.xsd', contents: readFileSync(join(schemas, 'edm.xsd'), 'utf8') };

async function schemaErrors(contents: string): Promise<readonly string[]> {
  const result = await validateXML({ xml: [{ fileName: 'service.xml', contents }], schema: [edmx], preload: [edm] });
  return result.errors.map(({ message }) => message);
}

const loansXml = readFileSync('metadata/loans/service.csdl.xml', 'utf8');
const MODELS = [['the fixture', depotXml], ['the loan model', loansXml]] as const;

test.each(MODELS)('the XML of %s is valid against the OASIS schemas', async (_name, xml) => {
  expect(await schemaErrors(xml)).toEqual([]);
});

test('the OASIS schemas are really asked', async () => {
  expect(await schemaErrors(depotXml.replace('<EntityContainer Name="Container">', '<EntityContainer>'))).not.toEqual([]);
});

test.each(MODELS)('strict readers have nothing to say about %s', (_name, xml) => {
  expect(lintMetadata(xml)).toEqual([]);
});

const FLAWS: readonly (readonly [string, string, string, RegExp])[] = [
  ['Version 4.01', 'Version="4.0"', 'Version="4.01"', /Version is 4.01/],
  ['a Decimal without Scale', 'Precision="19" Scale="4"', 'Precision="19"', /Order\/Total: a Decimal without Scale/],
  ['a Decimal without Precision', 'Precision="19" Scale="4"', 'Scale="4"', /Order\/Total: a Decimal without Precision/],
  ['MaxLength on a number', 'Name="LineNo" Type="Edm.Int16"', 'Name="LineNo" MaxLength="5" Type="Edm.Int16"', /LineNo: MaxLength on Edm.Int16/],
  ['Precision on a double', 'Type="Edm.Double"/>', 'Type="Edm.Double" Precision="3"/>', /Precision on Edm.Double/],
  ['Nullable on a collection of entities', 'Partner="Orders"/>', 'Partner="Orders" Nullable="false"/>', /Nullable on a collection/],
  ['a navigation that is not bound', '<NavigationPropertyBinding Path="Site" Target="Sites"/>', '', /Container\/Orders: the navigation Site is not bound/],
  ['a contained navigation that is not bound', '<NavigationPropertyBinding Path="Lines/Discounts" Target="Discounts"/>', '', /navigation Lines\/Discounts is not bound/],
  ['a partner that names another', 'Type="self.Party" Partner="Orders"', 'Type="self.Party"', /Party\/Orders: its partner Depot.Model.Order\/Party names no partner/],
  ['names that differ by case', '<Property Name="Pin"', '<Property Name="TOTAL"', /differs from Total by case alone/],
  ['an annotation path to nothing', '<PropertyPath>Name</PropertyPath>', '<PropertyPath>Nam</PropertyPath>', /names Nam, which does not exist/],
];

test.each(FLAWS)('%s is found', (_name, from, to, finding) => {
  expect(depotXml).toContain(from);
  expect(lintMetadata(depotXml.replace(from, to)).join('\n')).toMatch(finding);
});
