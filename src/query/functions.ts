/**
 * The canonical functions of OData 4.01 (URL Conventions 5.1.1.5–5.1.1.12) as rows of a closed table.
 * Each signature lists parameter families and the result; `sql` names the fragment that prints it.
 * `geo.*` functions are for geography; in a plane they answer 501. cast, isof and case have syntax of their own.
 */
import type { PrimitiveName } from '../edm/index.ts';

/** What a parameter accepts. `number`: any numeric type; `list` and `collection` are not values. */
export type Accepts = PrimitiveName | 'number' | 'integer';

export type Signature = {
  readonly accepts: readonly Accepts[];
  /** `same`: the type of the first argument. */
  readonly returns: PrimitiveName | 'same';
  readonly sql: string;
};

const S = 'Edm.String';
const T = 'Edm.DateTimeOffset';
const I = 'Edm.Int32';

const row = (accepts: readonly Accepts[], returns: Signature['returns'], sql: string): Signature => ({ accepts, returns, sql });

export const CANONICAL: ReadonlyMap<string, readonly Signature[]> = new Map<string, readonly Signature[]>([
  ['concat', [row([S, S], S, 'concat')]],
  ['contains', [row([S, S], 'Edm.Boolean', 'contains')]],
  ['endswith', [row([S, S], 'Edm.Boolean', 'endswith')]],
  ['startswith', [row([S, S], 'Edm.Boolean', 'startswith')]],
  ['indexof', [row([S, S], I, 'indexof')]],
  ['length', [row([S], I, 'length')]],
  ['substring', [row([S, 'integer'], S, 'substringFrom'), row([S, 'integer', 'integer'], S, 'substringFor')]],
  ['matchespattern', [row([S, S], 'Edm.Boolean', 'matchesPattern')]],
  ['tolower', [row([S], S, 'tolower')]],
  ['toupper', [row([S], S, 'toupper')]],
  ['trim', [row([S], S, 'trim')]],
  ['year', [row(['Edm.Date'], I, 'year'), row([T], I, 'year')]],
  ['month', [row(['Edm.Date'], I, 'month'), row([T], I, 'month')]],
  ['day', [row(['Edm.Date'], I, 'day'), row([T], I, 'day')]],
  ['hour', [row([T], I, 'hour'), row(['Edm.TimeOfDay'], I, 'hour')]],
  ['minute', [row([T], I, 'minute'), row(['Edm.TimeOfDay'], I, 'minute')]],
  ['second', [row([T], I, 'second'), row(['Edm.TimeOfDay'], I, 'second')]],
  ['fractionalseconds', [row([T], 'Edm.Decimal', 'fractionalSeconds'), row(['Edm.TimeOfDay'], 'Edm.Decimal', 'fractionalSeconds')]],
  ['date', [row([T], 'Edm.Date', 'date')]],
  ['time', [row([T], 'Edm.TimeOfDay', 'time')]],
  ['totaloffsetminutes', [row([T], I, 'totalOffsetMinutes')]],
  ['totalseconds', [row(['Edm.Duration'], 'Edm.Decimal', 'totalSeconds')]],
  ['now', [row([], T, 'now')]],
  ['mindatetime', [row([], T, 'minDateTime')]],
  ['maxdatetime', [row([], T, 'maxDateTime')]],
  ['geo.distance', [row(['Edm.GeographyPoint', 'Edm.GeographyPoint'], 'Edm.Double', 'geoDistance')]],
  ['geo.length', [row(['Edm.GeographyLineString'], 'Edm.Double', 'geoLength')]],
  ['geo.intersects', [row(['Edm.GeographyPoint', 'Edm.GeographyPolygon'], 'Edm.Boolean', 'geoIntersects')]],
  ['round', [row(['Edm.Double'], 'Edm.Double', 'roundDouble'), row(['Edm.Single'], 'Edm.Single', 'roundDouble'), row(['number'], 'Edm.Decimal', 'round')]],
  ['floor', [row(['Edm.Double'], 'Edm.Double', 'floorDouble'), row(['Edm.Single'], 'Edm.Single', 'floorDouble'), row(['number'], 'Edm.Decimal', 'floor')]],
  ['ceiling', [row(['Edm.Double'], 'Edm.Double', 'ceilingDouble'), row(['Edm.Single'], 'Edm.Single', 'ceilingDouble'), row(['number'], 'Edm.Decimal', 'ceiling')]],
]);

/** Known to the standard, not offered here: answered with 501, never guessed. */
export const KNOWN_UNSUPPORTED: ReadonlySet<string> = new Set(['hassubset', 'hassubsequence']);
