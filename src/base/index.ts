export { FAULTS, RequestError, fail, statusOf } from './fault.ts';
export type { Fault, FaultCode, FaultDetail } from './fault.ts';
export { unreachable } from './unreachable.ts';
export { LIMITS } from './limits.ts';
export type { Limits } from './limits.ts';
export { observeNothing } from './observation.ts';
export type { Observation, Observe } from './observation.ts';
