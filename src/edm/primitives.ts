/**
 * The primitive table: one row per EDM primitive with all its spellings. Rooms ask it instead of having
 * switches of their own that disagree about a type.
 * In: nothing. Out: `PRIMITIVES`, and the name of a primitive that a client wrote.
 */
import { GEO_ROWS } from './primitive-geo.ts';
import { NUMBER_ROWS } from './primitive-numbers.ts';
import type { PrimitiveRow } from './primitive-row.ts';
import { TEMPORAL_ROWS } from './primitive-temporal.ts';
import { TEXT_ROWS } from './primitive-texts.ts';
import type { PrimitiveName } from './model.ts';

const ROWS: readonly PrimitiveRow[] = [...NUMBER_ROWS, ...TEXT_ROWS, ...TEMPORAL_ROWS, ...GEO_ROWS];

export const PRIMITIVES: ReadonlyMap<PrimitiveName, PrimitiveRow> = new Map(ROWS.map((row) => [row.name, row]));

const BY_TEXT: ReadonlyMap<string, PrimitiveName> = new Map(ROWS.map(({ name }) => [name, name]));

/** `Edm.Int32` as a client wrote it; undefined when there is no such primitive. */
export const parsePrimitiveName = (text: string): PrimitiveName | undefined => BY_TEXT.get(text);

export function primitiveRow(name: PrimitiveName): PrimitiveRow {
  const row = PRIMITIVES.get(name);
  if (row === undefined) throw new Error(`the primitive table has no row for ${name}`);
  return row;
}
