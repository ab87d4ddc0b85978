/**
 * The JSON reader for request bodies: bytes in, `JsonValue` out, in linear time.
 * It checks what `JSON.parse` lets pass: UTF-8, duplicate names, nesting, NUL and lone surrogates in
 * strings; and keeps the text of numbers. Objects have no prototype, so `__proto__` is an ordinary name.
 * It knows no model. Every refusal names line and column.
 */
import { fail } from '../base/index.ts';
import type { FaultCode } from '../base/index.ts';
import type { JsonObject, JsonValue } from './json.ts';

type Reader = { readonly text: string; readonly depthMax: number; at: number; depth: number };

/** Recursion is bounded by this even where the configured limit is larger: the stack is finite. */
const DEPTH_CEILING = 1_000;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const BLANK = /[ \t\r\n]*/y;
const HEX = /[0-9a-fA-F]{4}/y;
const LONE_SURROGATE = /\p{Surrogate}/u;
const WORDS: readonly (readonly [string, JsonValue])[] = [['true', true], ['false', false], ['null', null]];
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'], ['\\', '\\'], ['/', '/'], ['b', '\b'], ['f', '\f'], ['n', '\n'], ['r', '\r'], ['t', '\t'],
]);

export function readJson(bytes: Uint8Array, depthMax: number): JsonValue {
  const reader: Reader = { text: decodeUtf8(bytes), depthMax: Math.min(depthMax, DEPTH_CEILING), at: 0, depth: 0 };
  skipBlank(reader);
  if (reader.at === reader.text.length) fail('BOD301', 'The body is empty; a JSON value was expected.');
  const value = readValue(reader);
  skipBlank(reader);
  if (reader.at < reader.text.length) refuse(reader, 'Text follows after the end of the JSON value');
  return value;
}

/** A leading byte order mark is dropped by the decoder. */
function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fail('BOD301', 'The body is not valid UTF-8.', { hint: 'Send JSON encoded as UTF-8.' });
  }
}

function readValue(reader: Reader): JsonValue {
  const { text, at } = reader;
  const first = text[at];
  if (first === '{') return nested(reader, readObject);
  if (first === '[') return nested(reader, readArray);
  if (first === '"') return readString(reader);
  if (first === undefined) return refuse(reader, 'The body ends where a JSON value was expected');
  for (const [word, value] of WORDS) {
    if (text.startsWith(word, at)) {
      reader.at += word.length;
      return value;
    }
  }
  NUMBER.lastIndex = at;
  const number = NUMBER.exec(text)?.[0];
  if (number === undefined) return refuse(reader, `A JSON value was expected, found ${JSON.stringify(first)}`);
  reader.at += number.length;
  return { number };
}

function nested<T>(reader: Reader, read: (reader: Reader) => T): T {
  if (reader.depth >= reader.depthMax) refuse(reader, `The body is nested deeper than the limit bodyDepth of ${reader.depthMax}`, 'LIM602');
  reader.depth += 1;
  reader.at += 1;
  const value = read(reader);
  reader.depth -= 1;
  return value;
}

function readObject(reader: Reader): JsonObject {
  const members: { [name: string]: JsonValue } = Object.create(null);
  skipBlank(reader);
  if (take(reader, '}')) return members;
  do {
    skipBlank(reader);
    if (reader.text[reader.at] !== '"') refuse(reader, 'A member name in double quotes was expected');
    const start = reader.at;
    const name = readString(reader);
    if (name in members) refuse({ ...reader, at: start }, `The name ${JSON.stringify(name.slice(0, 80))} occurs twice in one object`);
    skipBlank(reader);
    if (!take(reader, ':')) refuse(reader, 'A colon was expected after the member name');
    skipBlank(reader);
    members[name] = readValue(reader);
    skipBlank(reader);
  } while (take(reader, ','));
  if (!take(reader, '}')) refuse(reader, 'A comma or a closing brace was expected');
  return members;
}

function readArray(reader: Reader): readonly JsonValue[] {
  const items: JsonValue[] = [];
  skipBlank(reader);
  if (take(reader, ']')) return items;
  do {
    skipBlank(reader);
    items.push(readValue(reader));
    skipBlank(reader);
  } while (take(reader, ','));
  if (!take(reader, ']')) refuse(reader, 'A comma or a closing bracket was expected');
  return items;
}

function readString(reader: Reader): string {
  const start = reader.at;
  reader.at += 1;
  let value = readPlain(reader);
  while (take(reader, '\\')) value += readEscape(reader) + readPlain(reader);
  if (!take(reader, '"')) refuse(reader, reader.at < reader.text.length ? 'A control character stands in a string' : 'A string has no end');
  if (LONE_SURROGATE.test(value)) refuse({ ...reader, at: start }, 'A string holds half of a surrogate pair, which is no character');
  return value;
}

function readPlain(reader: Reader): string {
  PLAIN.lastIndex = reader.at;
  const plain = PLAIN.exec(reader.text)?.[0] ?? '';
  reader.at += plain.length;
  return plain;
}

function readEscape(reader: Reader): string {
  const letter = reader.text[reader.at] ?? '';
  const simple = ESCAPES.get(letter);
  if (simple !== undefined) {
    reader.at += 1;
    return simple;
  }
  HEX.lastIndex = reader.at + 1;
  const digits = letter === 'u' ? HEX.exec(reader.text)?.[0] : undefined;
  if (digits === undefined) return refuse(reader, 'A string holds an unknown escape');
  if (digits === '0000') refuse(reader, 'A string holds the character NUL, which cannot be stored');
  reader.at += 5;
  return String.fromCharCode(Number.parseInt(digits, 16));
}

function take(reader: Reader, character: string): boolean {
  if (reader.text[reader.at] !== character) return false;
  reader.at += 1;
  return true;
}

function skipBlank(reader: Reader): void {
  BLANK.lastIndex = reader.at;
  reader.at += BLANK.exec(reader.text)?.[0].length ?? 0;
}

/** Position is counted only here: a good body never pays for it. */
function refuse(reader: Reader, what: string, code: FaultCode = 'BOD301'): never {
  const before = reader.text.slice(0, reader.at);
  const line = before.split('\n').length;
  const column = before.length - before.lastIndexOf('\n');
  return fail(code, `${what} (line ${line}, column ${column}).`);
}
