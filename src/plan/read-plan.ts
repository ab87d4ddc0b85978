/**
 * A read as data: tables, conditions, columns, order and windows, with the shape of the answer.
 * In: made by `planRead`. Out: printed by `sql`. It names tables and columns, never model pieces,
 * and holds no SQL text: what is printed for a fragment is the business of `sql`.
 */
import type { Envelope, Slot, WrittenOptions } from '../query/index.ts';

/** A relation under an alias. Aliases come from one counter per plan. */
export type TableRef = { readonly relation: string; readonly alias: string } | KeysRef | RecordsRef;

/** The keys or the values that a call answered, as rows: columns `k0`, `k1` …, and `n`, their place in the answer. */
export type KeysRef = { readonly keys: readonly PlanExpr[]; readonly alias: string };

/** The objects of a JSON array, as rows: their members as columns, and `n`, the place of each. */
export type RecordsRef = { readonly records: PlanExpr; readonly columns: readonly RecordColumn[]; readonly alias: string };
export type RecordColumn = { readonly name: string; readonly path: readonly string[]; readonly sqlType: string };

export type PlanExpr =
  | { readonly kind: 'column'; readonly alias: string; readonly column: string }
  | { readonly kind: 'param'; readonly source: ParamSource; readonly sqlType: string }
  | { readonly kind: 'constant'; readonly value: string | boolean | null; readonly sqlType?: string }
  | { readonly kind: 'fragment'; readonly name: string; readonly args: readonly PlanExpr[] }
  | { readonly kind: 'all' | 'any'; readonly terms: readonly PlanExpr[] } // and, or
  | { readonly kind: 'case'; readonly branches: readonly { readonly when: PlanExpr; readonly then: PlanExpr }[] }
  /** A JSON object of members; null when everything in `presence` is, unless that is empty. */
  | { readonly kind: 'object'; readonly members: readonly OutputColumn[]; readonly presence: readonly PlanExpr[] }
  | { readonly kind: 'exists'; readonly rows: RowsPlan }
  /** One value; with an order, that of the first row. */
  | { readonly kind: 'scalar'; readonly rows: RowsPlan; readonly value: PlanExpr; readonly order?: readonly PlanOrder[] }
  /** A JSON array of one value for each row of the window. */
  | { readonly kind: 'list'; readonly rows: RowsPlan; readonly value: PlanExpr; readonly window: Omit<Window, 'arms'> }
  | { readonly kind: 'count'; readonly rows: RowsPlan };

/** What fills a parameter when the statement runs. */
export type ParamSource =
  | { readonly kind: 'slot'; readonly slot: Slot }
  | { readonly kind: 'array'; readonly slots: readonly Slot[] } // an `in` list, as one array
  | { readonly kind: 'tenant' }
  | { readonly kind: 'piece' } // how many bytes of a stream come before the piece that is read
  | { readonly kind: 'base' } // base URL of the service
  | { readonly kind: 'result'; readonly call: number; readonly part: number } // one key part of every entity, or one property of every value, that a call answered
  | { readonly kind: 'cursor'; readonly index: number } // value of the skip token
  | { readonly kind: 'options'; readonly written: WrittenOptions; readonly taken: number }; // text of nested options, for next links behind `taken` rows; `IT_MARK` in place of `$it`

/** Tables joined and narrowed; `alias` is the one whose rows are meant. */
export type RowsPlan = {
  readonly tables: readonly TableRef[];
  readonly alias: string;
  readonly where: readonly PlanExpr[];
};

export type PlanOrder = { readonly expr: PlanExpr; readonly sqlType: string; readonly descending: boolean; readonly nullable: boolean };

/** How many rows, from where. `arms`: disjoint keyset conditions, each its own ordered, limited select. */
export type Window = {
  readonly order: readonly PlanOrder[];
  readonly limit: PlanExpr | undefined;
  readonly offset: PlanExpr | undefined;
  readonly arms: readonly (readonly PlanExpr[])[];
};

/** One member of an answered object. The name is printed as a JSON name, never as an identifier of a table. */
export type OutputColumn = { readonly name: string; readonly value: PlanExpr };

