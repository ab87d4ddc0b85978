/** What the catalog starts with: exactly the rows of its description, written down here once more in OData's own spelling. */
import type { Knex } from 'knex';
import { catalogMigrations, SEED_PRICES, seedCatalog } from '../../migrations/catalog/index.ts';
import { migrateTo } from '../../migrations/index.ts';
import { primitiveRow } from '../../src/edm/index.ts';
import { forEachDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';

type Row = Readonly<Record<string, unknown>>;

/** name | kind | price | rating temperature quantity weight | status | category | created */
const PRODUCTS = `
a1 | Laptop             | S | 999.99  | 200 -10 1200 3.14 | InStock,Featured        | c1 | 2024-01-15 10:30:00
a2 | Wireless Mouse     |   | 29.99   | 110 5 300 0.09    | InStock,OnSale          | c1 | 2024-03-20 14:45:00
a3 | Coffee Mug         |   | 15.50   | 0 -5 -200 0       | InStock                 | c2 | 2023-11-05 09:15:00
a4 | Office Chair       |   | 249.99  | 255 127 32767 150 | Discontinued            | c3 | 2023-08-12 16:20:00
a5 | Smartphone         |   | 799.99  | 0 0 0 0           | InStock,OnSale,Featured | c1 | 2024-06-28 11:00:00
a6 | Premium Laptop Pro | S | 1999.99 | 0 0 0 0           | InStock,Featured        | c1 | 2024-07-01 10:00:00
a7 | Gaming Mouse Ultra | S | 149.99  | 0 0 0 0           | InStock,OnSale          | c1 | 2024-07-15 14:30:00`;
/** data | release date | open time | shipping time | processing time | offset */
const VALUES = `
a1 | 74657374 | 2024-01-15 | 09:30:00 | P1D        | PT45S  | P0D
a2 | 010203   | 2024-01-20 | 08:15:00 | PT2H       | PT1.5S | -P1D
a3 |          | 2024-01-01 | 00:00:00 | P2D        | PT30M  | P0D
a4 | 04       | 2024-12-31 | 23:59:59 | P1DT2H30M  | PT45S  | P0D
a5 | 05       | null       | null     | PT12H      | null   | null
a6 | 06       | null       | null     | P3D        | null   | null
a7 | 07       | null       | null     | PT6H       | null   | null`;
/** street, city, state, postal code | length width height | location | end of the route | west south east north */
const PLACES = `
a1 | 123 Tech Way, Seattle, WA, 98101                  | 35.5 25 2.5  | -122.3321 47.6062 | -122.4194 47.2529 | -122.5 47.5 -122.0 47.8
a2 | 456 Innovation Blvd, San Francisco, CA, 94102     | 10 6 4       | -122.4194 37.7749 | -122.2711 37.8044 | -122.5 37.7 -122.3 37.9
a3 | 789 Home St, Portland, OR, 97201                  | 8 8 10       | -122.6765 45.5231 | -122.6587 45.5152 | -122.8 45.4 -122.5 45.7
a5 | 321 Mobile Ave, Austin, TX, 78701                 | 15 7.5 0.8   | -97.7431 30.2672  | -97.7426 30.2849  | -98.0 30.1 -97.5 30.5
a6 | 999 Premium Way, New York, NY, 10001              | 40 28 2      | -74.0060 40.7128  | -73.9352 40.7306  | -74.1 40.6 -73.8 40.9
a7 | 888 Gaming Blvd, Los Angeles, CA, 90001           | 12.5 7.5 4.5 | -118.2437 34.0522 | -118.3687 34.1016 | -118.5 33.9 -118.0 34.3`;
const SPECIALS = `
a1 | Three-year warranty      | Phone support
a6 | Five-year warranty       | Priority support
a7 | Lighting in many colours | Adjustable sensitivity`;
const DESCRIPTIONS = `
a1 | DE | Schneller Laptop für Büro und Spiele        | Ein flacher Laptop mit viel Speicher und hellem Bildschirm.    | null
a1 | EN | Fast laptop for office work and games       | A slim laptop with plenty of memory and a bright screen.      | Promo
a2 | EN | Ergonomic cordless mouse with a quiet click | It fits either hand and runs for months on one battery.       | null
a2 | FR | Souris ergonomique sans fil au clic discret | Elle convient aux deux mains et tient des mois avec une pile. | null
a3 | EN | Stoneware mug for hot drinks                | Thick walls keep the coffee warm and the handle stays cool.   | null
a5 | EN | Slim phone with a good camera               | It lasts a full day on one charge, even when filming.         | null
a5 | ES | Teléfono delgado con buena cámara           | Dura un día entero con una sola carga, incluso al grabar.     | null`;

const key = (suffix: string | undefined): string => `00000000-0000-4000-8000-0000000000${suffix}`;
const numbers = (text: string): readonly number[] => text.split(' ').map(Number);
/** Key → cells of a table above. */
const table = (text: string): ReadonlyMap<string, readonly string[]> =>
  new Map(text.trim().split('\n').map((line) => line.split('|').map((cell) => cell.trim())).map(([first = '', ...cells]) => [first, cells]));

const STATUS: Readonly<Record<string, number>> = { None: 0, InStock: 1, OnSale: 2, Discontinued: 4, Featured: 8 };
const seconds = (text: string | undefined): number | null =>
  text === 'null' ? null : Number(primitiveRow('Edm.Duration').parseUrl(text ?? ''));
const orNull = (text: string | undefined): string | null => (text === 'null' || text === undefined ? null : text);

const NOWHERE: Row = {
  shipping_address_street: null, shipping_address_city: null, shipping_address_state: null, shipping_address_postal_code: null,
  shipping_address_country: null, dimensions_length: null, dimensions_width: null, dimensions_height: null, dimensions_unit: null,
  location: null, route: null, area: null,
};

function placed(cells: readonly string[] | undefined): Row {
  if (cells === undefined) return NOWHERE;
  const [address = '', size = '', location = '', end = '', box = ''] = cells;
  const [street, city, state, postalCode] = address.split(', ');
  const [length, width, height] = numbers(size);
  const [west, south, east, north] = numbers(box);
  return {
    shipping_address_street: street, shipping_address_city: city, shipping_address_state: state, shipping_address_postal_code: postalCode,
    shipping_address_country: 'USA', dimensions_length: length, dimensions_width: width, dimensions_height: height, dimensions_unit: 'cm',
    location: { type: 'Point', coordinates: numbers(location) },
    route: { type: 'LineString', coordinates: [numbers(location), numbers(end)] },
    area: { type: 'Polygon', coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] },
  };
}

