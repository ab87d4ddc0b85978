/**
 * `npm run bench -- --shapes`: reads of the other API shapes against the same reads at `odata.svc`, one service, the
 * same rows, in turns. In: the port, keys to rotate, seconds and rounds. Out: a line for each read: what both
 * cost in CPU, and what a read of the shape costs in reads of `odata.svc`, the median of the rounds.
 */
import pg from 'pg';
import { LOAN_ACCOUNTS_PATH, LOAN, RELATIONS } from '../src/api/loan-accounts/index.ts';
import { CLIENTS_PATHS } from '../src/api/clients/index.ts';
import { CUSTOMERS_PATH } from '../src/api/customers/index.ts';
import { LOANPRO_PATH } from '../src/api/loanpro/index.ts';
import { startServer } from './child.ts';
import { fetchText, run } from './client.ts';
import type { Call } from './client.ts';
import { usageOf } from './cpu.ts';
import { BENCH_SCHEMA, BENCH_TOKEN, CUSTOMERS } from './data.ts';

type Keys = { readonly id: number; readonly uid: string; readonly loan: number; readonly name: string };
type Pair = { readonly title: string; readonly theirs: (keys: Keys) => string; readonly ours: (keys: Keys) => string };

const SAMPLE = 2_000;
const CONNECTIONS = 8;
const ROOT = '/odata.svc';

const CLIENT_FIELDS = 'externalId,source,ownerId,referredById,email,isSilenced,isArchived,created,lastUpdate,fico,totalIncome,totalDebtPayments,firstTimeBuyer,loginToken,uid,firstName,lastName';
const CLIENT = `$select=${CLIENT_FIELDS}&$expand=Phones($select=type,phone)`;
const LMS_FIELDS = 'id,accountNo,externalId,lifecycle,officeId,firstName,middleName,lastName,displayName,email,birthDate,activationDate,submittedDate';
const LMS = `$select=${LMS_FIELDS}&$expand=Office($select=name),Phones($select=phone;$filter=type%20eq%20%27customer.phoneType.cell%27;$orderby=id;$top=1)`;
const MANY = RELATIONS.map(({ navigation, standard, references = [] }) => `${navigation}($select=${columns(standard)}${references.map((reference) => `;$expand=${reference.navigation}`).join('')})`);
const ACCOUNT = `$select=${columns(LOAN.standard)}&$expand=${MANY.join(',')}`;

/** The properties that columns stand for; expressions are computed by the shape alone. */
function columns(standard: readonly (readonly [string, string, ...unknown[]])[]): string {
  return standard.map(([, is]) => is).filter((is) => /^\w+$/.test(is)).join(',');
}

const PAIRS: readonly Pair[] = [
  { title: 'clients: one', theirs: ({ uid }) => `${CLIENTS_PATHS[0]}/${uid}`, ours: ({ uid }) => `${ROOT}/Customers(uid=${uid})?${CLIENT}` },
  { title: 'clients: 50', theirs: ({ id }) => `${CLIENTS_PATHS[0]}?$skip=${id % 500}`, ours: ({ id }) => `${ROOT}/Customers?$skip=${id % 500}&$orderby=id&$top=50&${CLIENT}` },
  { title: 'customers: one', theirs: ({ id }) => `${CUSTOMERS_PATH}/${id}`, ours: ({ id }) => `${ROOT}/Customers(${id})?${LMS}` },
  { title: 'customers: 10', theirs: ({ id }) => `${CUSTOMERS_PATH}?page=${1 + (id % 50)}`, ours: ({ id }) => `${ROOT}/Customers?$count=true&$orderby=id&$top=10&$skip=${10 * (id % 50)}&${LMS}` },
  { title: 'loan-accounts: one', theirs: ({ name }) => `${LOAN_ACCOUNTS_PATH}/${name}`, ours: ({ name }) => `${ROOT}/Loans(name=%27${name}%27)?${ACCOUNT}` },
  { title: 'loanpro: one', theirs: ({ id }) => `${LOANPRO_PATH}${ROOT}/Customers(${id})`, ours: ({ id }) => `${ROOT}/Customers(${id})` },
  { title: 'loanpro: one, expanded', theirs: ({ id }) => `${LOANPRO_PATH}${ROOT}/Customers(${id})?$expand=PrimaryAddress,Phones`, ours: ({ id }) => `${ROOT}/Customers(${id})?$expand=PrimaryAddress,Phones` },
  { title: 'loanpro: 50', theirs: ({ id }) => `${LOANPRO_PATH}${ROOT}/Customers?$top=50&$start=${id % 500}`, ours: ({ id }) => `${ROOT}/Customers?$count=true&$top=50&$skip=${id % 500}` },
];

