/** The whole list of hostile requests, and one run through it. In: a service. Out: a verdict for each case. */
import { bodyGroups } from './body-cases.ts';
import { expressionGroups } from './expression-cases.ts';
import { httpGroups } from './http-cases.ts';
import { judge } from './judge.ts';
import type { Verdict } from './judge.ts';
import { bytesOf, exchange } from './request.ts';
import type { Group, Hostile, Service } from './request.ts';
import { urlGroups } from './url-cases.ts';

export const GROUPS: readonly Group[] = [...urlGroups, ...expressionGroups, ...bodyGroups, ...httpGroups];
/** Longer than the service's own statement timeout: silence beyond it is a fault. */
const TIMEOUT_MS = 60_000;

export type Tried = { readonly hostile: Hostile; readonly verdict: Verdict; readonly milliseconds: number };

export async function tryCase(service: Service, hostile: Hostile): Promise<Tried> {
  const started = performance.now();
  const reply = await exchange(service, [bytesOf(hostile, service)], TIMEOUT_MS);
  return { hostile, verdict: judge(hostile, reply), milliseconds: performance.now() - started };
}
