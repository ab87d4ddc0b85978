/**
 * The lines of the OData conformance sections, 4.0 and 4.01, as data: what each asks of the service.
 * In: nothing. Out: sections of lines with stable ids; tests begin their titles with an id.
 * It says nothing about results: those come from running the tests.
 */

/** `refused`: not offered, not claimed, and a test shows the 501. `later`: not offered yet, no test. */
export type LineState = 'offered' | 'refused' | 'later';
export type ConformanceLine = { readonly id: string; readonly asks: string; readonly state: LineState };
export type ConformanceSection = { readonly title: string; readonly lines: readonly ConformanceLine[] };

const offered = (id: string, asks: string): ConformanceLine => ({ id, asks, state: 'offered' });
const refused = (id: string, asks: string): ConformanceLine => ({ id, asks, state: 'refused' });
const later = (id: string, asks: string): ConformanceLine => ({ id, asks, state: 'later' });

const MINIMAL_40: readonly ConformanceLine[] = [
  offered('40-MIN-1', 'service document with every advertised set'),
  offered('40-MIN-2', 'collections as a JSON object with an array `value`'),
  offered('40-MIN-3', 'pages end in a next link; following it gives every row once'),
  offered('40-MIN-4', 'exactly one OData-Version in every answer'),
  offered('40-MIN-5.1', 'Accept: quality, exclusion, unknown parameters; $format comes first'),
  offered('40-MIN-5.2', 'OData-MaxVersion'),
  offered('40-MIN-6', 'extensibility: unknown system options refused, custom options and preferences ignored'),
  offered('40-MIN-7', 'supported options with unsupported content: 501'),
  offered('40-MIN-8', 'Edm types only in the metadata'),
  offered('40-MIN-9', 'payload understandable without annotations'),
  offered('40-MIN-10', 'no violation of update semantics'),
  offered('40-MIN-12', '$expand'),
  offered('40-MIN-13', '$metadata as XML'),
  offered('40-MIN-14', 'preferences and format parameters with the prefix odata.'),
  offered('40-MIN-15', 'prefixed literals of enumerations and durations'),
  later('40-MIN-16', 'asynchronous answers as application/http'),
];

const UPDATABLE_40: readonly ConformanceLine[] = [
  offered('40-UPD-18', 'edit links'),
  offered('40-UPD-19', 'POST to a collection'),
  offered('40-UPD-20', 'POST to a related collection'),
  offered('40-UPD-21', 'POST to a collection of references'),
  offered('40-UPD-22', 'PUT to a single reference'),
  offered('40-UPD-23', 'PATCH merges'),
  offered('40-UPD-24', 'DELETE'),
  offered('40-UPD-25', 'DELETE of references'),
  offered('40-UPD-26', 'If-Match: 412 when stale'),
  offered('40-UPD-27', 'Location on create'),
  offered('40-UPD-28', 'OData-EntityId on 204'),
  offered('40-UPD-29', 'upsert'),
  offered('40-UPD-30', 'PUT and PATCH of single properties'),
  offered('40-UPD-31', 'DELETE of a property'),
  offered('40-UPD-32', 'deep insert'),
  offered('40-UPD-33', 'set-based changes'),
];

const INTERMEDIATE_40: readonly ConformanceLine[] = [
  offered('40-INT-2', 'the whole URL grammar is read; what is not offered answers 501'),
  offered('40-INT-3', '$select'),
  offered('40-INT-4', 'type-cast segments'),
  offered('40-INT-5', '$top'),
  offered('40-INT-6', '/$value of properties and media entities'),
  offered('40-INT-7.1', '$filter with eq and ne'),
  offered('40-INT-7.2', 'parameter aliases'),
  offered('40-INT-7.3', 'operators that are not offered: 501'),
  offered('40-INT-7.4', 'functions that are not offered: 501'),
  offered('40-INT-7.5', '$filter on expanded entities'),
  offered('40-INT-8', '$metadata as XML'),
  offered('40-INT-9', 'data as JSON'),
  offered('40-INT-10', 'HTTP Basic'),
  offered('40-INT-11', '$search'),
  offered('40-INT-12', '$skip'),
  offered('40-INT-13', '$count'),
  offered('40-INT-14', '$expand'),
  offered('40-INT-15', 'any and all'),
  offered('40-INT-16', '/$count'),
  offered('40-INT-17', '$orderby asc and desc'),
];

