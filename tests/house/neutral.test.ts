/**
 * The engine knows neither model: no word of its files, comments included, is a name of the loan model or of
 * the catalog. The names are read from the models themselves: schemas, types, members, properties, navigations,
 * sets, operations, tables and columns. Words that any program or the protocol uses are listed, after review.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readCatalogSources } from '../../metadata/catalog/index.ts';
import { readLoanSources } from '../../metadata/loans/index.ts';
import { parseModel } from '../../src/edm/index.ts';
import type { EdmModel } from '../../src/edm/index.ts';
import { ROOMS } from './rooms.ts';

/** Files at the top that put a service together out of the engine and one model. */
const COMPOSITIONS: Readonly<Record<string, string>> = {
  'main.ts': 'starts the loan service and shows requests to begin with',
  'catalog.ts': 'starts the catalog',
  'loan-shapes.ts': 'mounts the other shapes of the loan model',
};

/** Names that coincide with words of the language, of HTTP and OData, or of plain English in comments. */
const ORDINARY = new Set([
  ...'id name type value number message source label size title term total order state status sequence'.split(' '), // any program
  ...'body token role subject actor operation requestId contentType percent info remoteAddress Address lifecycle'.split(' '), // HTTP, callers, Node
  ...'Name ID Version State Data None Length Offset Location Route Reference References Container'.split(' '), // headers, types, beginnings of sentences
  ...'date days created changes required group relation amount visible cleared reversed early rejected extra difference calendar active comments'.split(' '), // English
  ...'of kind rows every count n form mode floor ceiling fixed decimals isExact event minimum convention'.split(' '), // any program; fields of calculations
  ...'entityId entityType entityUid'.split(' '), // the fields of an audit entry, which the engine writes wherever a mapping names a table for them
]);
/** The same for tables and columns: what the engine's own tables and statements call theirs, and ordinary words. */
const ORDINARY_COLUMNS = new Set([
  ...'entity_id entity_type entity_uid request_id created_timestamp updated_timestamp'.split(' '), // of the audit table
  ...'content_type version data length offset weight width height unit route area addresses notes documents references'.split(' '),
]);

const namesIn = (csdlXml: string): readonly string[] => [...csdlXml.matchAll(/<(?!Parameter )[A-Za-z]+ (?:[^>]* )?(?:Name|Namespace)="([A-Za-z_]\w*)"/g)].map(([, name = '']) => name);

function storedNames(model: EdmModel): readonly string[] {
  const tables = [...model.types.values()].flatMap((type) => (type.kind === 'entity' ? [type.table] : []));
  const columns = [...model.types.values()].flatMap((type) => (type.kind === 'entity' || type.kind === 'complex' ? [...type.properties.values()] : [])).flatMap(({ storage }) => (storage.kind === 'column' ? [storage.column] : []));
  return [...tables.map(({ name }) => name), ...columns];
}

const sources = [readLoanSources(), readCatalogSources()];
const names = new Set([...sources.flatMap(({ csdlXml }) => namesIn(csdlXml)), ...sources.flatMap((source) => storedNames(parseModel(source)))]
  .filter((name) => !ORDINARY.has(name) && !ORDINARY_COLUMNS.has(name)));

const speaking = ROOMS.filter(({ knowsLoans }) => knowsLoans === true).map(({ name }) => `${name}/`);
const engine = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !(file in COMPOSITIONS) && !speaking.some((room) => file.startsWith(room)));

test('the names of both models are there to be looked for', () => {
  for (const name of ['LoanService', 'Catalog', 'Customers', 'PaymentAccounts', 'lastName', 'SpecialProduct', 'LanguageKey', 'InStock', 'GetTopProducts', 'payment_accounts', 'product_descriptions', 'last_name']) expect([name, names.has(name)]).toEqual([name, true]);
});

test('no line of engine code names anything of either model', () => {
  const found = engine.flatMap((file) => {
    const words = new Set(readFileSync(join('src', file), 'utf8').match(/[A-Za-z_]\w*/g));
    return [...words].filter((word) => names.has(word)).map((word) => `${file}: ${word}`);
  });
  expect(found).toEqual([]);
});

test('the reviewed words are needed: each is a name of a model', () => {
  const all = new Set([...sources.flatMap(({ csdlXml }) => namesIn(csdlXml)), ...sources.flatMap((source) => storedNames(parseModel(source)))]);
  expect([...ORDINARY, ...ORDINARY_COLUMNS].filter((word) => !all.has(word))).toEqual([]);
});
