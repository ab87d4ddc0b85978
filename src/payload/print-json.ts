/** JSON values back as text: numbers as they were written, so that nothing is lost on the way through. */
import { isJsonArray, isJsonNumber, isJsonObject } from './json.ts';
import type { JsonValue } from './json.ts';

export function printJson(value: JsonValue): string {
  if (isJsonArray(value)) return `[${value.map(printJson).join(',')}]`;
  if (isJsonNumber(value)) return value.number;
  if (isJsonObject(value)) return `{${Object.entries(value).map(([name, part]) => `${JSON.stringify(name)}:${printJson(part)}`).join(',')}}`;
  return JSON.stringify(value);
}

/** An object as our reader makes them: without a prototype, so that every name is only a name. */
export const jsonObject = (members: Iterable<readonly [string, JsonValue]>): { [name: string]: JsonValue } => {
  const object = Object.create(null) as { [name: string]: JsonValue };
  for (const [name, value] of members) object[name] = value;
  return object;
};
