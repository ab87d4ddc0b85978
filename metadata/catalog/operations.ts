/**
 * What the catalog's functions and actions do, by signature. In: `Reseed`'s means and the seed prices,
 * which belong to the migrations. Out: handlers for the engine. Numbers are IEEE doubles and are
 * calculated here, because SQL refuses results that doubles can express; Int64 is exact.
 */
import { fail } from '../../src/base/index.ts';
import { arrayLiteral } from '../../src/payload/index.ts';
import { textArgument } from '../../src/service/index.ts';
import type { OperationContext, OperationHandler, OperationHandlers, OperationResult, ResultValue } from '../../src/service/index.ts';

export type CatalogMeans = {
  /** Brings back the seed rows, in a transaction of its own. */
  readonly reseed: () => Promise<void>;
  readonly seedPrices: ReadonlyMap<string, number>;
};

const value = (result: ResultValue): OperationResult => ({ kind: 'value', value: result });
const NOTHING: OperationResult = { kind: 'nothing' };
const ON_PRODUCT = 'Catalog.Product';

async function query(tx: OperationContext['tx'], text: string, values: readonly (string | null)[] = []): Promise<readonly (readonly (string | null)[])[]> {
  const [result] = await tx.run([{ text, values }]);
  return result?.rows ?? [];
}

/** Parameters are declared as required: the engine has seen to it that they are there. */
const text = (context: Pick<OperationContext, 'arguments'>, name: string): string => textArgument(context, name) ?? '';
const double = (context: Pick<OperationContext, 'arguments'>, name: string): number => Number(text(context, name));
const whole = (context: Pick<OperationContext, 'arguments'>, name: string): bigint => BigInt(text(context, name));

function productKey({ binding }: OperationContext): string {
  if (binding?.kind !== 'entity') throw new Error('this operation is bound to one product');
  return binding.key[0] ?? '';
}

async function products(context: OperationContext, sql: string, values: readonly (string | null)[] = []): Promise<OperationResult> {
  const rows = await query(context.tx, sql, values);
  return { kind: 'keys', keys: rows.map(([id]) => [id ?? '']) };
}

async function productOf(context: OperationContext): Promise<{ readonly name: string; readonly price: number }> {
  const [row] = await query(context.tx, 'select name, price::text from products where id = $1::uuid', [productKey(context)]);
  return { name: row?.[0] ?? '', price: Number(row?.[1]) };
}

type Priced = readonly (readonly [id: string, price: number])[];

async function storePrices(context: OperationContext, prices: Priced): Promise<void> {
  const lists = [arrayLiteral(prices.map(([id]) => id)), arrayLiteral(prices.map(([, price]) => String(price)))];
  await query(context.tx, 'update products p set price = u.price, version = p.version + 1 from unnest($1::uuid[], $2::float8[]) u (id, price) where p.id = u.id', lists);
}

async function allPrices(context: OperationContext): Promise<Priced> {
  const rows = await query(context.tx, 'select id::text, price::text from products order by id for update');
  return rows.map(([id, price]) => [id ?? '', Number(price)] as const);
}

const reduced = (price: number, percentage: number): number => price * (1 - percentage / 100);

const TOP = 'select p.id::text from products p';
const BY_PRICE = 'order by p.price desc, p.id';

function howMany(context: OperationContext): string {
  const count = whole(context, 'count');
  if (count < 0n) fail('URL107', `The parameter count is ${count}; it must not be negative.`, { target: 'count' });
  return count.toString();
}

const INT64_MAX = 2n ** 63n - 1n;
function int64(result: bigint): OperationResult {
  if (result > INT64_MAX || result < -INT64_MAX - 1n) fail('DBS501', `The result ${result} does not fit Edm.Int64.`);
  return value(result);
}

const FUNCTIONS: readonly (readonly [signature: string, handler: (context: OperationContext) => Promise<OperationResult>])[] = [
  ['GetTopProducts()', (c) => products(c, `${TOP} ${BY_PRICE}`)],
  ['GetTopProducts(count)', (c) => products(c, `${TOP} ${BY_PRICE} limit $1::int8`, [howMany(c)])],
  ['GetTopProducts(category,count)', (c) => products(c, `${TOP} join categories k on k.id = p.category_id where k.name = $2 ${BY_PRICE} limit $1::int8`, [howMany(c), text(c, 'category')])],
  ['GetProductStats()', getStats],
  ['FindProducts(maxPrice,name)', (c) => products(c, `${TOP} where position($1 in p.name) > 0 and p.price <= $2::float8 and $2::float8 <> 'NaN' order by p.id`, [text(c, 'name'), text(c, 'maxPrice')])],
  ['Calculate(value)', async (c) => int64(2n * whole(c, 'value'))],
  ['Calculate(a,b)', async (c) => int64(whole(c, 'a') + whole(c, 'b'))],
  ['Convert(input)', async (c) => value(`String: ${text(c, 'input')}`)],
  ['Convert(number)', async (c) => value(`Number: ${whole(c, 'number')}`)],
  [`GetAveragePrice(Collection(${ON_PRODUCT});)`, getAveragePrice],
  [`GetTotalPrice(${ON_PRODUCT};taxRate)`, async (c) => value((await productOf(c)).price * (1 + double(c, 'taxRate')))],
  [`GetRelatedProducts(${ON_PRODUCT};)`, (c) => products(c, `${TOP} join products me on me.category_id = p.category_id where me.id = $1::uuid and p.id <> me.id order by p.id limit 5`, [productKey(c)])],
  [`CalculatePrice(${ON_PRODUCT};discount)`, async (c) => value(reduced((await productOf(c)).price, double(c, 'discount')))],
  [`CalculatePrice(${ON_PRODUCT};discount,tax)`, async (c) => value(reduced((await productOf(c)).price, double(c, 'discount')) * (1 + double(c, 'tax') / 100))],
  [`GetInfo(${ON_PRODUCT};format)`, getInfo],
];

