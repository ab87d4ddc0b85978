/**
 * What was asked, bound to the model: the tree that `bind` makes and `plan` reads.
 * Every name has been resolved, every operand has a type, conversions are explicit. It still speaks
 * of properties and navigations, not of columns. Values that came from the URL are `Slot`s, so that a
 * compiled plan can be reused with other values of the same spelled type.
 */
import type { EntitySet, EntityType, JsonScalar, Navigation, Operation, OperationImport, Property, Singleton, ValueType } from '../edm/index.ts';

/**
 * A value that becomes a SQL parameter, as canonical text. With `at` it is the literal at that offset
 * of the request target and may be refilled from another target of the same shape; with `argument` it
 * is given when the statement runs; otherwise it is fixed.
 */
export type Slot = { readonly text: string; readonly at?: number; readonly refill?: Refill; readonly argument?: number };
/** How a literal's text becomes the parameter: undefined when it is not a value of the type. */
export type Refill = (literal: string) => string;

/** A row variable: `$it`, the rows of an expand, or a lambda variable. Compared by identity. */
export type Range = { readonly name: string; readonly type: EntityType };

export type Expr =
  | { readonly kind: 'value'; readonly type: ValueType; readonly slot: Slot }
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | PropertyExpr
  | { readonly kind: 'call'; readonly fn: string; readonly args: readonly Expr[]; readonly type: ValueType }
  | { readonly kind: 'not'; readonly operand: Expr }
  | { readonly kind: 'logic'; readonly op: 'and' | 'or'; readonly terms: readonly Expr[] }
  | { readonly kind: 'compare'; readonly op: Comparison; readonly left: Expr; readonly right: Expr }
  | { readonly kind: 'in'; readonly left: Expr; readonly items: readonly Expr[]; readonly type: ValueType }
  | { readonly kind: 'case'; readonly branches: readonly { readonly when: Expr; readonly then: Expr }[]; readonly type: ValueType }
  | { readonly kind: 'lambda'; readonly quantifier: 'any' | 'all'; readonly over: RowSource; readonly body: Expr | undefined }
  | { readonly kind: 'count'; readonly over: RowSource }
  /** A single entity compared with null: `Buyer eq null`. */
  | { readonly kind: 'exists'; readonly over: RowSource; readonly negated: boolean }
  | { readonly kind: 'isof'; readonly range: Range; readonly types: readonly string[] };

export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';

/** A property of a row: of the range itself, or of the entity that single-valued steps lead to. */
export type PropertyExpr = {
  readonly kind: 'property';
  /** The range itself, or rows reached from it (at most one) whose own range holds the property. */
  readonly of: Range | RowSource;
  /** More than one for properties inside complex values. */
  readonly path: readonly Property[];
  readonly type: ValueType;
  readonly nullable: boolean;
};

/**
 * Where rows come from: a set or singleton, a navigation from other rows, or a navigation from a
 * range that is already in scope. Conditions (keys, casts, `/$filter`) narrow them.
 */
export type RowSource = {
  readonly kind: 'rows';
  readonly range: Range;
  readonly origin:
    | { readonly kind: 'set' }
    | { readonly kind: 'navigation'; readonly navigation: Navigation; readonly from: RowSource | Range }
    /** The values of a collection that a property holds. */
    | { readonly kind: 'elements'; readonly of: Range | RowSource; readonly path: readonly Property[] }
    /** What a function or action answered, or was just written: the keys are known when the statement runs. */
    | { readonly kind: 'result'; readonly call: OperationCall | undefined }
    /** Complex values that a function answered, or that a property of its answer holds. */
    | { readonly kind: 'values'; readonly call: OperationCall; readonly property: Property | undefined };
  readonly conditions: readonly Expr[];
  readonly search: SearchExpr | undefined;
  /** The set these entities belong to, for context and canonical URLs. */
  readonly set: EntitySet | Singleton | undefined;
  /** For what is contained: the rows that contain it, for addresses. */
  readonly parent?: RowSource | undefined;
  readonly cardinality: 'one' | 'zeroOrOne' | 'many';
  /** True when `conditions` hold an equality for every key property. */
  readonly keyed: boolean;
  /** The keys as written, for context URLs; the cast segment, when there is one. */
  readonly cast: EntityType | undefined;
  /** Of several rows only the first, in the order of their key. */
  readonly first?: boolean;
  /** What the rows were called before casts; conditions from before still speak of them so. */
  readonly uncast?: readonly Range[];
};

export type SearchExpr =
  | { readonly kind: 'term'; readonly text: string; readonly phrase: boolean }
  | { readonly kind: 'not'; readonly operand: SearchExpr }
  | { readonly kind: 'and' | 'or'; readonly terms: readonly SearchExpr[] };

export type OrderItem = { readonly expr: Expr; readonly descending: boolean };
export type Computed = {
  readonly name: string;
  readonly expr: Expr;
  readonly type: ValueType;
  /** Parts of the expression, other computed values it refers to included. */
  readonly weight: number;
  /** Levels of it, counted alike. */
  readonly height: number;
};

/** What of each entity is answered. */
export type Projection = {
  readonly properties: readonly PropertyProjection[];
  readonly computed: readonly Computed[];
  readonly expands: readonly Expand[];
  /** Navigations named in $select: they are answered with links under metadata=full. */
  readonly navigationLinks: readonly Navigation[];
  /** The $select clause as the context URL shows it; undefined when everything is selected. */
  readonly selected: readonly string[] | undefined;
  /** Present: the answered objects are made of these, by the names of another API shape, and of nothing else. */
  readonly members?: readonly BoundMember[];
};

