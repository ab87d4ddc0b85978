/**
 * Geography and geometry. Values are GeoJSON text in a json column.
 * In: nothing yet. Out: rows that refuse every literal and body, so that a model may declare the types.
 */
import { expected, same } from './primitive-row.ts';
import type { PrimitiveRow } from './primitive-row.ts';
import type { PrimitiveName } from './model.ts';

const SHAPES = ['', 'Point', 'LineString', 'Polygon', 'MultiPoint', 'MultiLineString', 'MultiPolygon', 'Collection'] as const;
const NAMES: readonly PrimitiveName[] = SHAPES.flatMap((shape) => [`Edm.Geography${shape}`, `Edm.Geometry${shape}`] as const);

export const GEO_ROWS: readonly PrimitiveRow[] = NAMES.map((name) => ({
  name, family: 'geo', sqlType: 'json', json: 'geojson', ieee754Text: false,
  parseUrl: () => undefined,
  decodeJson: () => expected('no value: this service does not take geographic values'),
  printUrl: same,
}));
