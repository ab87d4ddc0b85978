/** What the catalog's schema promises: a column for every property, no value the metadata cannot say, and links that vanish with their ends. */
import type { Knex } from 'knex';
import { readCatalogSources } from '../../metadata/catalog/index.ts';
import { catalogMigrations, seedCatalog } from '../../migrations/catalog/index.ts';
import { migrateTo, stateOf, unmigrate } from '../../migrations/index.ts';
import { failureOf } from '../../src/db/index.ts';
import { parseModel, sqlTypeOf } from '../../src/edm/index.ts';
import type { ComplexType, EntityType } from '../../src/edm/index.ts';
import { forEachDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

const model = parseModel(readCatalogSources());
const entityTypes = [...model.types.values()].filter((type) => type.kind === 'entity');
const target = { migrations: catalogMigrations };
const key = (suffix: string): string => `00000000-0000-4000-8000-0000000000${suffix}`;

type Wanted = { readonly place: string; readonly type: string; readonly required: boolean; readonly provided: boolean };
type Column = Wanted & { readonly collation: string | null };

const COLUMNS = `
  select c.relname || '.' || a.attname as place, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required,
    a.atthasdef as provided, l.collname as collation
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    left join pg_collation l on l.oid = a.attcollation
  where n.nspname = ? and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and c.relname not like 'schema_migrations%' and c.relname <> 'repeatable_requests'`;

/** PostgreSQL's full names of the types that the primitive table calls by their short ones. */
const FULL_NAMES: ReadonlyMap<string, string> = new Map([['timestamptz', 'timestamp with time zone'], ['time', 'time without time zone']]);

/** The columns that the model looks for, through complex values. */
function wantedColumns(type: EntityType | ComplexType, table: string, prefix = ''): readonly Wanted[] {
  return [...type.properties.values()].flatMap(({ storage, type: valueType, facets, ...property }): readonly Wanted[] => {
    if (storage.kind === 'complex' && valueType.kind === 'complex') return wantedColumns(valueType, table, prefix + storage.prefix);
    const provided = !property.nullable && (property.computed || property.defaultValue !== undefined);
    const place = (column: string): string => `${table}.${prefix}${column}`;
    if (storage.kind === 'stream') {
      return [{ place: place(storage.content), type: 'bytea', required: false, provided }, { place: place(storage.contentType), type: 'text', required: false, provided }];
    }
    if (storage.kind !== 'column') throw new Error(`${property.name} is stored as ${storage.kind}`);
    const short = valueType.kind === 'primitive' && valueType.name === 'Edm.Decimal' ? `numeric(${facets.precision},${facets.scale})` : sqlTypeOf(valueType);
    return [{ place: place(storage.column), type: FULL_NAMES.get(short) ?? short, required: !property.nullable, provided }];
  });
}

const rowsOf = async <Row>(knex: Knex, sql: string, values: readonly string[] = []): Promise<Row[]> => ((await knex.raw(sql, values)) as { rows: Row[] }).rows;

forEachDatabase((name, open) => {
  describe('the catalog schema', () => {
    let test: TestDatabase;
    let columns: ReadonlyMap<string, Column>;
    beforeAll(async () => {
      test = await open({ install: (knex) => migrateTo(knex, target) });
      const found = await rowsOf<Column>(test.owner, COLUMNS, [test.schema]);
      columns = new Map(found.map((column) => [column.place, column]));
    });
    beforeEach(() => seedCatalog(test.owner));
    afterAll(() => test.close());

    const run = (...texts: readonly string[]) =>
      test.database.transaction({ tenant: undefined }, (tx) => tx.run(texts.map((text) => ({ text, values: [] }))));
    const answer = async (text: string) => (await run(text))[0]?.rows;
    const refusal = async (text: string): Promise<string> => {
      const failure = failureOf(await run(text).then(() => undefined, (thrown: unknown) => thrown));
      return failure?.constraint ?? failure?.sqlstate ?? 'nothing failed';
    };

    it('stores every property in a column of its type, required and provided as the metadata says', () => {
      const wanted = entityTypes.flatMap((type) => wantedColumns(type, type.table.name));
      expect(wanted.length).toBeGreaterThan(70);
      expect(wanted.map(({ place }) => ({ place, type: columns.get(place)?.type, required: columns.get(place)?.required })))
        .toEqual(wanted.map(({ place, type, required }) => ({ place, type, required })));
      expect(wanted.filter(({ place, provided }) => provided && columns.get(place)?.provided !== true)).toEqual([]);
    });

    it('has a column for the bytes of media, for links, for versions, and no other that the model does not name', () => {
      const named = new Set(entityTypes.flatMap((type) => wantedColumns(type, type.table.name)).map(({ place }) => place));
      expect([...columns.keys()].filter((place) => !named.has(place)).toSorted()).toEqual(['media_items.content', 'product_related.product_id', 'product_related.related_id']);
      for (const { table } of entityTypes) {
        for (const column of [table.versionColumn, table.updatedColumn, table.discriminator?.column]) {
          if (column !== undefined) expect(columns.has(`${table.name}.${column}`)).toBe(true);
        }
      }
    });

    it('orders text by code point', () => {
      expect([...columns.values()].filter(({ type, collation }) => type === 'text' && collation !== 'C')).toEqual([]);
    });

    it('indexes every foreign key', async () => {
      const missing = await rowsOf(test.owner, `
        select k.conname from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = ? and k.contype = 'f' and not exists (
          select from pg_index i where i.indrelid = k.conrelid and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] = k.conkey)`, [test.schema]);
      expect(missing).toEqual([]);
    });

    it('gives a new product its defaults and a random key behind the seeded ones', async () => {
      const text = `insert into products (name, price) values ('New', 1)
        returning id::text ~ '^[0-9a-f]{8}-[0-9a-f]{4}-4' and id > '${key('ff')}', rating, temperature, quantity, weight, status, version, product_type, created_at <= now()`;
      expect(await answer(text)).toEqual([['t', '0', '0', '0', '0', '0', '1', 'Product', 't']]);
      await run("update company set website = default, head_quarter = default, founded = default");
      expect(await answer('select website, head_quarter, founded from company')).toEqual([['', '', '0']]);
    });

    it.each([
      ["rating = 256", 'products_rating_check'], ["rating = -1", 'products_rating_check'], ["temperature = 128", 'products_temperature_check'],
      ["temperature = -129", 'products_temperature_check'], ["quantity = 32768", '22003'], ["release_date = 'infinity'", 'products_release_date_check'],
      ["open_time = '24:00:00'", 'products_open_time_check'], ["shipping_time = 'NaN'", 'products_shipping_time_check'],
      [`"offset" = 'Infinity'`, 'products_offset_check'], ["status = 16", 'products_status_check'], ["created_at = '-infinity'", 'products_created_at_check'],
      [`location = '{"type":"LineString","coordinates":[]}'`, 'products_location_check'], ["area = 'null'", 'products_area_check'],
      ["photo_content_type = null", 'products_photo_check'], ["special_feature = 'x'", 'products_product_type_check'], ["product_type = 'Other'", 'products_product_type_check'],
      [`category_id = '${key('99')}'`, 'products_category_fk'],
    ])('refuses a product with %s', async (assignment, expected) => {
      expect(await refusal(`update products set ${assignment} where id = '${key('a2')}'`)).toBe(expected);
    });

    it('keeps doubles that are no numbers, exact decimals and the whole range of Int64', async () => {
      await run(`update products set price = 'Infinity', dimensions_length = 'NaN' where id = '${key('a1')}'`,
        "update decimal_samples set amount = 12345678901234567890.123456789012345678", 'update media_items set size = -9223372036854775808');
      expect(await answer(`select price, dimensions_length from products where id = '${key('a1')}'`)).toEqual([['Infinity', 'NaN']]);
      expect(await answer('select amount, (select min(size) from media_items) from decimal_samples')).toEqual([['12345678901234567890.123456789012345678', '-9223372036854775808']]);
    });

    it('knows a category name and a description in one language only once', async () => {
      expect(await refusal("insert into categories (name) values ('Kitchen')")).toBe('categories_name_key');
      expect(await refusal(`insert into product_descriptions values ('${key('a1')}', 'EN', 'x')`)).toBe('product_descriptions_pkey');
      expect(await refusal(`insert into product_descriptions values ('${key('99')}', 'EN', 'x')`)).toBe('product_descriptions_product_fk');
    });

    it('takes descriptions and links away with a product, from either end of a link', async () => {
      await run(`insert into product_related values ('${key('a1')}', '${key('a2')}'), ('${key('a3')}', '${key('a1')}'), ('${key('a3')}', '${key('a2')}')`,
        `delete from products where id = '${key('a1')}'`);
      expect(await answer('select right(product_id::text, 2), right(related_id::text, 2) from product_related')).toEqual([['a3', 'a2']]);
      expect(await answer(`select 1 from product_descriptions where product_id = '${key('a1')}'`)).toEqual([]);
    });

    it('keeps the products of a removed category, without it and with a new version', async () => {
      await run(`delete from categories where id = '${key('c3')}'`);
      expect(await answer(`select category_id, version from products where id = '${key('a4')}'`)).toEqual([[null, '2']]);
      expect(await answer(`select count(*) from products where version <> 1`)).toEqual([['1']]);
    });

    it('counts a change once when the request brings the new version itself', async () => {
      await run(`update products set category_id = null, version = version + 1 where id = '${key('a4')}'`);
      expect(await answer(`select version from products where id = '${key('a4')}'`)).toEqual([['2']]);
    });

    it('lets requests neither touch read-only items nor add or remove a company', async () => {
      const refused = ["insert into read_only_items (name) values ('x')", "update read_only_items set name = 'x'", 'delete from read_only_items',
        "insert into company (name, ceo) values ('x', 'y')", 'delete from company', 'create table mine (id int)', 'truncate products'];
      for (const text of refused) expect([text, await refusal(text)]).toEqual([text, '42501']);
      await run("update company set ceo = 'x'");
    });
  });

  describe(`its history (${name})`, () => {
    it('goes up on an empty database and down again without leaving anything', async () => {
      const test = await open({ install: () => Promise.resolve() });
      try {
        expect(await stateOf(test.owner, target)).toBe('empty');
        await migrateTo(test.owner, target);
        await migrateTo(test.owner, target);
        expect(await stateOf(test.owner, target)).toBe('current');
        await seedCatalog(test.owner);
        await unmigrate(test.owner, target);
        expect(await stateOf(test.owner, target)).toBe('empty');
        const left = await rowsOf(test.owner, `
          select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = ? and c.relkind in ('r', 'v', 'S') and c.relname not like 'schema_migrations%'
          union all select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = ?`, [test.schema, test.schema]);
        expect(left).toEqual([]);
      } finally {
        await test.close();
      }
    });
  });
});
