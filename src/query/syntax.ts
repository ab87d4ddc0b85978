/**
 * What was written: the syntax tree of a URL, before any model is known.
 * In: made by the parser from the raw request target. Out: read by the binder only.
 * Every node carries `at` and `end`, offsets into the text it was parsed from (for faults, and to
 * match literals with those the plan cache scans). Names are as written; nothing is looked up.
 */

import type { Fault } from '../base/index.ts';

export type Span = { readonly at: number; readonly end: number };

/** Kind of a literal by its spelling alone. `integer` and `decimal` keep every digit as text. */
export type LiteralKind =
  | 'null' | 'boolean' | 'integer' | 'decimal' | 'double' | 'string' | 'guid' | 'date'
  | 'dateTimeOffset' | 'timeOfDay' | 'duration' | 'binary' | 'geography' | 'geometry' | 'enum';

export type LiteralSyntax = Span & {
  readonly kind: 'literal';
  readonly type: LiteralKind;
  /** The value's text, unescaped, without quotes or prefix. */
  readonly text: string;
  /** Qualified type name of an enum literal written `Ns.Type'Member'`. */
  readonly typeName?: string;
};

export type CompareOperator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le' | 'has' | 'in';
export type ArithmeticOperator = 'add' | 'sub' | 'mul' | 'div' | 'divby' | 'mod';

export type ExprSyntax =
  | LiteralSyntax
  | (Span & { readonly kind: 'alias'; readonly name: string }) // @p
  | (Span & { readonly kind: 'path'; readonly segments: readonly PathPartSyntax[] })
  | (Span & { readonly kind: 'call'; readonly name: string; readonly args: readonly ExprSyntax[] }) // canonical functions, by position
  | (Span & { readonly kind: 'cast' | 'isof'; readonly operand?: ExprSyntax; readonly typeName: string })
  | (Span & { readonly kind: 'case'; readonly branches: readonly { readonly when: ExprSyntax; readonly then: ExprSyntax }[] })
  | (Span & { readonly kind: 'not' | 'negate'; readonly operand: ExprSyntax })
  | (Span & { readonly kind: 'logic'; readonly op: 'and' | 'or'; readonly terms: readonly ExprSyntax[] }) // n-ary, two or more
  | (Span & { readonly kind: 'compare'; readonly op: CompareOperator; readonly left: ExprSyntax; readonly right: ExprSyntax })
  | (Span & { readonly kind: 'arithmetic'; readonly op: ArithmeticOperator; readonly left: ExprSyntax; readonly right: ExprSyntax })
  | (Span & { readonly kind: 'list'; readonly items: readonly ExprSyntax[] }) // (1,2,3)
  | (Span & { readonly kind: 'array'; readonly items: readonly ExprSyntax[] }) // ["a","b"]
  | (Span & { readonly kind: 'object'; readonly members: readonly { readonly name: string; readonly value: ExprSyntax }[] }); // {"a":1}

/** One step of a path inside an expression, $select, $orderby or $expand. */
export type PathPartSyntax =
  // property, navigation, type cast, key or bound function; `key`: a key after a function's arguments, F(a=1)(2)
  | (Span & { readonly kind: 'name'; readonly name: string; readonly args?: readonly ArgumentSyntax[]; readonly key?: readonly ArgumentSyntax[] })
  | (Span & { readonly kind: 'root'; readonly name: '$it' | '$this' | '$root' | '$these' })
  | (Span & { readonly kind: 'alias'; readonly name: string }) // @p/Town: only the first part
  | (Span & { readonly kind: 'lambda'; readonly quantifier: 'any' | 'all'; readonly variable?: string; readonly body?: ExprSyntax })
  | (Span & { readonly kind: 'count'; readonly filter?: ExprSyntax; readonly search?: SearchSyntax }) // $count, $count($filter=…;$search=…)
  | (Span & { readonly kind: 'filter'; readonly filter: ExprSyntax }) // $filter(…)
  | (Span & { readonly kind: 'annotation'; readonly term: string }) // @Ns.Term#Qualifier
  | (Span & { readonly kind: 'aggregate'; readonly item: AggregateSyntax }); // aggregate(Total with sum)

/** What stands in parentheses: `(555)`, `(id=555)`, `(a=1,b=@p)`; an empty list for `()`. */
export type ArgumentSyntax = Span & { readonly name?: string; readonly value: ExprSyntax };

/** One segment of the resource path. */
export type SegmentSyntax =
  // A segment that is no identifier (`Orders/1`, `People/O'Neil`) is a name too: a key written as a segment.
  | (Span & { readonly kind: 'name'; readonly name: string; readonly args?: readonly ArgumentSyntax[]; readonly key?: readonly ArgumentSyntax[] })
  | (Span & { readonly kind: 'metadata' | 'batch' | 'all' | 'entity' | 'count' | 'value' | 'ref' | 'each' | 'query' })
  | (Span & { readonly kind: 'crossjoin'; readonly sets: readonly string[] })
  | (Span & { readonly kind: 'filter'; readonly filter: ExprSyntax });

