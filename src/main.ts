/**
 * Start and stop: configuration → database → model → listen, and on a signal the way back.
 * In: the environment. Out: a running service that says where it is and what to try first.
 */
import { readLoanSources } from '../metadata/loans/index.ts';
import { ODATA_PATH, createApp } from './app.ts';
import { loadConfig } from './config.ts';
import type { Config } from './config.ts';
import type { Database } from './db/index.ts';
import { parseModel } from './edm/index.ts';
import { isLoopback } from './http/index.ts';
import { LOAN_SHAPES } from './loan-shapes.ts';
import { makeLog } from './log.ts';
import { openStorage } from './storage.ts';
import { exitWith, run } from './run.ts';
import { loanOperations } from './servicing/index.ts';

async function start(): Promise<void> {
  const config = loadConfig();
  const log = makeLog(config.logLevel);
  if (hasWeakSecret(config)) log.observe({ kind: 'notice', message: 'JWT_SECRET is shorter than the 32 bytes that HS256 asks for (RFC 7518, 3.2)' });
  const storage = await openStorage(config, log.observe);
  const server = createApp({ config, database: storage.database, model: parseModel(readLoanSources()), observe: log.observe, operations: loanOperations(), shapes: LOAN_SHAPES });
  await run({ config, server, storage, log }, async (origin) => welcome(config.publicUrl ?? origin, await hasDemo(config, storage.database)));
}

const hasWeakSecret = ({ jwt }: Config): boolean => jwt !== undefined && 'secret' in jwt.key && Buffer.byteLength(jwt.key.secret) < 32;

/** The demo credentials exist only beside the demo data, and are accepted only on a loopback address. */
async function hasDemo(config: Config, database: Database): Promise<boolean> {
  if (!isLoopback(config.host)) return false;
  const demo = { text: "select 1 from find_token(sha256('demo')) where is_demo", values: [] };
  return (await database.read({ tenant: undefined }, demo, 'generic')).rows.length > 0;
}

function welcome(origin: string, demo: boolean): readonly string[] {
  const root = `${origin}${ODATA_PATH}`;
  const lines = ['', `  OData v4   ${root}/`, `  metadata   ${root}/$metadata`, ...LOAN_SHAPES.map(({ path }) => `  other API  ${origin}${path}`), ''];
  if (!demo) return [...lines, '  Every request needs an API token: npm run -s token -- --tenant T --role reader', ''];
  const curl = (path: string): string => `    curl -g -u demo:demo '${root}/${path}'`;
  return [
    ...lines,
    '  Demo credentials: Authorization: Bearer demo, or any user name with the password demo.',
    '  Try:',
    curl('Customers(555)?$expand=PrimaryAddress,Phones'),
    curl('Customers?$filter=contains(lastName,%27an%27)&$orderby=lastName&$top=5&$count=true'),
    curl('Loans(1)?$expand=LoanSetup,Installments($orderby=number)'),
    '',
  ];
}

start().catch(exitWith);
