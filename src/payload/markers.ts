/**
 * Reads the words of the deep-update dialect from one JSON object: which row is meant, and what is to
 * happen to it. In: the object and the model's marker table. Out: a `Marking` with checked booleans.
 * The words come from the model; what combinations mean is decided in `classify.ts`.
 */
import type { Markers } from '../edm/index.ts';
import { describeJson, isJsonNumber, isJsonObject } from './json.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { addProblem, joinPath } from './problems.ts';
import type { Problems } from './problems.ts';

export type Marking = {
  readonly id: { readonly value: JsonValue; readonly path: string } | undefined;
  readonly uri: { readonly text: string; readonly path: string } | undefined;
  /** Metadata that names no row; it may still say the type of a new one. */
  readonly nameless: { readonly path: string; readonly isTyped: boolean } | undefined;
  readonly update: boolean;
  readonly destroy: boolean;
  /** The destroy word as the client wrote it, for messages. */
  readonly destroyWord: string;
};

export const NO_MARKING: Marking = { id: undefined, uri: undefined, nameless: undefined, update: false, destroy: false, destroyWord: '' };

const TRUE_WORDS: ReadonlySet<string> = new Set(['true', '1']);
const FALSE_WORDS: ReadonlySet<string> = new Set(['false', '0']);

export function readMarking(object: JsonObject, markers: Markers | undefined, at: { path: string; problems: Problems }): Marking {
  if (markers === undefined) return NO_MARKING;
  const flag = (word: string): boolean => readFlag(object[word], joinPath(at.path, word), at.problems);
  const id = object[markers.id];
  const idPath = joinPath(at.path, markers.id);
  const metadata = object[markers.metadata];
  const metadataPath = joinPath(at.path, markers.metadata);
  const destroyWords = markers.destroy.filter(flag);
  return {
    id: id === undefined || id === null ? undefined : { value: id, path: idPath },
    uri: readUri(metadata, metadataPath, at.problems),
    nameless: isJsonObject(metadata) && metadata['uri'] === undefined ? { path: metadataPath, isTyped: typeof metadata['type'] === 'string' } : undefined,
    update: flag(markers.update),
    destroy: destroyWords.length > 0,
    destroyWord: destroyWords[0] ?? '',
  };
}

/** Clients write flags as true, "true" or 1. */
function readFlag(value: JsonValue | undefined, path: string, problems: Problems): boolean {
  if (value === undefined || value === null) return false;
  const text = typeof value === 'object' ? (isJsonNumber(value) ? value.number : '') : String(value).toLowerCase();
  if (TRUE_WORDS.has(text)) return true;
  if (FALSE_WORDS.has(text)) return false;
  addProblem(problems, 'BOD304', { path, message: `${path} is ${describeJson(value)}; true or false was expected.` });
  return false;
}

/** `{"uri": "…/Orders(36)", "type": …}`; without a uri it names no row. */
function readUri(value: JsonValue | undefined, path: string, problems: Problems): Marking['uri'] {
  if (value === undefined || value === null) return undefined;
  const uri = isJsonObject(value) ? value['uri'] : undefined;
  if (typeof uri === 'string') return { text: uri, path: joinPath(path, 'uri') };
  if (isJsonObject(value) && uri === undefined) return undefined;
  addProblem(problems, 'BOD304', { path, message: `${path} is ${describeJson(value)}; an object with a uri text was expected.` });
  return undefined;
}

/** Every word of the dialect, so that none of them is taken for an unknown property. */
export function isMarkerWord(markers: Markers | undefined, name: string): boolean {
  if (markers === undefined) return false;
  const { id, update, metadata, destroy, ignored, ignoredPrefixes } = markers;
  if (name === id || name === update || name === metadata) return true;
  return destroy.includes(name) || ignored.includes(name) || ignoredPrefixes.some((prefix) => name.startsWith(prefix));
}

/** A navigation as an answer shows it that does not expand it: nothing is said of it. */
export function isDeferred(markers: Markers | undefined, value: JsonValue): boolean {
  if (markers?.deferred === undefined || !isJsonObject(value)) return false;
  const names = Object.keys(value);
  return names.length === 1 && names[0] === markers.deferred;
}
