export type { Handler, HttpRequest, HttpResponse, Refuse, Spooled } from './message.ts';
/** A body in memory, as one that is read piece by piece. */
/** Which representation answers; undefined means 406. */
export { negotiateJson, negotiateMetadata } from './negotiate.ts';
export type { JsonFormat } from './negotiate.ts';
/** Paths of REST shapes. */
export { matchRoute, pathOf, queryOf } from './routes.ts';
export type { Matched, Route } from './routes.ts';
export { parsePrefer } from './prefer.ts';
export type { Preferences } from './prefer.ts';
/** Requests that may be sent again. */
export { asksToRepeat, readRepeatability, repeatabilityResult } from './repeatability.ts';
export type { Repeatability } from './repeatability.ts';
/** The server: a plain listener in front, an Express app behind it. */
export { createListener } from './listener.ts';
export type { ListenerOptions, Mount, ServeOptions } from './listener.ts';
export { createExpressApp, toExpress } from './express-app.ts';
export { listen, stop } from './lifecycle.ts';
export type { Address } from './lifecycle.ts';
/** Error answers outside any API shape, and the id every request carries. */
export { refuse } from './refuse.ts';
export { isLoopback, requestIdOf } from './request.ts';
