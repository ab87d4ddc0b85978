/**
 * The laws of the house as data: what each room may import. A room is a folder of `src`; its door is
 * `index.ts`. ARCHITECTURE.md shows the same table, and a test holds the two together.
 */
export type Room = { readonly name: string; readonly imports: readonly string[]; readonly packages: readonly string[]; /** It speaks of loans; the engine's rooms do not. */ readonly knowsLoans?: true };

export const ROOMS: readonly Room[] = [
  { name: 'base', imports: [], packages: [] },
  { name: 'edm', imports: ['base'], packages: ['ajv', 'saxes'] },
  { name: 'query', imports: ['base', 'edm'], packages: [] },
  { name: 'payload', imports: ['base', 'edm'], packages: ['ajv'] },
  { name: 'plan', imports: ['base', 'edm', 'query'], packages: [] },
  { name: 'change', imports: ['base', 'edm', 'payload'], packages: [] },
  { name: 'sql', imports: ['base', 'edm', 'payload', 'plan', 'change'], packages: ['knex'] },
  { name: 'db', imports: ['base', 'sql'], packages: ['knex', 'pg', 'pg-protocol', '@electric-sql/pglite'] },
  { name: 'identity', imports: ['base', 'db'], packages: ['jose'] },
  { name: 'http', imports: ['base'], packages: ['express'] },
  { name: 'loan', imports: ['base'], packages: [], knowsLoans: true },
  { name: 'service', imports: ['base', 'edm', 'query', 'payload', 'plan', 'change', 'sql', 'db', 'identity'], packages: ['lru-cache'] },
  { name: 'servicing', imports: ['base', 'query', 'payload', 'loan', 'service'], packages: ['ajv'], knowsLoans: true },
  { name: 'api/clients', imports: ['base', 'edm', 'query', 'payload', 'http', 'identity', 'service'], packages: [], knowsLoans: true },
  { name: 'api/customers', imports: ['base', 'edm', 'query', 'payload', 'http', 'identity', 'service'], packages: [], knowsLoans: true },
  { name: 'api/loan-accounts', imports: ['base', 'query', 'http', 'identity', 'service'], packages: [], knowsLoans: true },
  { name: 'api/loanpro', imports: ['base', 'query', 'payload', 'http', 'identity', 'service'], packages: [], knowsLoans: true },
  { name: 'api/odata', imports: ['base', 'edm', 'query', 'http', 'identity', 'service'], packages: [] },
];

/** Names that tell nothing about what is inside. */
export const BANNED_ROOMS: readonly string[] = ['utils', 'common', 'helpers', 'shared', 'core', 'types', 'lib', 'misc'];
