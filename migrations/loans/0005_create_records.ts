/**
 * The audit trail and the value lists: written by the service and its owner, read by callers.
 * In: the schema of the search path. Out: tables in the order of their references, each with its read
 * view and its rights (see entity-table.ts). Names of columns are the snake_case of the model's properties.
 * It fills in no rows.
 */
import { createTables, dropTables } from './entity-table.ts';
import type { EntityTable } from './entity-table.ts';
import type { Migration } from '../migration.ts';

const TABLES: readonly EntityTable[] = [
  {
    name: 'audit_records',
    columns: `
      entity_type text collate "C" not null,
      entity_id int,
      entity_uid uuid,
      operation text collate "C" not null,
      actor text collate "C" not null,
      request_id text collate "C",
      created_timestamp timestamptz,
      updated_timestamp timestamptz,
      changes text collate "C"`,
    constraints: [
      `constraint audit_records_values_check check (
      created_timestamp >= '0001-01-01Z' and created_timestamp < '10000-01-01Z' and
      updated_timestamp >= '0001-01-01Z' and updated_timestamp < '10000-01-01Z')`,
    ],
    indexes: [
      'create index on audit_records (tenant_id, entity_type, entity_id, id)',
      'create index on audit_records (tenant_id, created, id)',
    ],
    rights: 'select, insert',
  },
  {
    name: 'enum_items',
    columns: `
      "group" text collate "C" not null,
      value text collate "C" not null,
      label text collate "C" not null,
      "order" int not null default 0`,
    constraints: [
      'constraint enum_items_value_key unique (tenant_id, "group", value)',
    ],
    indexes: [],
    rights: 'select',
  },
];

export const createRecords: Migration = {
  name: '0005_create_records',
  up: (knex) => createTables(knex, TABLES),
  down: (knex) => dropTables(knex, TABLES),
};
