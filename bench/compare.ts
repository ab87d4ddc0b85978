/**
 * Whether two JSON texts hold the same values. In: an answer of the service and one of the baseline.
 * Out: nothing, or an error that names the first difference. Control information and links to further
 * pages are left out of account, and an instant's zero offset may be written either way.
 */
export function assertSame(item: string, service: string, baseline: string): void {
  const difference = compare(JSON.parse(service), JSON.parse(baseline), '$');
  if (difference !== undefined) throw new Error(`${item}: service and baseline answer differently at ${difference}`);
}

/** The baseline's link, and the time of a change, which two changes cannot share. */
const LEFT_OUT: ReadonlySet<string> = new Set(['next', 'lastUpdate']);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
const namesOf = (value: Readonly<Record<string, unknown>>): readonly string[] => Object.keys(value).filter((name) => !name.includes('@') && !LEFT_OUT.has(name));
const spelled = (value: unknown): unknown => (typeof value === 'string' ? value.replace(/^(\d{4}-\d\d-\d\dT[\d:.]+)\+00:00$/, '$1Z') : value);

function compare(a: unknown, b: unknown, path: string): string | undefined {
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return `${path}: ${a.length} and ${b.length} items`;
    return firstOf(a.map((_, i) => String(i)), (i) => compare(a[Number(i)], b[Number(i)], `${path}[${i}]`));
  }
  if (isRecord(a) && isRecord(b)) {
    const names = new Set([...namesOf(a), ...namesOf(b)]);
    return firstOf([...names], (name) => compare(a[name], b[name], `${path}.${name}`));
  }
  return spelled(a) === spelled(b) ? undefined : `${path}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`;
}

function firstOf(names: readonly string[], look: (name: string) => string | undefined): string | undefined {
  for (const name of names) {
    const found = look(name);
    if (found !== undefined) return found;
  }
  return undefined;
}
