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
import { serveShape } from './once.ts';
import type { ShapeMount } from './once.ts';
import { makePlanCache } from './service/index.ts';
import type { OperationHandlers, PlanCache } from './service/index.ts';

export const ODATA_PATH = '/odata.svc';

export type AppDeps = {
  readonly config: Config;
  readonly database: Database;
  readonly model: EdmModel;
  readonly observe: Observe;
  /** Where the model is mounted; '' is the server's root. */
  readonly path?: string;
  /** Absent: API tokens of the database, and JWTs where the configuration names whose. */
  readonly authenticate?: Authenticate;
  /** Given by whoever wants to look at its counts. */
  readonly plans?: PlanCache;
  /** What the model's functions and actions do. */
  readonly operations?: OperationHandlers;
  /** Other API shapes over the same store. */
  readonly shapes?: readonly ShapeMount[];
};

export function createApp({ config, path = ODATA_PATH, authenticate, plans = makePlanCache(), shapes = [], ...deps }: AppDeps): Server {
  const { limits, publicUrl, jwt } = config;
  const known = authenticate ?? makeAuthenticate({ database: deps.database, jwt });
  const serving = { ...deps, limits, authenticate: known, plans };
  const handle = createODataHandler(serving);
  const options: ServeOptions = {
    mounts: [...shapes.map((shape) => ({ path: shape.path, handle: serveShape(shape, serving), refuse: shape.refuse })), { path, handle }],
    publicUrl,
    bodyBytes: limits.bodyBytes,
    streamBytes: limits.streamBytes,
    urlBytes: limits.urlBytes,
    loopbackOnly: isLoopback(config.host),
    observe: deps.observe,
  };
  return createListener({ ...options, app: createExpressApp(options) });
}