const ADVANCED_40: readonly ConformanceLine[] = [
  offered('40-ADV-2', '$metadata as XML'),
  offered('40-ADV-3', 'JSON format'),
  offered('40-ADV-4', '/$count of navigation properties'),
  offered('40-ADV-5', 'any, all, any()'),
  offered('40-ADV-6', '$skip'),
  offered('40-ADV-7', '$count=true ignores $top and $skip'),
  offered('40-ADV-8', '$orderby'),
  offered('40-ADV-9.1', '$expand of references'),
  offered('40-ADV-9.2', '$expand with $filter'),
  offered('40-ADV-9.3', '$expand with casts'),
  offered('40-ADV-9.4', '$expand with $orderby'),
  offered('40-ADV-9.5', '$expand with $count'),
  offered('40-ADV-9.6', '$expand with $top and $skip'),
  offered('40-ADV-9.7', '$expand with $search'),
  offered('40-ADV-9.8', '$expand with $levels'),
  offered('40-ADV-9.9', '$expand with $compute'),
  offered('40-ADV-10', '$search with words, phrases, AND, OR, NOT and parentheses'),
  refused('40-ADV-11', '$batch, multipart'),
  offered('40-ADV-12', 'resource path conventions'),
  later('40-ADV-13', 'asynchronous requests'),
  refused('40-ADV-14', 'delta'),
  refused('40-ADV-15', '$crossjoin'),
  offered('40-ADV-16', '$compute'),
];

const MINIMAL_401: readonly ConformanceLine[] = [
  offered('401-MIN-2', '4.01 JSON'),
  later('401-MIN-3', 'AsyncResult'),
  offered('401-MIN-4', 'preferences with and without the prefix odata.'),
  offered('401-MIN-5', '$schemaversion: 404 when wrong'),
  offered('401-MIN-6', 'system query options without $'),
  offered('401-MIN-7', 'options, operators and functions in any case'),
  offered('401-MIN-8', 'names come back as in the metadata'),
  offered('401-MIN-9a', 'strings where primitive literals are expected'),
  offered('401-MIN-9b', 'enumerations and durations without prefix'),
  offered('401-MIN-9c', 'function imports with and without ()'),
  offered('401-MIN-9d', 'actions without parameters'),
  offered('401-MIN-9e', 'operations of the default namespace, unqualified'),
  offered('401-MIN-9f', 'aliases for keys'),
  offered('401-MIN-9g', 'implicit aliases of function parameters'),
  offered('401-MIN-9h', 'navigation eq null'),
  offered('401-MIN-9i', 'in'),
  offered('401-MIN-9j', 'divby'),
  offered('401-MIN-9k', 'negative substring'),
  offered('401-MIN-9l', 'key as segment'),
  offered('401-MIN-9m', '/$filter(…)/$count'),
  offered('401-MIN-10', 'metadata as CSDL JSON'),
  offered('401-MIN-11', 'no names that differ only by case'),
  offered('401-MIN-12', 'the versions spoken are annotated'),
  offered('401-MIN-13', 'capabilities are annotated'),
  offered('401-MIN-15', '$compute'),
  offered('401-MIN-16', '$search where the metadata allows it'),
  offered('401-MIN-17', 'answers of 4.01 for clients that name no version'),
  offered('401-MIN-19', 'DELETE of a reference by its URL'),
  offered('401-MIN-20', 'PUT with nested content'),
  offered('401-MIN-21', 'deep update'),
  offered('401-MIN-22', 'PUT and DELETE of collections of references'),
  later('401-MIN-23', 'POST to collections of primitive and complex values'),
  later('401-MIN-24', 'PATCH and DELETE of collections'),
  later('401-MIN-25', 'the same through a cast'),
  offered('401-MIN-26', 'PATCH of a set with a delta, where the metadata offers it'),
  offered('401-MIN-27', '$select and $expand on writes'),
];

const HIGHER_401: readonly ConformanceLine[] = [
  offered('401-INT-3', 'navigation eq null'),
  offered('401-INT-4', 'in with a list and with a collection'),
  offered('401-INT-5', 'nested $select of complex properties'),
  offered('401-INT-6', 'count of a filtered collection'),
  offered('401-INT-7', '$compute'),
  offered('401-INT-9', '/$filter as a path segment'),
  offered('401-ADV-3', 'count of a filtered and searched collection in expressions'),
  offered('401-ADV-4', '$compute, usable in $select, $filter and $orderby'),
  offered('401-ADV-5', 'options on selected collections'),
  offered('401-ADV-6', 'CSDL JSON at $metadata'),
  refused('401-ADV-7', '$batch, multipart and JSON'),
  offered('401-ADV-8', '/$filter as a path segment'),
  offered('401-ADV-9', 'nested alias assignments'),
  later('401-ADV-10', 'identifiers in any case'),
];

const JSON_LINES: readonly ConformanceLine[] = [
  offered('1.7-json-content-type', 'Content-Type carries the metadata parameter; charset only when asked for'),
  offered('1.7-json-none', 'metadata=none keeps next link and count alone'),
  offered('1.7-json-minimal', 'metadata=minimal'),
  offered('1.7-json-full', 'metadata=full adds ids, links and types'),
  offered('1.7-json-names', 'names of control information in 4.0 and 4.01'),
  offered('1.7-json-order', 'context first, annotations before what they annotate'),
  offered('1.7-json-streaming', 'streaming=true'),
  offered('1.7-json-ieee754', 'IEEE754Compatible: Int64, Decimal and count as strings'),
  offered('1.7-json-decimals', 'decimals with every digit, never with an exponent'),
  offered('1.7-json-nulls', 'nulls are not omitted'),
  offered('1.7-json-error', 'the error object'),
  offered('1.7-context', 'context URLs of sets, entities, selections, expands, references and properties'),
  offered('1.7-context-all', 'context URL of $all'),
];

