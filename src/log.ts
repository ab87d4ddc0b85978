/**
 * Observations → structured logs on stdout. In: a level. Out: an `Observe`, and a flush for the end.
 * Errors are written with an explicit list of fields: what a driver attaches to its errors (rows, key
 * values) may be personal data.
 */
import { pino } from 'pino';
import type { Observation, Observe } from './base/index.ts';

export type Log = { readonly observe: Observe; readonly flush: () => void };

export function makeLog(level: string): Log {
  const destination = pino.destination({ dest: 1, sync: false, minLength: 4_096, periodicFlush: 250 });
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  const observe = (observation: Observation): void => {
    switch (observation.kind) {
      case 'request':
        logger.info(withoutKind(observation), 'request');
        return;
      case 'statement':
        logger.debug(withoutKind(observation), 'statement');
        return;
      case 'error':
        logger.error({ where: observation.where, requestId: observation.requestId, error: describe(observation.error) }, 'error');
        return;
      case 'notice':
        logger.info(observation.message);
    }
  };
  return { observe, flush: () => destination.flushSync() };
}

const withoutKind = ({ kind: _kind, ...rest }: Observation): object => rest;

const FIELDS = ['name', 'message', 'code', 'severity', 'schema', 'table', 'column', 'constraint', 'routine', 'stack'] as const;

function describe(error: unknown): object {
  if (typeof error !== 'object' || error === null) return { message: String(error) };
  const fields = FIELDS.map((name) => [name, (error as Readonly<Record<string, unknown>>)[name]]);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}
