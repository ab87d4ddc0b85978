/**
 * One API shape of the loan service over a test database, called without a socket. In: the mount and an
 * open database. Out: `send`, as for `odata.svc`; the target begins behind the mount's path.
 */
import { LIMITS } from '../../src/base/index.ts';
import type { Database } from '../../src/db/index.ts';
import { makeAuthenticate } from '../../src/identity/index.ts';
import { LOAN_SHAPES } from '../../src/loan-shapes.ts';
import { serveShape } from '../../src/once.ts';
import { makePlanCache } from '../../src/service/index.ts';
import { failOnBug, loanModel, operationsOf, sender } from './service.ts';
import type { Send, ServiceOptions } from './service.ts';

export function openShape(database: Database, path: string, options: ServiceOptions = {}): Send {
  const mount = LOAN_SHAPES.find((shape) => shape.path === path);
  if (mount === undefined) throw new Error(`no shape is published at ${path}`);
  const limits = { ...LIMITS, ...options.limits };
  const model = options.model ?? loanModel();
  const deps = { model, database, limits, plans: makePlanCache(), observe: options.observe ?? failOnBug, operations: operationsOf(model) };
  return sender(serveShape(mount, { ...deps, authenticate: makeAuthenticate({ database }) }));
}