function expectedProducts(): readonly Row[] {
  const [values, places, specials] = [table(VALUES), table(PLACES), table(SPECIALS)];
  return [...table(PRODUCTS)].map(([xx, [name = '', special, price, figures = '', status = '', category, created = '']]) => {
    const [rating, temperature, quantity, weight] = numbers(figures);
    const [data, released, openTime, shipping, processing, offset] = values.get(xx) ?? [];
    const [property, feature] = specials.get(xx) ?? [];
    return {
      id: key(xx), name, description: null, price: Number(price), rating, temperature, quantity, weight, data: `\\x${data}`,
      release_date: orNull(released), open_time: orNull(openTime), shipping_time: seconds(shipping), processing_time: seconds(processing),
      offset: seconds(offset), category_id: key(category), status: status.split(',').reduce((bits, member) => bits | (STATUS[member] ?? 64), 0),
      version: 1, created_at: `${created.replace(' ', 'T')}+00:00`, serial_number: null, product_type: special === 'S' ? 'SpecialProduct' : 'Product',
      ...placed(places.get(xx)), photo: `\\x${Buffer.from(`photo of ${name}`).toString('hex')}`, photo_content_type: 'application/octet-stream',
      special_property: orNull(property), special_feature: orNull(feature),
    };
  });
}

