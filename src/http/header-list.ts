/**
 * Comma-separated header values with parameters (`a;b=c, d;e="f,g"`), as RFC 9110 writes them.
 * In: a header's text. Out: items in the order given. Quoted strings may hold commas and semicolons;
 * anything that cannot be read as an item is left out, because one odd item must not spoil a header.
 */
export type HeaderParameter = { /** Lower case. */ readonly name: string; /** Unquoted; '' when absent. */ readonly value: string };
export type HeaderItem = { readonly text: string; readonly parameters: readonly HeaderParameter[] };

export function parseHeaderList(header: string): readonly HeaderItem[] {
  return splitOutsideQuotes(header, ',')
    .map(parseItem)
    .filter((item) => item.text !== '');
}

function parseItem(source: string): HeaderItem {
  const [text = '', ...parameters] = splitOutsideQuotes(source, ';').map((part) => part.trim());
  return { text, parameters: parameters.filter((part) => part !== '').map(parseParameter) };
}

/** `name=value` with optional blanks around the sign, as Prefer allows. */
export function parseParameter(source: string): HeaderParameter {
  const sign = source.indexOf('=');
  if (sign < 0) return { name: source.trim().toLowerCase(), value: '' };
  return { name: source.slice(0, sign).trim().toLowerCase(), value: unquote(source.slice(sign + 1).trim()) };
}

function unquote(value: string): string {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value;
  return value.slice(1, -1).replace(/\\(.)/g, '$1');
}

function splitOutsideQuotes(source: string, separator: ',' | ';'): string[] {
  if (!source.includes('"')) return source.split(separator);
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let index = 0; index < source.length; index++) {
    const char = source[index];
    if (quoted && char === '\\') index++;
    else if (char === '"') quoted = !quoted;
    else if (char === separator && !quoted) {
      parts.push(source.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(source.slice(start));
  return parts;
}