async function getStats({ tx }: OperationContext): Promise<OperationResult> {
  const [row] = await query(tx, 'select count(*)::text, avg(price order by id)::text, max(price)::text, min(price)::text from products');
  const [totalProducts = '0', averagePrice = null, maxPrice = null, minPrice = null] = row ?? [];
  return value({ totalProducts, averagePrice, maxPrice, minPrice });
}

async function getAveragePrice({ tx, binding }: OperationContext): Promise<OperationResult> {
  if (binding?.kind !== 'collection') throw new Error('this function is bound to products');
  const keys = (await binding.keys()).map(([id]) => id ?? null);
  const [row] = await query(tx, 'select avg(price order by id)::text from products where id = any($1::uuid[])', [arrayLiteral(keys)]);
  return value(row?.[0] ?? null);
}

async function getInfo(context: OperationContext): Promise<OperationResult> {
  const { name, price } = await productOf(context);
  return value(`Product: ${name} (Price: ${Number.isFinite(price) ? price.toFixed(2) : String(price).replace('Infinity', 'INF')}) in ${text(context, 'format')} format`);
}

const STATUS = { inStock: 1, discontinued: 4 } as const;

const ACTIONS: readonly (readonly [signature: string, handler: (context: OperationContext) => Promise<OperationResult>])[] = [
  [`ApplyDiscount(${ON_PRODUCT};percentage)`, applyDiscount],
  [`IncreasePrice(${ON_PRODUCT};amount)`, increasePrice],
  [`Activate(${ON_PRODUCT};)`, activate],
  [`CalculateDiscount(${ON_PRODUCT};percentage)`, async (c) => value(reduced((await productOf(c)).price, double(c, 'percentage')))],
  [`MarkAllAsReviewed(Collection(${ON_PRODUCT});)`, async () => NOTHING],
  ['ResetProducts()', async () => NOTHING],
  ['Process(minPrice,percentage)', processPrices],
  ['RetireCatalog()', async () => NOTHING],
];

async function applyDiscount(context: OperationContext): Promise<OperationResult> {
  const key = productKey(context);
  await storePrices(context, [[key, reduced((await productOf(context)).price, double(context, 'percentage'))]]);
  return { kind: 'keys', keys: [[key]] };
}

async function increasePrice(context: OperationContext): Promise<OperationResult> {
  await storePrices(context, [[productKey(context), (await productOf(context)).price + double(context, 'amount')]]);
  return NOTHING;
}

async function activate(context: OperationContext): Promise<OperationResult> {
  const status = `(status & ~${STATUS.discontinued}) | ${STATUS.inStock}`;
  await query(context.tx, `update products set status = ${status}, version = version + 1 where id = $1::uuid`, [productKey(context)]);
  return NOTHING;
}

async function processPrices(context: OperationContext): Promise<OperationResult> {
  const lowest = textArgument(context, 'minPrice');
  const concerned = (await allPrices(context)).filter(([, price]) => lowest === undefined || price >= Number(lowest));
  await storePrices(context, concerned.map(([id, price]) => [id, reduced(price, double(context, 'percentage'))]));
  return NOTHING;
}

/** Every seeded product that still exists is counted; the version of one that had its price already stays. */
function resetPrices(seedPrices: ReadonlyMap<string, number>): (context: OperationContext) => Promise<OperationResult> {
  return async (context) => {
    const found = (await allPrices(context)).filter(([id]) => seedPrices.has(id));
    await storePrices(context, found.flatMap(([id, price]) => (price === seedPrices.get(id) ? [] : [[id, seedPrices.get(id) ?? 0] as const])));
    return value({ message: 'The seeded products have their first prices again.', updatedCount: found.length });
  };
}

export function catalogOperations({ reseed, seedPrices }: CatalogMeans): OperationHandlers {
  const afresh: OperationHandler = {
    exclusive: async () => {
      await reseed();
      return value({ status: 'success', message: 'The catalog holds its seed rows and nothing else.' });
    },
  };
  const all = [...FUNCTIONS, ...ACTIONS, ['ResetAllPrices()', resetPrices(seedPrices)] as const, ['Reseed()', afresh] as const];
  return new Map(all.map(([signature, handler]) => [`Catalog.${signature}`, handler]));
}
