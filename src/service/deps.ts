/** What use cases need from outside: the model, a database, limits, and the cache of compiled reads. */
import type { Limits, Observe } from '../base/index.ts';
import type { Database } from '../db/index.ts';
import type { EdmModel } from '../edm/index.ts';
import type { OperationHandlers } from './operate-handlers.ts';
import type { PlanCache } from './plan-cache.ts';

export type Deps = {
  readonly model: EdmModel;
  readonly database: Database;
  readonly limits: Limits;
  readonly plans: PlanCache;
  readonly observe: Observe;
  /** What the model's functions and actions do; absent for a model that has none. */
  readonly operations?: OperationHandlers;
};