export type SearchSyntax =
  | (Span & { readonly kind: 'term'; readonly text: string; readonly phrase: boolean })
  | (Span & { readonly kind: 'not'; readonly operand: SearchSyntax })
  | (Span & { readonly kind: 'and' | 'or'; readonly terms: readonly SearchSyntax[] });

export type SelectItemSyntax = Span & {
  /** Empty for `*`; `Ns.*` is the namespace wildcard. */
  readonly path: readonly PathPartSyntax[];
  readonly wildcard?: '*' | string;
  readonly options?: OptionsSyntax;
};

export type ExpandItemSyntax = Span & {
  readonly path: readonly PathPartSyntax[];
  readonly wildcard: boolean; // `*`
  readonly suffix?: 'ref' | 'count' | 'value';
  readonly options?: OptionsSyntax;
};

export type OrderItemSyntax = Span & { readonly expr: ExprSyntax; readonly descending: boolean };
export type ComputeItemSyntax = Span & { readonly expr: ExprSyntax; readonly name: string };
/** A number written in an option, kept with its span so that it can become a parameter. */
export type NumberSyntax = Span & { readonly value: number };

/** Opaque text written in an option, kept with its span so that it can become a parameter. */
export type TextSyntax = Span & { readonly text: string };

/** System query options of a request, an expand item or a select item, by canonical name. */
/** What `name=text` was read as, and what it says. */
export type BareSyntax = { readonly option: string; readonly text: string };

export type OptionsSyntax = Span & {
  readonly filter?: ExprSyntax;
  readonly orderby?: readonly OrderItemSyntax[];
  readonly select?: readonly SelectItemSyntax[];
  readonly expand?: readonly ExpandItemSyntax[];
  readonly search?: SearchSyntax;
  readonly compute?: readonly ComputeItemSyntax[];
  readonly apply?: ApplySyntax;
  readonly top?: NumberSyntax;
  readonly skip?: NumberSyntax;
  readonly count?: boolean;
  readonly index?: NumberSyntax;
  readonly levels?: (Span & { readonly value: number | 'max' });
  readonly format?: string;
  readonly id?: string;
  readonly skiptoken?: TextSyntax;
  readonly deltatoken?: string;
  readonly schemaversion?: string;
  readonly aliases?: ReadonlyMap<string, ExprSyntax>; // @p → value
  readonly custom?: ReadonlyMap<string, string>; // everything without a system meaning
  /** Options that are custom only because their value is none of the system option of that name, and why. */
  readonly misread?: ReadonlyMap<string, Fault>;
  /** System options written without `$`: parameters of a function may have such names. */
  readonly bare?: ReadonlyMap<string, BareSyntax>;
  /** Custom options given more than once: only parameters may not be. */
  readonly repeated?: ReadonlySet<string>;
};

/** `$apply`, as a sequence of transformations. */
export type ApplySyntax = Span & { readonly steps: readonly TransformSyntax[] };
export type TransformSyntax =
  | (Span & { readonly kind: 'aggregate'; readonly items: readonly AggregateSyntax[] })
  | (Span & { readonly kind: 'groupby'; readonly keys: readonly GroupKeySyntax[]; readonly apply?: ApplySyntax })
  | (Span & { readonly kind: 'filter'; readonly filter: ExprSyntax })
  | (Span & { readonly kind: 'search'; readonly search: SearchSyntax })
  | (Span & { readonly kind: 'compute'; readonly items: readonly ComputeItemSyntax[] })
  | (Span & { readonly kind: 'orderby'; readonly items: readonly OrderItemSyntax[] })
  | (Span & { readonly kind: 'top' | 'skip'; readonly value: NumberSyntax })
  | (Span & { readonly kind: 'identity' })
  | (Span & { readonly kind: 'concat'; readonly sequences: readonly ApplySyntax[] })
  | (Span & { readonly kind: 'function'; readonly name: string; readonly args: readonly ApplyArgumentSyntax[] }) // every other one, by name
  | (Span & { readonly kind: 'custom'; readonly path: readonly PathPartSyntax[] });
/** `name` is the alias of `value as name`; `descending` is there when the argument is an order item; `keep start` and `preorder` are paths of one name. */
export type ApplyArgumentSyntax = Span & {
  readonly value: ExprSyntax | ApplySyntax | readonly GroupKeySyntax[];
  readonly name?: string;
  readonly descending?: boolean;
};
export type AggregateSyntax = Span & {
  readonly expr: ExprSyntax | undefined; // undefined for $count alone
  readonly method?: string;
  /** `from Time,Buyer/Name with average`: the first path, the others, the method. */
  readonly from?: readonly { readonly path: readonly PathPartSyntax[]; readonly others?: readonly (readonly PathPartSyntax[])[]; readonly method?: string }[];
  readonly name?: string;
};
export type GroupKeySyntax =
  | (Span & { readonly kind: 'path'; readonly path: readonly PathPartSyntax[]; readonly name?: string })
  | (Span & { readonly kind: 'rollup'; readonly keys: readonly GroupKeySyntax[] }) // one key alone names a levelled hierarchy
  | (Span & { readonly kind: 'recursive'; readonly args: readonly ApplyArgumentSyntax[] }); // rolluprecursive(…)

export type UrlSyntax = { readonly path: readonly SegmentSyntax[]; readonly options: OptionsSyntax };
