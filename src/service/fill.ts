/**
 * Fills a compiled statement with the values of the request at hand.
 * In: the compiled read, the literals scanned from this target, tenant, base URL, cursor. Out: SQL values
 * as text. Values are checked again (URL107): another literal of the same shape may be out of range.
 */
import { fail } from '../base/index.ts';
import type { ParamSource, Cursor } from '../plan/index.ts';
import { literalText } from '../query/index.ts';
import type { ScannedLiteral, Slot } from '../query/index.ts';
import type { SqlValue, Statement } from '../sql/index.ts';
import { aliasOptions, markIt, nestedQuery } from './nested-options.ts';
import type { CompiledRead } from './plan-cache.ts';

export type Filling = {
  readonly target: string;
  readonly literals: readonly ScannedLiteral[];
  readonly tenant: number | undefined;
  readonly baseUrl: string;
  readonly cursor: Cursor | undefined;
  /** Bytes of a stream before the piece that is read. */
  readonly pieceAt?: number;
  /** Values of slots that stand for no literal. */
  readonly arguments?: readonly string[];
  /** Keys, or texts of values, that the calls of the path answered, in the order of the calls. */
  readonly results?: readonly (readonly RowTexts[])[];
};

/** The key of an entity, or the properties of a value, as texts. */
export type RowTexts = readonly (string | null)[];

/** As much of a compiled read as filling needs. */
type Fillable = Pick<CompiledRead, 'template' | 'literals'>;

export function fillStatement(compiled: Fillable, filling: Filling): Statement {
  const { text, params, name } = compiled.template;
  return { text, name, values: params.map(({ source }) => valueOf(compiled, filling, source)) };
}

function valueOf(compiled: Fillable, filling: Filling, source: ParamSource): SqlValue {
  switch (source.kind) {
    case 'slot': return slotText(compiled, filling, source.slot);
    case 'array': return arrayText(source.slots.map((slot) => slotText(compiled, filling, slot)));
    case 'tenant': return filling.tenant === undefined ? null : String(filling.tenant);
    case 'piece': return String(filling.pieceAt ?? 0);
    case 'base': return filling.baseUrl;
    case 'cursor': return filling.cursor?.[source.index] ?? null;
    case 'result': return arrayText((filling.results?.[source.call] ?? []).map((row) => row[source.part] ?? null));
    case 'options': {
      const textOf = ({ at, end }: { at: number; end: number }): string => filling.target.slice(moved(compiled, filling, at), moved(compiled, filling, end));
      const { written, taken } = source;
      const around = written.aliases.toReversed().map((alias) => `${alias.name}=${textOf(alias)}`);
      return markIt(nestedQuery(textOf(written), taken, [...around, ...aliasOptions(filling.target)]));
    }
  }
}

function slotText(compiled: Fillable, filling: Filling, slot: Slot): string {
  if (slot.argument !== undefined) return filling.arguments?.[slot.argument] ?? '';
  if (slot.at === undefined || slot.refill === undefined) return slot.text;
  const index = compiled.literals.findIndex((literal) => literal.at === slot.at);
  const literal = filling.literals[index];
  if (literal === undefined) return slot.text;
  const text = slot.refill(literalText(literal.text, literal.tag));
  if (text.includes('\u0000')) return fail('URL108', 'A text in the URL holds the character U+0000, which cannot be stored.', { target: '%00' });
  return text;
}

/** PostgreSQL's array literal. */
const arrayText = (items: readonly (string | null)[]): string => `{${items.map((item) => (item === null ? 'NULL' : `"${item.replace(/["\\]/g, '\\$&')}"`)).join(',')}}`;

/** An offset of the compiled target in this one: literals before it may be longer or shorter. */
function moved(compiled: Fillable, filling: Filling, at: number): number {
  return compiled.literals.reduce((offset, before, i) => {
    const now = filling.literals[i];
    if (now === undefined || before.end > at) return offset;
    return offset + (now.end - now.at) - (before.end - before.at);
  }, at);
}
