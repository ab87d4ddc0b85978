/** What may be asked of the store in the model's own names: objects of a shape, and merging changes. Types only. */
import type { JsonValue, KeyTexts } from '../payload/index.ts';
import type { ShapeRead } from '../query/index.ts';

export type ShapeInput = {
  readonly read: ShapeRead;
  /** Canonical texts of the parameters, in their order. */
  readonly values: readonly string[];
  /** Query options of the client as they stand in its URL, without the question mark: `$filter=…&$top=5`. */
  readonly query?: string;
  readonly omitsNulls?: boolean;
};

export type Store = {
  /** The text of an entity, undefined when there is none; of a collection always. */
  readonly read: (input: ShapeInput) => Promise<string | undefined>;
  /** Merges the body into an entity of the set, nested records by the model's markers included. */
  readonly merge: (set: string, key: KeyTexts, body: JsonValue) => Promise<void>;
};
