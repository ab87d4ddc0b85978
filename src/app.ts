/**
 * The composition: which API shape answers at which path. In: configuration, database, model.
 * Out: an http.Server that does not listen yet.
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
import type { PlanCache } from './service/index.ts';

export const ODATA_PATH = '/odata.svc';

export type AppDeps = {
  readonly config: Config;
  readonly database: Database;
  readonly model: EdmModel;
  readonly observe: Observe;
  /** Given by whoever wants to look at its counts. */
  readonly plans?: PlanCache;
};


export function createApp({ config, database, model, observe, plans }: AppDeps): Server {
  const { limits, publicUrl } = config;
  const authenticate = makeAuthenticate({ database });
  const options: ServeOptions = {
    mounts: [{ path: ODATA_PATH, handle: createODataHandler({ model, database, limits, observe, authenticate, ...(plans === undefined ? {} : { plans }) }) }],
    publicUrl,
    bodyBytes: limits.bodyBytes,
    urlBytes: limits.urlBytes,
    loopbackOnly: isLoopback(config.host),
    observe,
  };
  return createListener({ ...options, app: createExpressApp(options) });
}
