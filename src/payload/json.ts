/**
 * JSON as our reader delivers it. Objects have no prototype, so that every name is only a name;
 * numbers keep their text, because no JavaScript number holds Decimal(38,18) or Int64.
 */
// An interface, so that the compiler does not take it for a JsonObject too.
export interface JsonNumber { readonly number: string }
export type JsonObject = { readonly [name: string]: JsonValue };
export type JsonValue = null | boolean | string | JsonNumber | readonly JsonValue[] | JsonObject;

export const isJsonArray = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);

/** Numbers carry the ordinary prototype and objects none: that is how the two are told apart. */
export const isJsonNumber = (value: JsonValue | undefined): value is JsonNumber =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.getPrototypeOf(value) !== null;

export const isJsonObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.getPrototypeOf(value) === null;

/** What was found, in words for a fault. Long or personal values are not repeated. */
export function describeJson(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (isJsonArray(value)) return 'an array';
  if (isJsonObject(value)) return 'an object';
  if (isJsonNumber(value)) return value.number.length > 40 ? 'a long number' : `the number ${value.number}`;
  return typeof value === 'string' ? 'a string' : `${value}`;
}
