/**
 * Geography and geometry. Values are GeoJSON text in a json column (RFC 7946), literals well-known text
 * behind a reference system: `SRID=4326;Point(-122.3 47.6)`.
 * In: the inner text of a literal. Out: GeoJSON text, or nothing where the form is broken, a ring is open or
 * the system is not WGS 84. Geometry, in a plane of its own, is stored and answered, but has no literals.
 */
import { expected, same } from './primitive-row.ts';
import type { PrimitiveRow } from './primitive-row.ts';
import type { PrimitiveName } from './model.ts';

const SHAPES = ['', 'Point', 'LineString', 'Polygon', 'MultiPoint', 'MultiLineString', 'MultiPolygon', 'Collection'] as const;
const NAMES: readonly PrimitiveName[] = SHAPES.flatMap((shape) => [`Edm.Geography${shape}`, `Edm.Geometry${shape}`] as const);

export const GEO_ROWS: readonly PrimitiveRow[] = NAMES.map((name) => ({
  name, family: 'geo', sqlType: 'json', json: 'geojson', ieee754Text: false,
  parseUrl: (text) => (name.startsWith('Edm.Geography') ? readGeography(name.slice('Edm.Geography'.length), text) : undefined),
  // Bodies carry objects, which whoever walks objects reads.
  decodeJson: () => expected('a GeoJSON object'),
  printUrl: same,
}));

const NUMBER = String.raw`[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?`;
const POSITION = `${NUMBER}(?: ${NUMBER}){1,3}`;
const list = (item: string, least: number): string => (least === 0 ? String.raw`\((?:${item}(?:,${item})*)?\)` : String.raw`\(${item}(?:,${item}){${least - 1},}\)`);

/** A ring is closed, which takes four positions at least. */
const FORMS: ReadonlyMap<string, RegExp> = new Map([
  ['Point', String.raw`\(${POSITION}\)`],
  ['LineString', list(POSITION, 2)],
  ['Polygon', list(list(POSITION, 4), 1)],
  ['MultiPoint', list(String.raw`\(${POSITION}\)`, 0)],
  ['MultiLineString', list(list(POSITION, 2), 0)],
  ['MultiPolygon', list(list(list(POSITION, 4), 1), 0)],
].map(([name = '', form]) => [name, new RegExp(`^${form}$`)]));

const WGS_84 = '4326';

/** `shape` is what the type allows; without one any shape will do. */
function readGeography(shape: string, literal: string): string | undefined {
  const { 1: srid, 2: word = '', 3: text = '' } = /^SRID=(\d{1,5});([a-z]+)(.*)$/is.exec(literal) ?? [];
  const name = shapeOfLiteral(word);
  if (srid !== WGS_84 || name === undefined || (shape !== '' && shape !== name)) return undefined;
  if (FORMS.get(name)?.test(text) !== true) return undefined;
  if (name.endsWith('Polygon') && !text.split(')').every(isClosed)) return undefined;
  const positions = text.replace(new RegExp(POSITION, 'g'), (position) => `[${position.split(' ').map((part) => String(Number(part))).join(',')}]`);
  const nested = name.endsWith('Point') ? positions.replace(/\((\[[^\]]*\])\)/g, '$1') : positions;
  return `{"type":"${name}","coordinates":${nested.replaceAll('(', '[').replaceAll(')', ']')}}`;
}

/** The shape a literal spells, in the metadata's case; undefined for collections, which are not offered. */
export const shapeOfLiteral = (word: string): string | undefined => [...FORMS.keys()].find((name) => name.toLowerCase() === word.toLowerCase());

/** The positions before a closing parenthesis; what stands between two of them is no ring. */
function isClosed(text: string): boolean {
  const positions = text.slice(text.lastIndexOf('(') + 1).split(',').filter((position) => position !== '');
  return positions.length === 0 || positions[0] === positions.at(-1);
}
