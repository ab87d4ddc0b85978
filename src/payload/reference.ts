/**
 * Keys named by references: `https://host/odata.svc/Customers(36)`, `Customers(id=36)`, `/Offices(3)`.
 * In: the URL text and the type it must lead to. Out: key texts in the order of the type's key, or
 * what is wrong. Only the last segment counts: every set is below this service.
 */
import { parseValue } from '../edm/index.ts';
import type { EdmModel, EntityType } from '../edm/index.ts';
import type { KeyTexts } from './entity-input.ts';

type Reference = { readonly key: KeyTexts } | { readonly problem: string };

/** The last segment of a path; slashes and parentheses inside quotes belong to the key. */
const SEGMENT = /(?:^|\/)([\p{L}_][\p{L}\p{N}_]*)\(((?:[^()']|'(?:[^']|'')*')*)\)$/u;
const LENGTH_MAX = 2_000;
const PART = /\s*(?:([\p{L}_][\p{L}\p{N}_]*)\s*=\s*)?('(?:[^']|'')*'|[^,']+)\s*(,|$)/uy;

export function readReference(model: EdmModel, target: EntityType, url: string): Reference {
  const segment = SEGMENT.exec(decodePath(url));
  const set = model.entitySets.get(segment?.[1] ?? '');
  if (segment === null || set === undefined) return { problem: `is no reference to an entity; a URL such as Set(key) was expected` };
  if (!target.family.includes(set.type.name) && !set.type.family.includes(target.name)) {
    return { problem: `leads to ${set.name}, which holds no ${target.name}` };
  }
  return readKey(target, segment[2] ?? '');
}

function decodePath(url: string): string {
  if (url.length > LENGTH_MAX) return '';
  try {
    return decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '');
  } catch {
    return '';
  }
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
