/**
 * The options of an expanded item as the query of a request of its own, for the next link of its collection.
 * In: the item's options as they stand in the request target, percent escapes and all, how many rows have been
 * answered, and the aliases assigned around it. Out: `option&option&`. Only signs of structure are read decoded;
 * values stay as they were sent.
 */
import { IT_MARK } from '../plan/index.ts';

type Sign = { readonly raw: string; readonly text: string };

const DROPPED: ReadonlySet<string> = new Set(['levels', 'skip']);

/** `$skip` has been applied; of `$top` what is left stays. Of aliases assigned around the options, the innermost count. */
export function nestedQuery(nested: string, taken: number, around: readonly string[]): string {
  const own = splitOptions(nested).map((option) => rewrite(option, taken)).filter((option) => option !== '');
  const named = new Map<string, string>();
  for (const option of [...own, ...around]) if (!named.has(nameOf(option))) named.set(nameOf(option), option);
  return [...named.values()].map((option) => `${option}&`).join('');
}

const nameOf = (option: string): string => option.slice(0, option.indexOf('=')).replace('%40', '@');

/** The request's parameter aliases, which nested options may use. */
export function aliasOptions(target: string): readonly string[] {
  const mark = target.indexOf('?');
  const options = mark < 0 ? [] : target.slice(mark + 1).split('&');
  return options.filter((option) => /^(@|%40)/.test(option));
}

/** `$it` outside quotes; what follows tells it from longer names. */
const IT = /((?:'|%27)(?:(?!'|%27).)*(?:'|%27)|(?:"|%22)(?:(?!"|%22).)*(?:"|%22))|(?:\$|%24)it(?![A-Za-z0-9_])/g;

/** Options of a link in which `$it` is marked: what it means is known where the link is made. */
export const markIt = (options: string): string =>
  options.split('&').map((option) => option.replace(IT, (_found, quoted: string | undefined) => quoted ?? IT_MARK)).join('&');

const signsOf = (raw: string): readonly Sign[] =>
  (raw.match(/%[0-9A-Fa-f]{2}|[\s\S]/g) ?? []).map((sign) => ({ raw: sign, text: sign.length === 3 ? String.fromCharCode(Number.parseInt(sign.slice(1), 16)) : sign }));

/** Splits at `;` outside quotes and brackets. */
function splitOptions(nested: string): readonly (readonly Sign[])[] {
  const options: Sign[][] = [[]];
  let depth = 0;
  let quote = '';
  for (const sign of signsOf(nested)) {
    const { text } = sign;
    if (quote !== '') quote = text === quote ? '' : quote;
    else if (text === "'" || text === '"') quote = text;
    else if (text === '(') depth += 1;
    else if (text === ')') depth -= 1;
    if (text === ';' && quote === '' && depth === 0) options.push([]);
    else options.at(-1)?.push(sign);
  }
  return options.filter((option) => option.length > 0);
}

function rewrite(option: readonly Sign[], taken: number): string {
  const equals = option.findIndex(({ text }) => text === '=');
  const name = option.slice(0, equals).map(({ text }) => text).join('').trim();
  const plain = name.replace(/^\$/, '').toLowerCase();
  if (DROPPED.has(plain)) return '';
  const value = option.slice(equals + 1);
  if (plain === 'top') return `${name}=${Number(value.map(({ text }) => text).join('')) - taken}`;
  return `${name}=${value.map(({ raw }) => raw).join('')}`;
}
