/**
 * A tiny matcher for rules that are no URLs: values, headers, preferences, context fragments.
 * In: text. Out: a position that moves over what matches, or a refusal at the place that does not.
 * Words match in any case unless said otherwise, as in the grammar.
 */

import { refuseAt } from './names.ts';

export type Cursor = { readonly text: string; pos: number };

export const openCursor = (text: string): Cursor => ({ text, pos: 0 });

export const isAtEnd = (k: Cursor): boolean => k.pos >= k.text.length;

export function finish(k: Cursor): void {
  if (!isAtEnd(k)) refuseAt(k.pos, 'the end');
}

/** Takes `word` when it stands here. */
export function take(k: Cursor, word: string, isExact = false): boolean {
  const found = k.text.slice(k.pos, k.pos + word.length);
  const fits = isExact ? found === word : found.toLowerCase() === word.toLowerCase();
  if (fits) k.pos += word.length;
  return fits;
}

export function need(k: Cursor, word: string, isExact = false): void {
  if (!take(k, word, isExact)) refuseAt(k.pos, `"${word}"`);
}

/** Takes as much as a sticky pattern matches; refuses when it must match and does not. */
export function match(k: Cursor, pattern: RegExp, expected: string): string {
  const found = matchMaybe(k, pattern);
  return found === '' ? refuseAt(k.pos, expected) : found;
}

export function matchMaybe(k: Cursor, pattern: RegExp): string {
  const sticky = new RegExp(pattern.source, `${pattern.flags.replace('y', '')}y`);
  sticky.lastIndex = k.pos;
  const found = sticky.exec(k.text)?.[0] ?? '';
  k.pos += found.length;
  return found;
}

/** Moves over a form whose function returns an end or `~` the place where it breaks. */
export function takeForm(k: Cursor, form: (text: string, from: number, end: number) => number, expected: string): void {
  const end = form(k.text, k.pos, k.text.length);
  if (end < 0) refuseAt(~end, expected);
  k.pos = end;
}