const get = (path: string): Call => ({ method: 'GET', path, headers: `Authorization: Bearer ${BENCH_TOKEN}\r\nAccept: application/json\r\n` });

/** CPU a request of service and database, in microseconds: on a busy machine it moves less than rates do. */
type Spent = (side: 'theirs' | 'ours', pair: Pair, length: number) => Promise<number>;

export async function measureShapes(url: string, { seconds, rounds }: { readonly seconds: number; readonly rounds: number }, say: (line: string) => void): Promise<void> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  const keys = await readKeys(admin);
  const [first] = keys;
  if (first === undefined) throw new Error('the bench has no customers');
  const server = await startServer('service', []);
  let turn = 0;
  const next = (path: Pair['ours']): Call => get(path(keys[(turn += 1) % keys.length] ?? first));
  const spent: Spent = async (side, pair, length) => {
    const before = await usageOf({ server, application: 'loan-odata' }, admin);
    const { requests } = await run({ port: server.port, connections: CONNECTIONS, seconds: length, next: () => next(pair[side]), wantsBody: false });
    const after = await usageOf({ server, application: 'loan-odata' }, admin);
    return (after.cpu - before.cpu + after.databaseCpu - before.databaseCpu) / requests;
  };
  const bytesOf = async (path: string): Promise<string> => ((await fetchText(server.port, get(path))).length / 1024).toFixed(1);
  say('read                     CPU µs: shape, odata   cost (min–max)      kB: shape, odata');
  for (const pair of PAIRS) {
    const sizes = [await bytesOf(pair.theirs(first)), await bytesOf(pair.ours(first))].join(', ');
    say(`${pair.title.padEnd(24)} ${await comparePair(spent, pair, { seconds, rounds })} ${sizes}`);
  }
  server.stop();
  await admin.end();
}

async function comparePair(spent: Spent, pair: Pair, { seconds, rounds }: { readonly seconds: number; readonly rounds: number }): Promise<string> {
  const costs: { readonly theirs: number; readonly ours: number }[] = [];
  for (const side of ['theirs', 'ours'] as const) await spent(side, pair, Math.min(1, seconds));
  for (let round = 0; round < rounds; round++) {
    // Taking turns at going first.
    const one = await spent(round % 2 === 0 ? 'theirs' : 'ours', pair, seconds);
    const other = await spent(round % 2 === 0 ? 'ours' : 'theirs', pair, seconds);
    costs.push(round % 2 === 0 ? { theirs: one, ours: other } : { theirs: other, ours: one });
  }
  const ratios = costs.map(({ theirs, ours }) => theirs / ours).toSorted((a, b) => a - b);
  const cpu = `${middle(costs.map(({ theirs }) => theirs)).toFixed(0)}, ${middle(costs.map(({ ours }) => ours)).toFixed(0)}`;
  return `${cpu.padStart(22)}   ${`${middle(ratios).toFixed(2)} (${ratios[0]?.toFixed(2)}–${ratios.at(-1)?.toFixed(2)})`.padEnd(19)}`;
}

const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

async function readKeys(admin: pg.Client): Promise<readonly Keys[]> {
  const { rows } = await admin.query<Keys>(`
    select c.id, c.uid, l.id as loan, l.name from ${BENCH_SCHEMA}.customers c join ${BENCH_SCHEMA}.loans l on l.tenant_id = c.tenant_id and l.id = c.id
    where c.id % ${CUSTOMERS / SAMPLE} = 0`);
  return rows;
}
