/**
 * JSON Schema of the mapping file. Every object is closed: a setting nobody reads is a mistake.
 * In: nothing. Out: one schema for ajv. Identifiers are at most 63 bytes, which is where PostgreSQL cuts.
 */
const IDENTIFIER = { type: 'string', pattern: '^[a-z_][a-z0-9_]{0,62}$' } as const;
const NULLABLE_IDENTIFIER = { anyOf: [IDENTIFIER, { type: 'null' }] } as const;
const COLUMN_PAIRS = { type: 'object', minProperties: 1, propertyNames: IDENTIFIER, additionalProperties: IDENTIFIER } as const;
const NAME = { type: 'string', minLength: 1 } as const;
const WORDS = { type: 'array', items: { type: 'string', minLength: 1 } } as const;

const closed = (properties: object, required: readonly string[] = []) =>
  ({ type: 'object', additionalProperties: false, properties, required }) as const;
const mapOf = (values: object) => ({ type: 'object', additionalProperties: values }) as const;

const TABLE = closed({
  table: IDENTIFIER,
  read: IDENTIFIER,
  tenantColumn: NULLABLE_IDENTIFIER,
  versionColumn: NULLABLE_IDENTIFIER,
  deletedColumn: NULLABLE_IDENTIFIER,
  updatedColumn: NULLABLE_IDENTIFIER,
});
const COLUMN = {
  oneOf: ['column', 'prefix', 'hashed', 'link'].map((kind) => closed({ [kind]: IDENTIFIER }, [kind])),
} as const;
const LINK = {
  oneOf: [
    closed({ table: IDENTIFIER, source: COLUMN_PAIRS, target: COLUMN_PAIRS }, ['table', 'source', 'target']),
    closed({ holder: { enum: ['source', 'target'] }, columns: COLUMN_PAIRS }, ['holder', 'columns']),
  ],
} as const;
/** The properties that make the scope (the flag is `true` then), or the flagged value and its scope. */
const UNIQUE_FLAG = { oneOf: [WORDS, closed({ value: { type: 'string' }, scope: WORDS }, ['value', 'scope'])] } as const;
const MARKERS = closed(
  {
    id: { type: 'string', minLength: 1 },
    update: { type: 'string', minLength: 1 },
    destroy: WORDS,
    metadata: { type: 'string', minLength: 1 },
    results: { type: 'string', minLength: 1 },
    deferred: { type: 'string', minLength: 1 },
    ignored: WORDS,
    ignoredPrefixes: WORDS,
    linkColumns: mapOf(mapOf(IDENTIFIER)),
  },
  ['id', 'update', 'destroy', 'metadata', 'results', 'ignored', 'ignoredPrefixes'],
);

export const MAPPING_SCHEMA = closed(
  {
    $schema: { type: 'string' },
    model: { type: 'string', pattern: '^[a-z][a-z0-9_-]*$' },
    databaseSchema: IDENTIFIER,
    tenantColumn: NULLABLE_IDENTIFIER,
    versionColumn: NULLABLE_IDENTIFIER,
    deletedColumn: NULLABLE_IDENTIFIER,
    updatedColumn: NULLABLE_IDENTIFIER,
    put: { enum: ['replace', 'merge'] },
    lenient: { type: 'boolean' },
    postAs: mapOf(NAME),
    auditTable: NULLABLE_IDENTIFIER,
    tables: mapOf(TABLE),
    columns: mapOf(COLUMN),
    visibility: mapOf({ enum: ['plain', 'masked', 'writeOnly'] }),
    searchable: mapOf(WORDS),
    links: mapOf(LINK),
    discriminators: mapOf(closed({ column: IDENTIFIER, values: mapOf({ type: 'string' }) }, ['column', 'values'])),
    markers: MARKERS,
    uniqueFlags: mapOf(mapOf(UNIQUE_FLAG)),
    restrictDelete: mapOf(WORDS),
    createValues: mapOf(WORDS),
    exactlyOne: mapOf(WORDS),
    linkRequires: mapOf(closed({ end: { enum: ['source', 'target'] }, property: NAME, values: WORDS }, ['end', 'property', 'values'])),
    media: mapOf(closed({ size: NAME, name: NAME, untitled: { type: 'string' } })),
  },
  ['model'],
);
