/**
 * Published budgets. Reaching one is a fault that names the limit. `config` may override them;
 * rooms receive the effective `Limits` by argument.
 */
export type Limits = {
  /** Bytes of the request target (path and query). */
  readonly urlBytes: number;
  /** Bytes of the options in the body of `POST …/$query`. */
  readonly queryBytes: number;
  /** Nesting of parentheses, function calls and lambdas in one expression. */
  readonly expressionDepth: number;
  /** Nodes of the syntax tree of one URL. */
  readonly expressionNodes: number;
  /** Levels of nested $expand. */
  readonly expandDepth: number;
  /** $expand items over all levels of one request. */
  readonly expandWidth: number;
  /** Rows of all expanded collections of one answer that may hold the same rows again. */
  readonly expandedRows: number;
  /** Members of one `in` list. */
  readonly inListLength: number;
  /** Items of one $orderby. */
  readonly orderByItems: number;
  /** Rows of a page, top level and expanded; the server's page size. */
  readonly pageSize: number;
  /** Bytes of a request body. */
  readonly bodyBytes: number;
  /** Bytes of a stream: of a media entity, or of a stream property. */
  readonly streamBytes: number;
  /** Nesting of a JSON body. */
  readonly bodyDepth: number;
  /** Entities in one deep insert or update. */
  readonly bodyEntities: number;
  /** Days for which a repeatable request and its answer are remembered. */
  readonly repeatDays: number;
  /** Bytes of an answer that can be remembered. */
  readonly repeatAnswerBytes: number;
};

export const LIMITS: Limits = {
  urlBytes: 16_384,
  queryBytes: 262_144,
  expressionDepth: 50,
  expressionNodes: 5_000,
  expandDepth: 6,
  expandWidth: 64,
  expandedRows: 50_000,
  inListLength: 1_000,
  orderByItems: 16,
  pageSize: 1_000,
  bodyBytes: 10 * 1024 * 1024,
  streamBytes: 100 * 1024 * 1024,
  bodyDepth: 100,
  bodyEntities: 10_000,
  repeatDays: 7,
  repeatAnswerBytes: 1024 * 1024,
};
