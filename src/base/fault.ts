/**
 * Faults: the one record, one table and one error class for everything a client may be told.
 * `FAULTS` maps each code to its HTTP status and title; the code type is the table's keys, so an
 * unknown code does not compile. Families: URL1xx grammar, MOD2xx model, BOD3xx body,
 * PRE4xx preconditions and conflicts, AUT4xx callers, DBS5xx database, LIM6xx limits, LON7xx loan terms, BUG900 ours.
 * Pure code calls `fail`; the error is caught in one place per API shape.
 */

export const FAULTS = {
  URL101: { status: 400, title: 'The URL does not follow the OData grammar' },
  URL102: { status: 400, title: 'The URL has an invalid percent escape or invalid UTF-8' },
  URL103: { status: 400, title: 'A query option is given twice' },
  URL104: { status: 400, title: 'A system query option is unknown' },
  URL105: { status: 400, title: 'A query option is not allowed on this resource' },
  URL106: { status: 400, title: 'A query option has an invalid value' },
  URL107: { status: 400, title: 'A literal is out of range or malformed for its type' },
  URL108: { status: 400, title: 'The text holds a character that cannot be stored' },
  URL109: { status: 501, title: 'The request is valid OData that this service does not offer' },
  URL110: { status: 406, title: 'No representation matches the Accept header or $format' },
  URL111: { status: 400, title: 'The requested OData version is not supported' },
  URL112: { status: 405, title: 'The method is not allowed on this resource' },
  URL113: { status: 400, title: 'A skip token is invalid' },
  URL114: { status: 404, title: 'The requested schema version does not exist' },
  URL115: { status: 400, title: 'The HTTP request is malformed' },
  MOD201: { status: 404, title: 'The resource path names something the model does not have' },
  MOD202: { status: 400, title: 'An expression names something the model does not have' },
  MOD203: { status: 400, title: 'The operand types do not fit the operator or function' },
  MOD204: { status: 400, title: 'The key does not fit the entity type' },
  MOD205: { status: 400, title: 'The operation has no overload with these parameters' },
  MOD206: { status: 400, title: 'The model does not allow this query option here' },
  MOD207: { status: 400, title: 'The caller may not use this property' },
  MOD208: { status: 405, title: 'The model does not allow this operation here' },
  MOD209: { status: 404, title: 'The resource does not exist' },
  BOD301: { status: 400, title: 'The body is not valid JSON' },
  BOD302: { status: 415, title: 'The content type is not supported' },
  BOD303: { status: 400, title: 'The body does not fit the model' },
  BOD304: { status: 400, title: 'A marker is used where its meaning is not safe' },
  BOD305: { status: 404, title: 'The body names an entity that does not exist here' },
  BOD306: { status: 413, title: 'The body is too large' },
  BOD307: { status: 400, title: 'The body refers to an entity that does not exist' },
  PRE401: { status: 412, title: 'The ETag does not match the current state' },
  PRE402: { status: 428, title: 'The request needs an If-Match header' },
  PRE403: { status: 409, title: 'A unique value is already in use' },
  PRE404: { status: 409, title: 'The change conflicts with related data' },
  PRE405: { status: 409, title: 'The change conflicts with another change made at the same time' },
  PRE406: { status: 400, title: 'The headers of a repeatable request are malformed or incomplete' },
  PRE407: { status: 412, title: 'A repeatable request was first sent outside the time that is remembered' },
  PRE408: { status: 400, title: 'The id of a repeatable request belongs to another request' },
  PRE409: { status: 501, title: 'The request cannot be made repeatable' },
  PRE410: { status: 409, title: 'The values look like those of another record' },
  AUT401: { status: 401, title: 'Valid credentials are needed' },
  AUT403: { status: 403, title: 'The caller may not do this' },
  AUT503: { status: 503, title: 'Credentials cannot be checked at the moment' },
  DBS501: { status: 400, title: 'A value is out of range for the operation' },
  DBS502: { status: 503, title: 'The database is not reachable' },
  DBS503: { status: 503, title: 'The request took longer than the statement timeout' },
  DBS504: { status: 400, title: 'The answer is larger than the service can build' },
  LIM601: { status: 414, title: 'The URL is too long' },
  LIM602: { status: 400, title: 'The request exceeds a published limit' },
  LON701: { status: 400, title: 'The loan terms are not valid' },
  LON702: { status: 400, title: 'A loan function has no result for these arguments' },
  LON703: { status: 400, title: 'What is to happen does not fit the loan' },
  LON704: { status: 400, title: 'The loan is never repaid by these terms' },
  BUG900: { status: 500, title: 'An internal error occurred' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type FaultCode = keyof typeof FAULTS;

/** A client-visible mistake. `target` is a path in the URL or body; `hint` proposes a way out. */
export type Fault = {
  readonly code: FaultCode;
  readonly message: string;
  readonly target?: string;
  readonly hint?: string;
  readonly details?: readonly FaultDetail[];
  /** Offset in the raw URL at which a grammar fault begins. */
  readonly at?: number;
  /** Response headers the fault needs, such as Allow or WWW-Authenticate. */
  readonly headers?: Readonly<Record<string, string>>;
};

export type FaultDetail = { readonly code: FaultCode; readonly message: string; readonly target?: string };

/** The only error class thrown on purpose. Anything else that is thrown is a bug. */
export class RequestError extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(`${fault.code}: ${fault.message}`);
    this.name = 'RequestError';
    this.fault = fault;
  }
}

type FaultExtras = Omit<Fault, 'code' | 'message'>;

/** Ends the request with a fault. The message names what was found, what was expected and where. */
export function fail(code: FaultCode, message: string, extras: FaultExtras = {}): never {
  throw new RequestError({ code, message, ...extras });
}

export const statusOf = (fault: Fault): number => FAULTS[fault.code].status;
