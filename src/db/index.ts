export type { Database, PlanMode, Row, Scope, StatementResult, Transaction } from './database.ts';
/** A Database over a PostgreSQL server (pooled), or over an embedded instance. */
export { openServer } from './server.ts';
export type { ServerOptions } from './server.ts';
export { openEmbedded, openInstance } from './embedded.ts';
export type { EmbeddedInstance, EmbeddedOptions, InstanceOptions } from './embedded.ts';
/** Lets work that opens transactions take part in one that is open. */
export { joined } from './joined.ts';
/** knex for migrations, demo data and tools, on the owner's side. */
export { openMigrator } from './migrator.ts';
export type { Migrator, MigratorTarget } from './migrator.ts';
/** What the database said about a failed statement, for rooms that can name a target. */
export { failureOf } from './sqlstate.ts';
export type { DatabaseFailure } from './sqlstate.ts';
export type { SessionOptions } from './session.ts';
