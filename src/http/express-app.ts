/**
 * The Express app behind the listener: the same mounts, for programs that embed the service in an
 * Express application of their own, and JSON answers where Express would answer in HTML.
 * In: the options of the listener. Out: an app whose routes are case-sensitive and that adds no headers.
 */
import express from 'express';
import type { ErrorRequestHandler, Express, RequestHandler } from 'express';
import { answer, makeServe, unknownPath } from './listener.ts';
import type { ServeOptions } from './listener.ts';
import { faultOf, refuse } from './refuse.ts';

/** A middleware for `app.use`: takes the requests of the mounts, leaves the others alone. */
export function toExpress(options: ServeOptions): RequestHandler {
  const serve = makeServe(options);
  return (incoming, outgoing, next) => {
    // The mounts know the whole path, wherever in an app this is used.
    incoming.url = incoming.originalUrl;
    if (!serve(incoming, outgoing)) next();
  };
}

export function createExpressApp(options: ServeOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  app.enable('case sensitive routing');
  app.use(toExpress(options));
  app.use((incoming, outgoing) => void answer(outgoing, incoming, unknownPath(incoming.originalUrl), options.observe));
  // Express tells an error handler by its four parameters.
  const onError: ErrorRequestHandler = (error: unknown, incoming, outgoing, _next) => {
    options.observe({ kind: 'error', where: 'express', error });
    void answer(outgoing, incoming, refuse(faultOf(error)), options.observe);
  };
  app.use(onError);
  return app;
}
