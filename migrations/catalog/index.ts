/** The door to the catalog's schema: its history, oldest first, and the rows it starts from. */
import type { Migration } from '../migration.ts';
import { createRepeatableRequests } from '../repeatable-requests.ts';
import { createCatalog } from './0001_create_catalog.ts';

export const catalogMigrations: readonly Migration[] = [createCatalog, createRepeatableRequests({ name: '0002_create_repeatable_requests' })];
export { SEED_PRICES, seedCatalog } from './seed/index.ts';