/** Entities as JSON text: members from columns, then members that are themselves objects, arrays or counts. */
export type EntityPlan = {
  readonly rows: RowsPlan;
  /**
   * Alias that columns and children refer to: the page (rows after order and limit), or the rows' own
   * alias where no page stands between: single entities, and collections without children and arms.
   */
  readonly pageAlias: string;
  readonly window: Window;
  /** Columns of joined tables that the answer needs, carried out of the page under these names. */
  readonly carried: readonly { readonly expr: PlanExpr; readonly name: string }[];
  readonly columns: readonly OutputColumn[];
  /** The first of the columns once more, as one text that begins the object: where an answer is text itself, that costs less. */
  readonly front?: { readonly text: PlanExpr; readonly columns: number } | undefined;
  /** Where types of one table show different members: the column that tells, and the members of each. */
  readonly variants: { readonly by: PlanExpr; readonly cases: readonly { readonly value: string; readonly columns: readonly OutputColumn[] }[] } | undefined;
  readonly children: readonly ChildPlan[];
  /** Members that are null are left out, at every level. */
  readonly omitsNulls?: boolean;
};

export type ChildPlan =
  | { readonly kind: 'one'; readonly name: string; readonly entity: EntityPlan }
  | { readonly kind: 'many'; readonly name: string; readonly entity: EntityPlan; readonly page: PagePlan | undefined; readonly count: CountPlan | undefined; readonly envelope?: Envelope | undefined }
  | { readonly kind: 'count'; readonly name: string; readonly count: CountPlan };

/** A count under its JSON name; as text when the answer is IEEE754Compatible. */
export type CountPlan = { readonly name: string; readonly rows: RowsPlan; readonly asText: boolean };

/** A limit that may cut: at most `size` rows are answered; behind a full page one more is looked for. */
export type PagePlan = {
  readonly size: number;
  /** JSON name of the next link inside an expanded collection; absent at the top level. */
  readonly linkName: string | undefined;
  /** Pieces of the link before the token, joined. */
  readonly link: readonly PlanExpr[];
  /** Order values of the last row, in order: the token. */
  readonly token: readonly PlanExpr[];
};

/** The steps from the answered rows to a collection expanded below them, both included. */
export type Way = readonly WayStep[];
export type WayStep = { readonly entity: EntityPlan; readonly single: boolean };
export type Breadth = { readonly ways: readonly Way[]; readonly rows: number };

export type PlanMode = 'generic' | 'custom';

/** What the statement answers, as columns in this order; absent ones are not selected. */
export type ReadPlan = {
  readonly mode: PlanMode;
  readonly answer:
    | { readonly kind: 'collection'; readonly entity: EntityPlan; readonly page: PagePlan | undefined; readonly count: RowsPlan | undefined }
    | { readonly kind: 'entity'; readonly entity: EntityPlan; readonly etag: PlanExpr | undefined }
    | { readonly kind: 'value'; readonly rows: RowsPlan; readonly value: PlanExpr; readonly raw: boolean; readonly etag: PlanExpr | undefined; readonly contentType?: PlanExpr; /** Bytes of a stream, of which `value` is one piece. */ readonly length?: PlanExpr; /** The entity's canonical address, for the context URL. */ readonly address?: PlanExpr | undefined; /** The elements of a collection that are counted. */ readonly count?: RowsPlan | undefined }
    | { readonly kind: 'count'; readonly rows: RowsPlan }
    /** Only the keys of the rows: what an operation is called on. */
    | { readonly kind: 'keys'; readonly rows: RowsPlan; readonly key: readonly PlanExpr[] };
  /** Collections that must not hold more rows than this together; absent where nothing can repeat. */
  readonly breadth: Breadth | undefined;
  /** Rows the path passes through; when they are absent the answer is 404, not an empty result. */
  readonly parent: RowsPlan | undefined;
  /** Of what contains the rows that are answered: it stands in their context URL. */
  readonly container?: { readonly rows: RowsPlan; readonly address: PlanExpr } | undefined;
};
