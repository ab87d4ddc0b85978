/** One step of a schema's history. The list of a model's migrations is code, so nothing is found by looking at files. */
import type { Knex } from 'knex';

export type Migration = {
  /** `NNNN_verb_noun`; recorded in the schema's migration table and never changed afterwards. */
  readonly name: string;
  readonly up: (knex: Knex) => Promise<unknown>;
  readonly down: (knex: Knex) => Promise<unknown>;
};
