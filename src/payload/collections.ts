/**
 * Collections of values as one column holds them: arrays of single values as PostgreSQL's array literal, complex
 * ones as a JSON array whose objects have the properties' own names.
 * In: canonical texts. Out: the column's text. It judges nothing.
 */
import { rowOf } from '../edm/index.ts';
import type { Property } from '../edm/index.ts';
import type { Scalar } from './entity-input.ts';

const isComplex = ({ type }: Property): boolean => type.kind === 'complex';

/** `{"a","b",NULL}`: the text form of a one-dimensional array, every element quoted. */
export const arrayLiteral = (texts: readonly Scalar[]): string =>
  `{${texts.map((text) => (text === null ? 'NULL' : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`)).join(',')}}`;

/** The column's text for elements that are texts already: values, or JSON objects. */
export const collectionText = (property: Property, elements: readonly Scalar[]): string => (isComplex(property) ? `[${elements.map((text) => text ?? 'null').join(',')}]` : arrayLiteral(elements));

export const emptyCollection = (property: Property): string => collectionText(property, []);

/** Both are lists in brackets of one kind or the other. */
export function appended(stored: Scalar, elements: string): string {
  const before = stored?.trim().slice(1, -1).trim() ?? '';
  const [open, close] = [elements[0], elements.at(-1)];
  return before === '' ? elements : `${open}${before},${elements.slice(1, -1)}${close}`;
}

/** A member of a complex value in the JSON that is stored: numbers and truth as such, everything else as text. */
export function memberJson(property: Property, text: Scalar): string {
  if (text === null) return 'null';
  if (property.collection && isComplex(property)) return text;
  const family = property.collection || property.type.kind === 'enum' ? undefined : rowOf(property.type)?.family;
  const isBare = family === 'boolean' || (family === 'number' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text));
  return isBare ? text : JSON.stringify(text);
}
