/**
 * The composition: which model answers at which path, for which callers. In: configuration, database,
 * mounts. Out: an http.Server that does not listen yet.
 */
import type { Server } from 'node:http';
import type { Observe } from './base/index.ts';
import type { Config } from './config.ts';
import type { Database } from './db/index.ts';
import type { EdmModel } from './edm/index.ts';
import { createODataHandler } from './api/odata/index.ts';
import { createExpressApp, createListener, isLoopback } from './http/index.ts';
import type { ServeOptions } from './http/index.ts';
import { makeAuthenticate } from './identity/index.ts';
import type { Authenticate } from './identity/index.ts';
import type { OperationHandlers, PlanCache } from './service/index.ts';

export const ODATA_PATH = '/odata.svc';

export type AppDeps = {
  readonly config: Config;
  readonly database: Database;
  readonly model: EdmModel;
  readonly observe: Observe;
  /** Where the model is mounted; '' is the server's root. */
  readonly path?: string;
  /** Absent: API tokens of the database. */
  readonly authenticate?: Authenticate;
  /** Given by whoever wants to look at its counts. */
  readonly plans?: PlanCache;
  /** What the model's functions and actions do. */
  readonly operations?: OperationHandlers;
};

export function createApp({ config, path = ODATA_PATH, authenticate, plans, ...deps }: AppDeps): Server {
  const { limits, publicUrl } = config;
  const known = authenticate ?? makeAuthenticate({ database: deps.database });
  const handle = createODataHandler({ ...deps, limits, authenticate: known, ...(plans === undefined ? {} : { plans }) });
  const options: ServeOptions = {
    mounts: [{ path, handle }],
    publicUrl,
    bodyBytes: limits.bodyBytes,
    urlBytes: limits.urlBytes,
    loopbackOnly: isLoopback(config.host),
    observe: deps.observe,
  };
  return createListener({ ...options, app: createExpressApp(options) });
}
