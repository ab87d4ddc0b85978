/**
 * The tables of the catalog, and what the runtime role may do with them.
 * In: the schema of the search path. Out: tables in the order of their references. Names of columns are the
 * snake_case of the model's properties; complex values are spread over columns with their prefix, geography is
 * GeoJSON text, durations are seconds, flags their number. Lengths and patterns are the validator's business;
 * the checks here keep out what a column could hold and the metadata could not say.
 * There is no tenant, hence neither views nor row-level security. It fills in no rows.
 */
import type { Knex } from 'knex';
import type { Migration } from '../migration.ts';
import { MAKE_RUNTIME_ROLE } from '../runtime-role.ts';

type Table = { readonly name: string; readonly parts: readonly string[]; readonly rights: string; readonly indexes?: readonly string[] };

const TEXT = 'text collate "C"';
const KEY = 'id uuid primary key default gen_random_uuid()';
const ALL_RIGHTS = 'select, insert, update, delete';

const instant = (table: string, column: string): string =>
  `${column} timestamptz not null default now()
   constraint ${table}_${column}_check check (${column} >= '0001-01-01Z' and ${column} < '10000-01-01Z')`;
/** Neither infinite nor NaN, which PostgreSQL puts above every number. */
const duration = (column: string): string =>
  `${column} numeric constraint products_${column.replaceAll('"', '')}_check check (${column} > '-Infinity' and ${column} < 'Infinity')`;
const wholeNumber = (column: string, low: number, high: number): string =>
  `${column} smallint not null default 0 constraint products_${column}_check check (${column} between ${low} and ${high})`;
const geography = (column: string, shape: string): string =>
  `${column} json constraint products_${column}_check check (coalesce(${column} ->> 'type' = '${shape}', ${column} is null))`;

const PRODUCTS: readonly string[] = [
  KEY,
  `name ${TEXT} not null`,
  `description ${TEXT}`,
  'price double precision not null default 0',
  wholeNumber('rating', 0, 255),
  wholeNumber('temperature', -128, 127),
  'quantity smallint not null default 0',
  'weight real not null default 0',
  'data bytea',
  `release_date date constraint products_release_date_check check (release_date between '0001-01-01' and '9999-12-31')`,
  `open_time time constraint products_open_time_check check (open_time < '24:00:00')`,
  duration('shipping_time'),
  duration('processing_time'),
  duration('"offset"'),
  'category_id uuid constraint products_category_fk references categories (id) on delete set null',
  'status int not null default 0 constraint products_status_check check (status between 0 and 15)',
  'version int not null default 1',
  instant('products', 'created_at'),
  `serial_number ${TEXT}`,
  `product_type ${TEXT} not null default 'Product'`,
  ...['street', 'city', 'state', 'postal_code', 'country'].map((part) => `shipping_address_${part} ${TEXT}`),
  ...['length', 'width', 'height'].map((part) => `dimensions_${part} double precision`),
  `dimensions_unit ${TEXT}`,
  geography('location', 'Point'),
  geography('route', 'LineString'),
  geography('area', 'Polygon'),
  'photo bytea',
  `photo_content_type ${TEXT}`,
  `special_property ${TEXT}`,
  `special_feature ${TEXT}`,
  'constraint products_photo_check check ((photo is null) = (photo_content_type is null))',
  `constraint products_product_type_check check (product_type = 'SpecialProduct' or
    (product_type = 'Product' and special_property is null and special_feature is null))`,
];

const TABLES: readonly Table[] = [
  {
    name: 'categories',
    parts: [KEY, `name ${TEXT} not null constraint categories_name_key unique`, `description ${TEXT}`],
    rights: ALL_RIGHTS,
  },
  { name: 'products', parts: PRODUCTS, rights: ALL_RIGHTS, indexes: ['create index on products (category_id, id)'] },
  {
    name: 'product_related',
    parts: [
      'product_id uuid constraint product_related_product_fk references products (id) on delete cascade',
      'related_id uuid constraint product_related_related_fk references products (id) on delete cascade',
      'primary key (product_id, related_id)',
    ],
    rights: ALL_RIGHTS,
    indexes: ['create index on product_related (related_id, product_id)'],
  },
  {
    name: 'product_descriptions',
    parts: [
      'product_id uuid constraint product_descriptions_product_fk references products (id) on delete cascade',
      `language_key ${TEXT}`,
      `description ${TEXT} not null`,
      `long_text ${TEXT}`,
      `custom_name ${TEXT}`,
      'primary key (product_id, language_key)',
    ],
    rights: ALL_RIGHTS,
  },
  {
    name: 'media_items',
    parts: [
      KEY, `name ${TEXT} not null`, `content_type ${TEXT} not null`, 'size bigint', 'content bytea',
      instant('media_items', 'created_at'), instant('media_items', 'modified_at'),
    ],
    rights: ALL_RIGHTS,
  },
  { name: 'read_only_items', parts: [KEY, `name ${TEXT} not null`], rights: 'select' },
  { name: 'decimal_samples', parts: [KEY, `name ${TEXT} not null`, `amount numeric(38,18) not null check (amount <> 'NaN')`], rights: ALL_RIGHTS },
  {
    name: 'company',
    parts: [
      KEY, `name ${TEXT} not null`, `ceo ${TEXT} not null`, 'founded int not null default 0', `head_quarter ${TEXT} not null default ''`,
      `website ${TEXT} not null default ''`, 'logo bytea', 'version int not null default 1', instant('company', 'updated_at'),
    ],
    rights: 'select, update',
    indexes: ['create unique index company_single_row on company ((true))'],
  },
];

/**
 * A product that loses its category with the category has changed, although no request named it: its version
 * grows here, because the foreign key's own action could not do that. Requests bring a new version themselves.
 */
const LOST_CATEGORY = `
create function count_lost_category() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  return new;
end $$;
create trigger lost_category before update of category_id on products for each row
  when (old.category_id is not null and new.category_id is null and new.version = old.version)
  execute function count_lost_category()`;

const tableSql = ({ name, parts, rights, indexes = [] }: Table): string =>
  [`create table ${name} (\n  ${parts.join(',\n  ')}\n)`, ...indexes, `grant ${rights} on ${name} to odata_runtime`].join(';\n');

async function up(knex: Knex): Promise<void> {
  for (const sql of [MAKE_RUNTIME_ROLE, ...TABLES.map(tableSql), LOST_CATEGORY]) await knex.raw(sql);
}

/** The role stays: other schemas may use it. */
async function down(knex: Knex): Promise<void> {
  const names = TABLES.map(({ name }) => name).toReversed();
  await knex.raw(`drop table ${names.join(', ')}; drop function count_lost_category()`);
}

export const createCatalog: Migration = { name: '0001_create_catalog', up, down };
