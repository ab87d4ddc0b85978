/**
 * Keys named by references: `https://host/odata.svc/Orders(36)`, `Orders(id=36)`, `/Buyers(3)`, `Orders/36`,
 * `Orders(1)/Lines(2)` for what is contained, `Tools(3)/Ns.PowerTool` with a cast at the end.
 * In: the URL text and the type it must lead to. Out: key texts in the order of the type's key, or
 * what is wrong. What stands before the set is not looked at: every set is below this service.
 */
import { entityTypeOf, parseValue } from '../edm/index.ts';
import type { EdmModel, EntityType } from '../edm/index.ts';
import type { KeyTexts } from './entity-input.ts';

type Reference = { readonly key: KeyTexts } | { readonly problem: string };
type Segment = { readonly name: string; readonly key: string | undefined };
type Home = { readonly type: EntityType; readonly name: string };

/** Slashes and parentheses inside quotes belong to the key. */
const SEGMENTS = /(?:[^/'(]|'(?:[^']|'')*'|\((?:[^()']|'(?:[^']|'')*')*\))+/gu;
const SEGMENT = /^([\p{L}_][\p{L}\p{N}_.]*)(?:\(((?:[^()']|'(?:[^']|'')*')*)\))?$/u;
const LENGTH_MAX = 2_000;
const PART = /\s*(?:([\p{L}_][\p{L}\p{N}_]*)\s*=\s*)?('(?:[^']|'')*'|[^,']+)\s*(,|$)/uy;
const NO_REFERENCE = { problem: 'is no reference to an entity; a URL such as Set(key) was expected' };

export function readReference(model: EdmModel, target: EntityType, url: string): Reference {
  const segments = withoutCasts(model, splitPath(model, url));
  const last = segments?.at(-1);
  const home = segments === undefined ? undefined : homeOf(model, segments);
  if (last?.key === undefined || home === undefined) return NO_REFERENCE;
  if (!target.family.includes(home.type.name) && !home.type.family.includes(target.name)) {
    return { problem: `leads to ${home.name}, which holds no ${target.name}` };
  }
  return readKey(target, last.key);
}

/** Undefined where a segment is none that an address of an entity could have. */
function splitPath(model: EdmModel, url: string): readonly Segment[] | undefined {
  const path = decodePath(url);
  if (/[^/]/.test(path.replace(SEGMENTS, ''))) return undefined; // a bracket or a quote is left open
  const segments = keyInParentheses(model, path.match(SEGMENTS) ?? []).map((text) => SEGMENT.exec(text));
  // Scheme, host and the path of the service are no concern of ours; from the first set on all must be names.
  const start = segments.findLastIndex((segment) => segment === null) + 1;
  const named = segments.slice(start).map((segment) => ({ name: segment?.[1] ?? '', key: segment?.[2] }));
  return named.length === 0 ? undefined : named;
}

/** `Orders/36` is `Orders(36)`: a key may be a segment of its own. */
function keyInParentheses(model: EdmModel, texts: readonly string[]): readonly string[] {
  const [set, key] = texts.slice(-2);
  if (set === undefined || key === undefined || !model.entitySets.has(set) || model.types.has(key) || /[()]/.test(key)) return texts;
  return [...texts.slice(0, -2), `${set}(${key})`];
}

function decodePath(url: string): string {
  if (url.length > LENGTH_MAX) return '';
  try {
    return decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '');
  } catch {
    return '';
  }
}

function withoutCasts(model: EdmModel, segments: readonly Segment[] | undefined): readonly Segment[] | undefined {
  return segments?.filter(({ name, key }) => key !== undefined || !name.includes('.') || model.types.get(name)?.kind !== 'entity');
}

/** The set of the last segment, or the containment that it is reached by. */
function homeOf(model: EdmModel, segments: readonly Segment[]): Home | undefined {
  const [last, before] = [segments.at(-1), segments.slice(0, -1)];
  if (last === undefined) return undefined;
  const parent = homeOf(model, before) ?? model.singletons.get(before.at(-1)?.name ?? '');
  const navigation = parent?.type.navigations.get(last.name);
  if (navigation?.containsTarget === true) return { type: entityTypeOf(model, navigation), name: navigation.name };
  return model.entitySets.get(last.name);
}

function readKey(target: EntityType, text: string): Reference {
  const parts = splitParts(text);
  const mismatch = { problem: `does not give the key of ${target.name}` };
  if (parts === undefined || parts.length !== target.key.length) return mismatch;
  const key: string[] = [];
  for (const { alias, path } of target.key) {
    const part = parts.length === 1 && parts[0]?.name === undefined ? parts[0] : parts.find(({ name }) => name === alias);
    const type = path.at(-1)?.type;
    const value = part === undefined || type === undefined ? undefined : parseValue(type, part.text);
    if (value === undefined) return mismatch;
    key.push(value);
  }
  return { key };
}

function splitParts(text: string): readonly { name: string | undefined; text: string }[] | undefined {
  const parts: { name: string | undefined; text: string }[] = [];
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length || parts.length === 0) {
    const match = PART.exec(text);
    if (match === null) return undefined;
    const raw = (match[2] ?? '').trim();
    parts.push({ name: match[1], text: raw.startsWith("'") ? raw.slice(1, -1).replaceAll("''", "'") : raw });
    if (match[3] === '') return PART.lastIndex < text.length ? undefined : parts;
    if (PART.lastIndex >= text.length) return undefined;
  }
  return parts;
}
