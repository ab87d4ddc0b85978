/**
 * A vector file as data: `{ "vectors": [ { id, kind, inputs, expected, tolerance, totalTolerance } ] }`.
 * In: bytes. Out: vectors whose tolerances are exact. Numbers elsewhere are small integers by the format.
 */
import { isJsonArray, isJsonNumber, isJsonObject, readJson } from '../../src/payload/index.ts';
import type { JsonValue } from '../../src/payload/index.ts';
import { multiply, parseDecimal, power, ratioOf } from '../../src/loan/index.ts';
import type { Ratio } from '../../src/loan/index.ts';

export type Plain = null | boolean | string | number | readonly Plain[] | { readonly [name: string]: Plain };
export type PlainObject = { readonly [name: string]: Plain };

/** A tolerance that cannot be read is undefined; the vector then fails. */
export type Vector = {
  readonly id: string;
  readonly kind: Plain;
  readonly inputs: PlainObject;
  readonly expected: PlainObject;
  readonly tolerance: Ratio | undefined;
  readonly totalTolerance: Ratio | undefined;
};

const DEPTH_MAX = 50;

export function readVectors(bytes: Uint8Array): readonly Vector[] {
  const document = readJson(bytes, DEPTH_MAX);
  const vectors = isJsonObject(document) ? document['vectors'] : undefined;
  if (!isJsonArray(vectors)) throw new Error('The file holds no array "vectors".');
  return vectors.map(readVector);
}

function readVector(value: JsonValue, index: number): Vector {
  const members = isJsonObject(value) ? value : {};
  const id = members['id'];
  const tolerance = toleranceOf(members['tolerance']);
  return {
    id: typeof id === 'string' ? id : `vector ${index + 1}`,
    kind: plain(members['kind'] ?? null),
    inputs: objectOf(members['inputs']),
    expected: objectOf(members['expected']),
    tolerance,
    totalTolerance: members['totalTolerance'] === undefined ? tolerance : toleranceOf(members['totalTolerance']),
  };
}

const objectOf = (value: JsonValue | undefined): PlainObject => (isJsonObject(value) ? mapMembers(value) : {});

const mapMembers = (value: { readonly [name: string]: JsonValue }): PlainObject =>
  Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));

function plain(value: JsonValue): Plain {
  if (isJsonNumber(value)) return Number(value.number);
  if (isJsonArray(value)) return value.map(plain);
  return isJsonObject(value) ? mapMembers(value) : value;
}

/** A JSON number or a text, with or without an exponent, read exactly. */
function toleranceOf(value: JsonValue | undefined): Ratio | undefined {
  const text = isJsonNumber(value) ? value.number : value;
  const match = typeof text === 'string' ? /^(\d+(?:\.\d+)?)(?:[eE]([-+]?\d{1,4}))?$/.exec(text) : null;
  const digits = match === null ? undefined : parseDecimal(match[1] ?? '');
  return digits === undefined ? undefined : multiply(digits, power(ratioOf(10), Number(match?.[2] ?? 0)));
}
