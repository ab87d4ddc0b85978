/** Headers of repeatable requests, as clients make them: a random id, and the time of the first attempt. */
import { randomUUID } from 'node:crypto';

export type Repeatable = { readonly 'Repeatability-Request-ID': string; readonly 'Repeatability-First-Sent': string };

export const repeatable = (id: string = randomUUID(), firstSent: Date = new Date()): Repeatable =>
  ({ 'Repeatability-Request-ID': id, 'Repeatability-First-Sent': firstSent.toUTCString() });

const HOUR_MS = 3_600_000;
export const hoursAgo = (hours: number): Date => new Date(Date.now() - hours * HOUR_MS);
