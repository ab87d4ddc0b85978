/**
 * The products the catalog starts with, and what is written about them.
 * In: nothing. Out: rows by column, ready to be inserted. Values of a product are written in a short form
 * first, so that a reader sees a product at a glance; columns are made from it below.
 * It knows no database.
 */
import { bytes, seedKey } from './seed-row.ts';
import type { SeedRow } from './seed-row.ts';

type Coordinates = readonly [longitude: number, latitude: number];

type Goods = {
  readonly key: string;
  readonly name: string;
  readonly price: number;
  readonly figures?: { readonly rating: number; readonly temperature: number; readonly quantity: number; readonly weight: number };
  readonly status: number;
  readonly category: string;
  readonly created: string;
  readonly data: Uint8Array;
  readonly released?: readonly [date: string, openTime: string];
  readonly shipping: number;
  readonly further?: { readonly processing: number; readonly offset: number };
  readonly site?: Site;
  readonly special?: readonly [property: string, feature: string];
};
type Site = {
  readonly address: readonly [street: string, city: string, state: string, postalCode: string];
  readonly size: readonly [length: number, width: number, height: number];
  readonly location: Coordinates;
  readonly destination: Coordinates;
  readonly area: readonly [west: number, south: number, east: number, north: number];
};

const IN_STOCK = 1;
const ON_SALE = 2;
const DISCONTINUED = 4;
const FEATURED = 8;
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const GOODS: readonly Goods[] = [
  {
    key: 'a1', name: 'Laptop', price: 999.99, status: IN_STOCK | FEATURED, category: 'c1', created: '2024-01-15T10:30:00Z',
    figures: { rating: 200, temperature: -10, quantity: 1200, weight: 3.14 },
    data: Uint8Array.of(0x74, 0x65, 0x73, 0x74), released: ['2024-01-15', '09:30:00'], shipping: DAY, further: { processing: 45, offset: 0 },
    site: {
      address: ['123 Tech Way', 'Seattle', 'WA', '98101'], size: [35.5, 25, 2.5],
      location: [-122.3321, 47.6062], destination: [-122.4194, 47.2529], area: [-122.5, 47.5, -122.0, 47.8],
    },
    special: ['Three-year warranty', 'Phone support'],
  },
  {
    key: 'a2', name: 'Wireless Mouse', price: 29.99, status: IN_STOCK | ON_SALE, category: 'c1', created: '2024-03-20T14:45:00Z',
    figures: { rating: 110, temperature: 5, quantity: 300, weight: 0.09 },
    data: Uint8Array.of(1, 2, 3), released: ['2024-01-20', '08:15:00'], shipping: 2 * HOUR, further: { processing: 1.5, offset: -DAY },
    site: {
      address: ['456 Innovation Blvd', 'San Francisco', 'CA', '94102'], size: [10, 6, 4],
      location: [-122.4194, 37.7749], destination: [-122.2711, 37.8044], area: [-122.5, 37.7, -122.3, 37.9],
    },
  },
  {
    key: 'a3', name: 'Coffee Mug', price: 15.5, status: IN_STOCK, category: 'c2', created: '2023-11-05T09:15:00Z',
    figures: { rating: 0, temperature: -5, quantity: -200, weight: 0 },
    data: Uint8Array.of(), released: ['2024-01-01', '00:00:00'], shipping: 2 * DAY, further: { processing: 30 * MINUTE, offset: 0 },
    site: {
      address: ['789 Home St', 'Portland', 'OR', '97201'], size: [8, 8, 10],
      location: [-122.6765, 45.5231], destination: [-122.6587, 45.5152], area: [-122.8, 45.4, -122.5, 45.7],
    },
  },
  {
    key: 'a4', name: 'Office Chair', price: 249.99, status: DISCONTINUED, category: 'c3', created: '2023-08-12T16:20:00Z',
    figures: { rating: 255, temperature: 127, quantity: 32767, weight: 150 },
    data: Uint8Array.of(4), released: ['2024-12-31', '23:59:59'], shipping: DAY + 2 * HOUR + 30 * MINUTE, further: { processing: 45, offset: 0 },
  },
  {
    key: 'a5', name: 'Smartphone', price: 799.99, status: IN_STOCK | ON_SALE | FEATURED, category: 'c1', created: '2024-06-28T11:00:00Z',
    data: Uint8Array.of(5), shipping: 12 * HOUR,
    site: {
      address: ['321 Mobile Ave', 'Austin', 'TX', '78701'], size: [15, 7.5, 0.8],
      location: [-97.7431, 30.2672], destination: [-97.7426, 30.2849], area: [-98.0, 30.1, -97.5, 30.5],
    },
  },
  {
    key: 'a6', name: 'Premium Laptop Pro', price: 1999.99, status: IN_STOCK | FEATURED, category: 'c1', created: '2024-07-01T10:00:00Z',
    data: Uint8Array.of(6), shipping: 3 * DAY,
    site: {
      address: ['999 Premium Way', 'New York', 'NY', '10001'], size: [40, 28, 2],
      location: [-74.006, 40.7128], destination: [-73.9352, 40.7306], area: [-74.1, 40.6, -73.8, 40.9],
    },
    special: ['Five-year warranty', 'Priority support'],
  },
  {
    key: 'a7', name: 'Gaming Mouse Ultra', price: 149.99, status: IN_STOCK | ON_SALE, category: 'c1', created: '2024-07-15T14:30:00Z',
    data: Uint8Array.of(7), shipping: 6 * HOUR,
    site: {
      address: ['888 Gaming Blvd', 'Los Angeles', 'CA', '90001'], size: [12.5, 7.5, 4.5],
      location: [-118.2437, 34.0522], destination: [-118.3687, 34.1016], area: [-118.5, 33.9, -118.0, 34.3],
    },
    special: ['Lighting in many colours', 'Adjustable sensitivity'],
  },
];

