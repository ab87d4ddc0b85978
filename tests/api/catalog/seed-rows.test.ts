/** The seed rows as a client reads them, whole, in OData's spelling. */
import { onTheCatalog, seedKey } from '../../support/catalog.ts';
import type { Json } from '../../support/service.ts';

/** name | price | rating temperature quantity weight | status | category | created | data | released | open | shipping | processing | offset */
const PRODUCTS = `
a1 | Laptop             | 999.99  | 200 -10 1200 3.14 | InStock,Featured        | c1 | 2024-01-15T10:30:00Z | dGVzdA | 2024-01-15 | 09:30:00 | P1D       | PT45S  | PT0S
a2 | Wireless Mouse     | 29.99   | 110 5 300 0.09    | InStock,OnSale          | c1 | 2024-03-20T14:45:00Z | AQID   | 2024-01-20 | 08:15:00 | PT2H      | PT1.5S | -P1D
a3 | Coffee Mug         | 15.5    | 0 -5 -200 0       | InStock                 | c2 | 2023-11-05T09:15:00Z |        | 2024-01-01 | 00:00:00 | P2D       | PT30M  | PT0S
a4 | Office Chair       | 249.99  | 255 127 32767 150 | Discontinued            | c3 | 2023-08-12T16:20:00Z | BA     | 2024-12-31 | 23:59:59 | P1DT2H30M | PT45S  | PT0S
a5 | Smartphone         | 799.99  | 0 0 0 0           | InStock,OnSale,Featured | c1 | 2024-06-28T11:00:00Z | BQ     | null       | null     | PT12H     | null   | null
a6 | Premium Laptop Pro | 1999.99 | 0 0 0 0           | InStock,Featured        | c1 | 2024-07-01T10:00:00Z | Bg     | null       | null     | P3D       | null   | null
a7 | Gaming Mouse Ultra | 149.99  | 0 0 0 0           | InStock,OnSale          | c1 | 2024-07-15T14:30:00Z | Bw     | null       | null     | PT6H      | null   | null`;
/** street, city, state, postal code | length width height | location | end of the route | west south east north */
const PLACES = `
a1 | 123 Tech Way, Seattle, WA, 98101              | 35.5 25 2.5  | -122.3321 47.6062 | -122.4194 47.2529 | -122.5 47.5 -122.0 47.8
a2 | 456 Innovation Blvd, San Francisco, CA, 94102 | 10 6 4       | -122.4194 37.7749 | -122.2711 37.8044 | -122.5 37.7 -122.3 37.9
a3 | 789 Home St, Portland, OR, 97201              | 8 8 10       | -122.6765 45.5231 | -122.6587 45.5152 | -122.8 45.4 -122.5 45.7
a5 | 321 Mobile Ave, Austin, TX, 78701             | 15 7.5 0.8   | -97.7431 30.2672  | -97.7426 30.2849  | -98.0 30.1 -97.5 30.5
a6 | 999 Premium Way, New York, NY, 10001          | 40 28 2      | -74.0060 40.7128  | -73.9352 40.7306  | -74.1 40.6 -73.8 40.9
a7 | 888 Gaming Blvd, Los Angeles, CA, 90001       | 12.5 7.5 4.5 | -118.2437 34.0522 | -118.3687 34.1016 | -118.5 33.9 -118.0 34.3`;
const SPECIAL: Readonly<Record<string, readonly string[]>> = {
  a1: ['Three-year warranty', 'Phone support'], a6: ['Five-year warranty', 'Priority support'], a7: ['Lighting in many colours', 'Adjustable sensitivity'],
};

const cellsOf = (table: string): ReadonlyMap<string, readonly string[]> =>
  new Map(table.trim().split('\n').map((line) => line.split('|').map((cell) => cell.trim())).map(([xx = '', ...cells]) => [xx, cells]));
const numbers = (text = ''): readonly number[] => text.split(' ').map(Number);
const orNull = (text: string | undefined): string | null => (text === 'null' ? null : (text ?? null));

function place(cells: readonly string[] | undefined): Json {
  if (cells === undefined) return { ShippingAddress: null, Dimensions: null, Location: null, Route: null, Area: null };
  const [address = '', size, at, end, box] = cells;
  const [Street, City, State, PostalCode] = address.split(', ');
  const [Length, Width, Height] = numbers(size);
  const [w, s, e, n] = numbers(box);
  return {
    ShippingAddress: { Street, City, State, PostalCode, Country: 'USA' }, Dimensions: { Length, Width, Height, Unit: 'cm' },
    Location: { type: 'Point', coordinates: numbers(at) }, Route: { type: 'LineString', coordinates: [numbers(at), numbers(end)] },
    Area: { type: 'Polygon', coordinates: [[[w, s], [e, s], [e, n], [w, n], [w, s]]] },
  };
}