/** How a value is written where that is not OData's JSON; each is a row of the table of SQL fragments. */
export type Spelling = 'text' | 'bit' | 'epochSeconds' | 'epochOfDay' | 'shortestDouble' | 'instantMillis' | 'decimalText';

/** What stands around the rows of a nested collection: `{ [count]: n, ...flags, [rows]: [...] }`. */
export type Envelope = {
  readonly rows: string;
  readonly count?: string;
  readonly flags?: Readonly<Record<string, boolean>>;
  /** A collection without rows is null. */
  readonly absentWhenEmpty?: boolean;
};

/** A member of an object of another API shape, bound to our model. */
export type BoundMember =
  | { readonly kind: 'value'; readonly name: string; readonly expr: Expr; readonly spelled: Spelling | undefined }
  | { readonly kind: 'parts'; readonly name: string; readonly members: readonly BoundMember[] }
  | { readonly kind: 'rows'; readonly name: string; readonly single: boolean; readonly rows: RowSource; readonly options: BoundOptions; readonly envelope: Envelope | undefined };
/** A property, or some parts of its complex value; of a collection, the elements that its own options let through. */
export type PropertyProjection = {
  readonly property: Property;
  readonly parts: readonly PropertyProjection[] | undefined;
  readonly elements?: ElementOptions;
};
export type ElementOptions = Pick<BoundOptions, 'filter' | 'orderby' | 'skip' | 'top' | 'count'> & { readonly range: Range };

export type Expand = {
  readonly navigation: Navigation;
  /** As written, with a cast segment where there is one. */
  readonly name: string;
  readonly rows: RowSource;
  readonly answer: 'entities' | 'references' | 'count';
  /** Expanded again below itself, by `$levels`. */
  readonly isRecursive: boolean;
  readonly written: WrittenOptions;
  readonly options: BoundOptions;
};

/**
 * Where the options of an expanded item stand in the request target, for the next links of its collection;
 * and the values of the aliases that options around it assign, the innermost last.
 */
export type WrittenOptions = {
  readonly at: number;
  readonly end: number;
  readonly aliases: readonly { readonly name: string; readonly at: number; readonly end: number }[];
};

export type BoundOptions = {
  readonly filter: Expr | undefined;
  readonly search: SearchExpr | undefined;
  readonly orderby: readonly OrderItem[];
  readonly top: NumberSlot | undefined;
  readonly skip: NumberSlot | undefined;
  readonly count: boolean;
  readonly projection: Projection;
  readonly levels: number | undefined;
};
export type NumberSlot = { readonly value: number; readonly slot: Slot };

/** What the path ends in. */
export type Target =
  | { readonly kind: 'collection' } // entities
  | { readonly kind: 'entity' }
  | { readonly kind: 'count' }
  | { readonly kind: 'references' } // …/$ref on a collection
  | { readonly kind: 'reference' }
  | { readonly kind: 'property'; readonly path: readonly Property[]; readonly raw: boolean } // raw: /$value
  /** The bytes of a media entity, or of a stream property. */
  | { readonly kind: 'media'; readonly property: Property | undefined };

export type ReadRequest = {
  readonly kind: 'read';
  readonly rows: RowSource;
  readonly target: Target;
  readonly options: BoundOptions;
  readonly skiptoken: { readonly text: string } | undefined;
  readonly format: string | undefined;
};

/** JSON as a parameter carries it: objects have no prototype, numbers keep their text. */
export type ArgumentJson = JsonScalar | null | readonly ArgumentJson[] | { readonly [name: string]: ArgumentJson };

/** A parameter's value: canonical text of a single value, or JSON for structured values and collections. */
export type Argument =
  | { readonly kind: 'value'; readonly text: string | null }
  | { readonly kind: 'json'; readonly json: ArgumentJson };

/** A function or action about to be called. An action's arguments come with the body. */
export type OperationCall = {
  readonly operation: Operation;
  /** The rows it is called on; undefined for unbound ones. */
  readonly binding: RowSource | undefined;
  readonly arguments: ReadonlyMap<string, Argument>;
  /** Names of the query options that gave arguments. */
  readonly implicit: readonly string[];
  /** The import it was called by. */
  readonly operationImport: OperationImport | undefined;
  /** Its place among the calls of one path, from 0. */
  readonly index: number;
};

/** A call that ends the path: an action, or a function that answers values. */
export type OperationRequest = {
  readonly kind: 'operation';
  readonly operation: Operation;
  readonly call: OperationCall;
  /** Reads the entities an action answers. */
  readonly result: ReadRequest | undefined;
  /** The part of a structured answer that is asked for; empty for all of it. */
  readonly path: readonly Property[];
  readonly format: string | undefined;
};

export type TypedRequest =
  | { readonly kind: 'service'; readonly format: string | undefined }
  | { readonly kind: 'metadata'; readonly format: string | undefined }
  | { readonly kind: 'all'; readonly skiptoken: { readonly text: string } | undefined; readonly format: string | undefined }
  | { readonly kind: 'batch' }
  | ReadRequest
  | OperationRequest;