const TABLES = ['categories', 'products', 'product_related', 'product_descriptions', 'media_items', 'read_only_items', 'decimal_samples', 'company'];

const readAll = async (knex: Knex, name: string, order = 'id'): Promise<readonly Row[]> => {
  // One session for both statements: instants print in its time zone.
  const answer = await knex.transaction(async (trx) => {
    await trx.raw("set local time zone 'UTC'");
    return (await trx.raw(`select coalesce(json_agg(x order by ${order}), '[]')::text as rows from ${name} x`)) as { rows: { rows: string }[] };
  });
  return JSON.parse(answer.rows[0]?.rows ?? '') as Row[];
};

forEachDatabase((name, open) => {
  describe('the seeded catalog', () => {
    let test: TestDatabase;
    beforeAll(async () => {
      test = await open({ install: (knex) => migrateTo(knex, { migrations: catalogMigrations }) });
      await seedCatalog(test.owner);
    });
    afterAll(() => test.close());

    it('holds the seven products in every value', async () => {
      expect(await readAll(test.owner, 'products')).toEqual(expectedProducts());
    });
    it('tells zero bytes from none', async () => {
      const products = await readAll(test.owner, 'products');
      expect(products.filter(({ data }) => data === '\\x').map(({ name }) => name)).toEqual(['Coffee Mug']);
    });
    it('relates no products yet', async () => {
      expect(await readAll(test.owner, 'product_related', 'product_id')).toEqual([]);
    });
    it('holds three categories', async () => {
      expect(await readAll(test.owner, 'categories')).toEqual([
        { id: key('c1'), name: 'Electronics', description: 'Gadgets and computers' },
        { id: key('c2'), name: 'Kitchen', description: 'For cooking and drinking' },
        { id: key('c3'), name: 'Furniture', description: 'For homes and offices' },
      ]);
    });
    it('describes four of the products, in four languages', async () => {
      const lines = DESCRIPTIONS.trim().split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
      const rows = lines.map(([product, language, description, longText, customName]) =>
        ({ product_id: key(product), language_key: language, description, long_text: longText, custom_name: orNull(customName) }));
      expect(await readAll(test.owner, 'product_descriptions', 'product_id, language_key')).toEqual(rows);
    });
    it('holds two media items of exactly their size', async () => {
      const [image, document] = await readAll(test.owner, 'media_items');
      const bytes = (row: Row | undefined): string => Buffer.from(String(row?.['content']).slice(2), 'hex').toString('utf8');
      expect(image).toMatchObject({ id: key('d1'), name: 'Sample Image', content_type: 'image/png', size: 1024 });
      expect(document).toMatchObject({ id: key('d2'), name: 'Sample Document', content_type: 'application/pdf', size: 2048 });
      expect([bytes(image).length, bytes(image).slice(0, 24), bytes(image).slice(1020)]).toEqual([1024, 'Sample ImageSample Image', 'Samp']);
      expect([bytes(document).length, bytes(document).slice(0, 20), bytes(document).slice(-8)]).toEqual([2048, 'Sample DocumentSampl', 'Sample D']);
    });
    it('holds two read-only items, one exact decimal and the company', async () => {
      expect(await readAll(test.owner, 'read_only_items')).toEqual([{ id: key('e1'), name: 'Read-only item A' }, { id: key('e2'), name: 'Read-only item B' }]);
      const amount = (await test.owner.raw('select id, name, amount::text from decimal_samples')) as { rows: Row[] };
      expect(amount.rows).toEqual([{ id: key('f1'), name: 'Seed Decimal', amount: '123.450000000000000000' }]);
      const [company, ...others] = await readAll(test.owner, 'company');
      expect(others).toEqual([]);
      expect(company).toMatchObject({
        id: key('b1'), name: 'TechStore Inc.', ceo: 'Sarah Johnson', founded: 2010, head_quarter: 'Seattle, WA, USA',
        website: 'https://techstore.example.com', version: 1,
      });
      const logo = Buffer.from(String(company?.['logo']).slice(2), 'hex').toString('utf8');
      expect(logo).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" .*width="100" height="100" fill="#4A90E2"/);
    });
    it('knows the seed price of each product', () => {
      expect([...SEED_PRICES]).toEqual(expectedProducts().map(({ id, price }) => [id, price]));
    });

    it('gives both times of media and that of the company the moment of seeding, moved by seeding again', async () => {
      const times = async (): Promise<readonly unknown[]> => {
        const answer = (await test.owner.raw(`
          select created_at::text from media_items union all select modified_at::text from media_items union all select updated_at::text from company`)) as { rows: Row[] };
        return answer.rows.map((row) => row['created_at']);
      };
      const first = await times();
      await seedCatalog(test.owner);
      const second = await times();
      expect([first.length, new Set(first).size, new Set(second).size]).toEqual([5, 1, 1]);
      expect(String(second[0]) > String(first[0])).toBe(true);
    });

    it('comes back exactly after anything was changed, added, linked or removed', async () => {
      const state = async (): Promise<unknown> => {
        const rows = await Promise.all(TABLES.map((name) => readAll(test.owner, name, 'x::text')));
        return JSON.parse(JSON.stringify(rows, (column, value: unknown) => (['modified_at', 'updated_at'].includes(column) ? null : value)), (column, value: unknown) =>
          column === 'created_at' && !String(value).endsWith(':00+00:00') ? null : value);
      };
      const before = await state();
      await test.owner.raw(`
        insert into categories (name) values ('Toys');
        insert into products (name) select 'Copy ' || n from generate_series(1, 50) n;
        insert into product_related select '${key('a1')}', id from products;
        update products set price = 0, version = 9, photo = null, photo_content_type = null where id = '${key('a1')}';
        delete from products where id = '${key('a2')}';
        delete from categories where id = '${key('c1')}';
        delete from media_items;
        update company set ceo = 'Someone', version = 4`);
      expect(await state()).not.toEqual(before);
      await seedCatalog(test.owner);
      expect(await state()).toEqual(before);
      await Promise.all([seedCatalog(test.owner), seedCatalog(test.owner)]);
      expect(await state()).toEqual(before);
    });

    // The embedded database has one connection: nobody can look while somebody seeds.
    (name === 'server' ? it : it.skip)('shows readers the old rows until all the new ones are there, and lets writers wait', async () => {
      const send = async (text: string): Promise<unknown> =>
        (await test.database.transaction({ tenant: undefined }, (tx) => tx.run([{ text, values: [] }])))[0]?.rows;
      const names = 'select ceo, (select count(*) from products) from company';
      await test.owner.raw("update company set ceo = 'Someone'; insert into products (name) values ('Extra')");
      const seeding = await test.owner.transaction();
      await seedCatalog(seeding);
      expect(await send(names)).toEqual([['Someone', '8']]);
      const order: string[] = [];
      const writing = send("update company set ceo = ceo || '!'").then(() => order.push('written'));
      expect(await send(names)).toEqual([['Someone', '8']]);
      order.push('seeded');
      await seeding.commit();
      await writing;
      expect(order).toEqual(['seeded', 'written']);
      expect(await send(names)).toEqual([['Sarah Johnson!', '7']]);
      await seedCatalog(test.owner);
    });

    it('keeps what was there when seeding fails', async () => {
      await test.owner.raw("update company set ceo = 'Someone'; alter table company add constraint refusal check (ceo = 'Someone')");
      await expect(seedCatalog(test.owner)).rejects.toThrow(/refusal/);
      expect(await readAll(test.owner, 'company')).toMatchObject([{ ceo: 'Someone' }]);
      expect(await readAll(test.owner, 'products')).toHaveLength(7);
      await test.owner.raw('alter table company drop constraint refusal');
      await seedCatalog(test.owner);
    });
  });
});