function product(xx: string, cells: readonly string[], places: readonly string[] | undefined): Json {
  const [Name, price, figures, Status, category = '', CreatedAt, Data, released, open, shipping, processing, offset] = cells;
  const [Rating, Temperature, Quantity, Weight] = numbers(figures);
  const [SpecialProperty, SpecialFeature] = SPECIAL[xx] ?? [];
  return {
    ...(SpecialProperty === undefined ? {} : { '@odata.type': '#Catalog.SpecialProduct' }), '@odata.etag': 'W/"1"', ID: seedKey(xx), Name, Description: null, Price: Number(price), Rating, Temperature, Quantity, Weight, Data,
    ReleaseDate: orNull(released), OpenTime: orNull(open), ShippingTime: orNull(shipping), ProcessingTime: orNull(processing), Offset: orNull(offset), CategoryID: seedKey(category), Status, Version: 1, CreatedAt,
    SerialNumber: null, ProductType: SpecialProperty === undefined ? 'Product' : 'SpecialProduct', ...place(places), ...(SpecialProperty === undefined ? {} : { SpecialProperty, SpecialFeature }),
  };
}

onTheCatalog(({ get }) => {
  const rows = async (target: string): Promise<Json> => (await get(target)).json.value;

  test('the seven products, in the order of their keys, with every value', async () => {
    const places = cellsOf(PLACES);
    expect(await rows('/Products')).toEqual([...cellsOf(PRODUCTS)].map(([xx, cells]) => product(xx, cells, places.get(xx))));
  });

  test.each([...cellsOf(PRODUCTS)].map(([xx, [name]]) => [xx, name]))('%s has its photo and no related products', async (xx, name) => {
    const photo = await get(`/Products(${seedKey(xx ?? '')})/Photo`);
    expect([photo.text, photo.headers['content-type']]).toEqual([`photo of ${name}`, 'application/octet-stream']);
    expect(await rows(`/Products(${seedKey(xx ?? '')})/RelatedProducts`)).toEqual([]);
  });

  test('categories, read-only items and the sample amount', async () => {
    const named = (xx: string, Name: string, more: Json = {}): Json => ({ ID: seedKey(xx), Name, ...more });
    expect(await rows('/Categories')).toEqual([
      named('c1', 'Electronics', { Description: 'Gadgets and computers' }), named('c2', 'Kitchen', { Description: 'For cooking and drinking' }), named('c3', 'Furniture', { Description: 'For homes and offices' }),
    ]);
    expect(await rows('/ReadOnlyItems')).toEqual([named('e1', 'Read-only item A'), named('e2', 'Read-only item B')]);
    expect(await rows('/DecimalSamples')).toEqual([named('f1', 'Seed Decimal', { Amount: 123.45 })]);
    expect((await get('/DecimalSamples', { accept: 'application/json;IEEE754Compatible=true' })).text).toContain('"Amount":"123.450000000000000000"');
  });

  test('descriptions of four products, by product and language', async () => {
    const found = (await rows('/ProductDescriptions')).map((row: Json) => [row.ProductID.slice(-2), row.LanguageKey, row.Description, row.LongText, row.CustomName]);
    expect(found).toEqual([
      ['a1', 'DE', 'Schneller Laptop für Büro und Spiele', 'Ein flacher Laptop mit viel Speicher und hellem Bildschirm.', null],
      ['a1', 'EN', 'Fast laptop for office work and games', 'A slim laptop with plenty of memory and a bright screen.', 'Promo'],
      ['a2', 'EN', 'Ergonomic cordless mouse with a quiet click', 'It fits either hand and runs for months on one battery.', null],
      ['a2', 'FR', 'Souris ergonomique sans fil au clic discret', 'Elle convient aux deux mains et tient des mois avec une pile.', null],
      ['a3', 'EN', 'Stoneware mug for hot drinks', 'Thick walls keep the coffee warm and the handle stays cool.', null],
      ['a5', 'EN', 'Slim phone with a good camera', 'It lasts a full day on one charge, even when filming.', null],
      ['a5', 'ES', 'Teléfono delgado con buena cámara', 'Dura un día entero con una sola carga, incluso al grabar.', null],
    ]);
  });

  test('media items and the company carry the moment of seeding', async () => {
    const [image, document] = await rows('/MediaItems');
    const moment = (await get('/Company')).json.UpdatedAt;
    expect([image, document]).toEqual([
      expect.objectContaining({ ID: seedKey('d1'), Name: 'Sample Image', ContentType: 'image/png', Size: 1024, CreatedAt: moment, ModifiedAt: moment }),
      expect.objectContaining({ ID: seedKey('d2'), Name: 'Sample Document', ContentType: 'application/pdf', Size: 2048, CreatedAt: moment, ModifiedAt: moment }),
    ]);
    const { Logo, ...company } = (await get('/Company')).json;
    expect(company).toMatchObject({ ID: seedKey('b1'), Name: 'TechStore Inc.', CEO: 'Sarah Johnson', Founded: 2010, HeadQuarter: 'Seattle, WA, USA', Website: 'https://techstore.example.com', Version: 1 });
    expect(Buffer.from(Logo, 'base64url').toString('utf8')).toMatch(/^<svg [^>]*width="100" height="100".*fill="#4A90E2"/);
  });
});
