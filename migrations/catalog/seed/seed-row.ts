/**
 * How seed rows are written: columns by name, in the form json_populate_recordset reads.
 * In: short keys and bytes. Out: their long forms. It holds no rows.
 */
type SeedValue = string | number | null | { readonly type: string; readonly coordinates: readonly unknown[] };
export type SeedRow = Readonly<Record<string, SeedValue>>;

/** Low fixed keys, so that seeded rows come before those with random keys. */
export const seedKey = (suffix: string): string => `00000000-0000-4000-8000-0000000000${suffix}`;

/** Bytes in the spelling that PostgreSQL reads from text. */
export const bytes = (value: Uint8Array): string => `\\x${Buffer.from(value).toString('hex')}`;