const QUERY_LINES: readonly ConformanceLine[] = [
  offered('1.7-query-order', 'options are evaluated in the order of the standard'),
  offered('1.7-query-twice', 'the same option twice is an error'),
  offered('1.7-query-nulls', 'nulls sort lowest; false before true'),
  offered('1.7-query-stable', 'stable order across pages'),
  offered('1.7-query-count', '/$count is text/plain'),
  offered('1.7-read-null', 'null properties and single navigations: 204'),
  offered('1.7-read-404', 'what does not exist: 404'),
  offered('1.7-read-ref', '/$ref'),
  offered('1.7-read-entity-id', '$entity?$id='),
  offered('1.7-read-head', 'HEAD'),
  offered('1.7-read-post-query', 'POST /$query'),
  offered('1.7-read-405', '405 carries Allow'),
  offered('1.7-read-key-as-segment', 'key as segment'),
  offered('1.7-read-alternate-key', 'alternate keys'),
  offered('1.7-read-all', '$all'),
  offered('1.7-csdl', 'CSDL XML: version, container, keys, facets, bindings, terms that resolve'),
  refused('1.7-batch', '$batch'),
  refused('1.7-apply', '$apply'),
  refused('1.7-crossjoin', '$crossjoin'),
  refused('1.7-delta', 'delta'),
  offered('1.7-repeatable', 'repeatable requests: executed once, the answer repeated; malformed, old and foreign ids rejected'),
];

const EXCHANGE_LINES: readonly ConformanceLine[] = [
  offered('1.7-etag-304', 'If-None-Match: 304, not when the answer expands'),
  offered('1.7-etag-412', 'If-Match on a read and a write, compared weakly'),
  offered('1.7-etag-body', 'the tag inside a 4.01 body must match'),
  offered('1.7-etag-link', 'adding or removing an owned child changes the ETag of the parent'),
  offered('1.7-prefer-maxpagesize', 'maxpagesize, for expanded collections as well'),
  offered('1.7-prefer-return', 'return=minimal and return=representation'),
  offered('1.7-prefer-unknown', 'preferences that are not honoured are not confirmed'),
  offered('1.7-prefer-async', 'no 202 without respond-async being offered'),
  offered('1.7-vary', 'Vary names what the answer depends on'),
  offered('1.7-deep-insert', 'deep insert'),
  offered('1.7-deep-update', 'deep update of 4.01: exact membership'),
  offered('1.7-deep-update-atomic', 'a failing deep update applies nothing'),
  offered('1.7-put-answer', 'PUT answers the entity as deep as the body was'),
  offered('1.7-put-unknown', 'unknown properties of a body are refused'),
];

const EXCEL_LINES: readonly ConformanceLine[] = [
  offered('EXCEL-1', 'service document at the root, with and without a trailing slash'),
  offered('EXCEL-2', 'absolute context and next links, on the public URL'),
  offered('EXCEL-3', '$metadata as XML that its older reader understands'),
  offered('EXCEL-4', 'context URLs of 4.0 without ()'),
  offered('EXCEL-5', 'OData-Version once'),
  offered('EXCEL-6', 'plain decimals'),
  offered('EXCEL-7', 'simple names'),
  offered('EXCEL-8', 'harmless headers do no harm'),
  offered('EXCEL-9', 'pages of 1,000 rows, compressed'),
  offered('EXCEL-10', 'expanded collections with next links of their own'),
  offered('EXCEL-11', 'partners, constraints and bindings'),
  offered('EXCEL-12', 'ETag of $metadata'),
  offered('EXCEL-13', 'Basic and bearer credentials; 401 that asks for them'),
  offered('EXCEL-14', 'the captured request list, for every set'),
];

export const CONFORMANCE: readonly ConformanceSection[] = [
  { title: '1.1 OData 4.0 Minimal', lines: MINIMAL_40 },
  { title: '1.2 OData 4.0 Minimal, updatable', lines: UPDATABLE_40 },
  { title: '1.3 OData 4.0 Intermediate', lines: INTERMEDIATE_40 },
  { title: '1.4 OData 4.0 Advanced', lines: ADVANCED_40 },
  { title: '1.5 OData 4.01 Minimal', lines: MINIMAL_401 },
  { title: '1.6 OData 4.01 Intermediate and Advanced', lines: HIGHER_401 },
  { title: '1.7 JSON format and context URLs', lines: JSON_LINES },
  { title: '1.7 Query semantics, reading, metadata', lines: QUERY_LINES },
  { title: '1.7 ETags, preferences, nested writes', lines: EXCHANGE_LINES },
  { title: 'Excel and Power Query', lines: EXCEL_LINES },
];

export const CONFORMANCE_LINES: readonly ConformanceLine[] = CONFORMANCE.flatMap(({ lines }) => lines);
