/**
 * Geographic and geometric values of a body: GeoJSON (RFC 7946) of the shape that the property has.
 * In: the JSON value and the property's type name. Out: canonical GeoJSON text, or what is wrong in words.
 * Positions are checked for their form, rings for being closed; whether a place exists is not its business.
 * A `crs` or `bbox` is dropped: the metadata says the reference system.
 */
import { describeJson, isJsonArray, isJsonNumber, isJsonObject } from './json.ts';
import type { JsonValue } from './json.ts';

type Checked = { readonly text: string } | { readonly problem: string };
type Coordinates = (value: JsonValue) => string | undefined;

const position: Coordinates = (value) => {
  if (!isJsonArray(value) || value.length < 2 || value.length > 4) return undefined;
  const numbers = value.map((part) => (isJsonNumber(part) && Number.isFinite(Number(part.number)) ? part.number : undefined));
  return numbers.includes(undefined) ? undefined : `[${numbers.join(',')}]`;
};

const listOf = (item: Coordinates, least: number): Coordinates => (value) => {
  if (!isJsonArray(value) || value.length < least) return undefined;
  const texts = value.map(item);
  return texts.includes(undefined) ? undefined : `[${texts.join(',')}]`;
};

const ring: Coordinates = (value) => {
  const text = listOf(position, 4)(value);
  const [first, last] = isJsonArray(value) ? [value[0], value.at(-1)] : [];
  return first !== undefined && last !== undefined && position(first) === position(last) ? text : undefined;
};

const SHAPES: ReadonlyMap<string, Coordinates> = new Map<string, Coordinates>([
  ['Point', position],
  ['LineString', listOf(position, 2)],
  ['Polygon', listOf(ring, 1)],
  ['MultiPoint', listOf(position, 0)],
  ['MultiLineString', listOf(listOf(position, 2), 0)],
  ['MultiPolygon', listOf(listOf(ring, 1), 0)],
]);

/** `typeName` is `Edm.GeographyPoint`, `Edm.Geometry` and the like; without a shape any will do. */
export function readGeoJson(value: JsonValue, typeName: string): Checked {
  const wanted = typeName.replace(/^Edm\.Geo(graphy|metry)/, '');
  const expected = wanted === 'Collection' ? 'GeometryCollection' : wanted;
  if (!isJsonObject(value)) return { problem: `${describeJson(value)}; a GeoJSON object${expected === '' ? '' : ` of type ${expected}`} was expected.` };
  const { type } = value;
  if (typeof type !== 'string' || (expected !== '' && type !== expected)) {
    return { problem: `an object of type ${typeof type === 'string' ? `'${type.slice(0, 40)}'` : describeJson(type)}; GeoJSON of type ${expected === '' ? 'Point, LineString …' : expected} was expected.` };
  }
  const text = geometry(value);
  return text === undefined ? { problem: `no ${type.slice(0, 40)}: its ${type === 'GeometryCollection' ? 'geometries' : 'coordinates'} have the wrong form.` } : { text };
}

function geometry(value: JsonValue): string | undefined {
  if (!isJsonObject(value) || typeof value['type'] !== 'string') return undefined;
  const { type } = value;
  if (type === 'GeometryCollection') {
    const members = listOf(geometry, 0)(value['geometries'] ?? null);
    return members === undefined ? undefined : `{"type":"GeometryCollection","geometries":${members}}`;
  }
  const coordinates = SHAPES.get(type)?.(value['coordinates'] ?? null);
  return coordinates === undefined ? undefined : `{"type":"${type}","coordinates":${coordinates}}`;
}
