/**
 * The service under measurement, composed as in production: listener in front, tokens, tenants, the
 * runtime role, logs. Only the schema differs: it reads the bench's data.
 * Run by the bench, which asks over the process channel for CPU, memory and plan-cache counts.
 */
import { readLoanSources } from '../metadata/loans/index.ts';
import { createApp } from '../src/app.ts';
import { RUNTIME_ROLE, loadConfig } from '../src/config.ts';
import { openServer } from '../src/db/index.ts';
import { parseModel } from '../src/edm/index.ts';
import { listen } from '../src/http/index.ts';
import { LOAN_SHAPES } from '../src/loan-shapes.ts';
import { makeLog } from '../src/log.ts';
import { makePlanCache } from '../src/service/index.ts';
import { loanOperations } from '../src/servicing/index.ts';
import { BENCH_SCHEMA } from './data.ts';
import { reportTo } from './report.ts';

const config = { ...loadConfig(), schema: BENCH_SCHEMA };
if (config.database.kind !== 'server') throw new Error('the bench needs DATABASE_URL');
const { observe } = makeLog(config.logLevel);
const { url } = config.database;
const database = openServer({ url, poolSize: config.poolSize, schema: BENCH_SCHEMA, role: RUNTIME_ROLE, statementTimeoutMs: config.statementTimeoutMs, observe });
const plans = makePlanCache();
const server = createApp({ config, database, model: parseModel(readLoanSources()), observe, operations: loanOperations(), plans, shapes: LOAN_SHAPES });
const origin = await listen(server, { host: '127.0.0.1', port: 0 });
reportTo(process, Number(new URL(origin).port), () => {
  const { hits, misses } = plans.counts();
  return `${hits} ${misses}`;
});