/** Every row names the same columns, so that one statement takes them all. */
const toRow = (goods: Goods): SeedRow => ({
  id: seedKey(goods.key),
  name: goods.name,
  price: goods.price,
  ...(goods.figures ?? { rating: 0, temperature: 0, quantity: 0, weight: 0 }),
  data: bytes(goods.data),
  release_date: goods.released?.[0] ?? null,
  open_time: goods.released?.[1] ?? null,
  shipping_time: goods.shipping,
  processing_time: goods.further?.processing ?? null,
  offset: goods.further?.offset ?? null,
  category_id: seedKey(goods.category),
  status: goods.status,
  created_at: goods.created,
  product_type: goods.special === undefined ? 'Product' : 'SpecialProduct',
  ...siteColumns(goods.site),
  photo: bytes(Buffer.from(`photo of ${goods.name}`, 'utf8')),
  photo_content_type: 'application/octet-stream',
  special_property: goods.special?.[0] ?? null,
  special_feature: goods.special?.[1] ?? null,
});

const siteColumns = (site: Site | undefined): SeedRow => ({
  shipping_address_street: site?.address[0] ?? null,
  shipping_address_city: site?.address[1] ?? null,
  shipping_address_state: site?.address[2] ?? null,
  shipping_address_postal_code: site?.address[3] ?? null,
  shipping_address_country: site === undefined ? null : 'USA',
  dimensions_length: site?.size[0] ?? null,
  dimensions_width: site?.size[1] ?? null,
  dimensions_height: site?.size[2] ?? null,
  dimensions_unit: site === undefined ? null : 'cm',
  location: site === undefined ? null : { type: 'Point', coordinates: site.location },
  route: site === undefined ? null : { type: 'LineString', coordinates: [site.location, site.destination] },
  area: site === undefined ? null : { type: 'Polygon', coordinates: [boxRing(site.area)] },
});

/** Counter-clockwise from the south-west corner, and closed. */
const boxRing = ([west, south, east, north]: Site['area']): readonly Coordinates[] => [
  [west, south], [east, south], [east, north], [west, north], [west, south],
];

const describe = (product: string, language: string, description: string, longText: string): SeedRow => ({
  product_id: seedKey(product), language_key: language, description, long_text: longText, custom_name: null,
});

export const PRODUCTS: readonly SeedRow[] = GOODS.map(toRow);
export const SEED_PRICES: ReadonlyMap<string, number> = new Map(GOODS.map(({ key, price }) => [seedKey(key), price]));
export const PRODUCT_DESCRIPTIONS: readonly SeedRow[] = [
  { ...describe('a1', 'EN', 'Fast laptop for office work and games', 'A slim laptop with plenty of memory and a bright screen.'), custom_name: 'Promo' },
  describe('a1', 'DE', 'Schneller Laptop für Büro und Spiele', 'Ein flacher Laptop mit viel Speicher und hellem Bildschirm.'),
  describe('a2', 'EN', 'Ergonomic cordless mouse with a quiet click', 'It fits either hand and runs for months on one battery.'),
  describe('a2', 'FR', 'Souris ergonomique sans fil au clic discret', 'Elle convient aux deux mains et tient des mois avec une pile.'),
  describe('a3', 'EN', 'Stoneware mug for hot drinks', 'Thick walls keep the coffee warm and the handle stays cool.'),
  describe('a5', 'EN', 'Slim phone with a good camera', 'It lasts a full day on one charge, even when filming.'),
  describe('a5', 'ES', 'Teléfono delgado con buena cámara', 'Dura un día entero con una sola carga, incluso al grabar.'),
];
