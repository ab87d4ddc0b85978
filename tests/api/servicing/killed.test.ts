/**
 * A service that is killed (SIGKILL) in the middle of a thousand postings: every payment is there whole or not at all,
 * the books balance, and sending everything again completes it. What the loans must be worth is worked out here from
 * the payments that are there, in whole cents by plain integers.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Knex } from 'knex';
import pg from 'pg';
import { migrate } from '../../../migrations/index.ts';
import { loadConfig } from '../../../src/config.ts';
import { withOwner } from '../../../src/storage.ts';
import { repeatable } from '../../support/repeatable.ts';
import type { Repeatable } from '../../support/repeatable.ts';
import type { Json } from '../../support/service.ts';
import { killAll, startProcess } from '../../support/service-process.ts';

const PER_LOAN = 20;
const TOGETHER = 50;
/** The embedded database is one session, and takes its postings one after the other. */
const SIZES = { server: { loans: 50, killedAfter: 300 }, embedded: { loans: 10, killedAfter: 60 } } as const;

const TERMS = { amount: 12_000_00n, ratePercent: 12n, start: '2024-01-01' };
const SETUP = { loanAmount: 12_000, loanRate: 12, loanTerm: 24, contractDate: TERMS.start, firstPaymentDate: '2024-02-01', paymentFrequency: 'loan.frequency.monthly', calcType: 'loan.calcType.simpleInterest' };
const FEE_CENTS = 25_00n;

type Posting = { readonly loan: number; readonly name: string; readonly headers: Repeatable; readonly body: { readonly amount: number; readonly date: string; readonly info: string; readonly extra: string } };

/** Of one loan no two on one day, in no order of their days. */
const postingsOf = (loan: number): readonly Posting[] => Array.from({ length: PER_LOAN }, (_, i) => {
  const name = `${loan}-${i}`;
  const day = 1 + ((i * 7 + loan) % PER_LOAN);
  return { loan, name, headers: repeatable(randomUUID()), body: { amount: (20_000 + loan * 37 + i * 1013) / 100, date: `2024-02-${String(day).padStart(2, '0')}`, info: name, extra: 'payment.extra.periods.next' } };
});

const EACH = process.env['TEST_DATABASE_URL'] === undefined ? ['embedded'] as const : ['embedded', 'server'] as const;

describe.each(EACH)('on the %s database', (kind) => {
  const { loans, killedAfter } = SIZES[kind];
  let environment: Readonly<Record<string, string>>;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ environment, close } = await (kind === 'server' ? makeServerDatabase(process.env['TEST_DATABASE_URL'] ?? '') : makeDataDir()));
    await withOwner(loadConfig(environment), prepare);
  });
  afterAll(async () => {
    await killAll();
    await close();
  });

  test('every payment is whole or absent, and sent again all of them are there once', async () => {
    const first = await startProcess(environment);
    const postings = (await inParallel(Array.from({ length: loans }), async () => postingsOf(await makeLoan(first.origin)))).flat();
    const answered: string[] = [];
    let killed: Promise<void> | undefined;
    await inParallel(shuffled(postings), async (posting) => {
      const isDone = killed === undefined && await isPosted(first.origin, posting).catch(() => false);
      if (isDone && answered.push(posting.name) === killedAfter) killed = first.kill();
    });
    await killed;
    const found = await inspect(environment);
    expect(found.payments).toEqual(expect.arrayContaining(answered));
    expect(found.payments.length).toBeLessThan(postings.length);
    expect(found).toEqual(tracesOf(postings.filter(({ name }) => found.payments.includes(name))));

    const second = await startProcess(environment);
    await checkBooks(second.origin, loans);
    expect(await inParallel(postings, (posting) => isPosted(second.origin, posting))).toEqual(postings.map(() => true));
    await checkBooks(second.origin, loans);
    await second.kill();
    expect(await inspect(environment)).toEqual(tracesOf(postings));
  }, 600_000);
});

/** What payments leave behind: each one's row, its place in the audit trail, and its request with its answer. */
type Traces = { readonly payments: readonly string[]; readonly audited: readonly string[]; readonly remembered: readonly string[] };

function tracesOf(postings: readonly Posting[]): Traces {
  const names = postings.map(({ name }) => name).toSorted();
  return { payments: names, audited: names, remembered: postings.map(({ headers }) => headers['Repeatability-Request-ID']).toSorted() };
}

/** As the owner of the tables sees it, when no session of the killed process is left. */
async function inspect(environment: Readonly<Record<string, string>>): Promise<Traces> {
  return withOwner(loadConfig(environment), async (owner) => {
    const texts = async (sql: string): Promise<readonly string[]> => (await owner.raw<{ rows: { text: string }[] }>(sql)).rows.map(({ text }) => text);
    while ((await texts("select pid::text as text from pg_stat_activity where datname = current_database() and application_name = 'loan-odata'")).length > 0) await setTimeout(50);
    return {
      payments: (await texts('select info as text from payments')).toSorted(),
      audited: (await texts("select p.info as text from audit_records a join payments p on p.tenant_id = a.tenant_id and p.id = a.entity_id where a.entity_type = 'LoanService.Payment' and a.operation = 'create'")).toSorted(),
      remembered: (await texts('select request_id::text as text from repeatable_requests where status = 200')).toSorted(),
    };
  });
}

async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  await Promise.all(Array.from({ length: TOGETHER }, async () => {
    for (const [i, item] of queue) results[i] = await work(item);
  }));
  return results;
}

const shuffled = <T>(items: readonly T[]): readonly T[] => items.map((item, i) => [(i * 7919) % items.length, item] as const).toSorted(([a], [b]) => a - b).map(([, item]) => item);

const headersOf = (more: object = {}): Record<string, string> => ({ Authorization: 'Bearer killed', 'Content-Type': 'application/json', ...more });

async function post(url: string, body: object, headers: object = {}): Promise<Json> {
  const response = await fetch(url, { method: 'POST', headers: headersOf(headers), body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return JSON.parse(text);
}

const loanUrl = (origin: string, loan: number): string => `${origin}/odata.svc/Loans(${loan})`;

async function makeLoan(origin: string): Promise<number> {
  const { id } = await post(`${origin}/odata.svc/Loans`, { LoanSetup: SETUP });
  await post(`${loanUrl(origin, id)}/LoanService.Activate`, {});
  await post(`${loanUrl(origin, id)}/LoanService.AddCharge`, { amount: Number(FEE_CENTS) / 100, date: TERMS.start, chargeType: 'Origination' });
  return id;
}

async function isPosted(origin: string, { loan, headers, body }: Posting): Promise<boolean> {
  const payment = await post(`${loanUrl(origin, loan)}/LoanService.PostPayment`, body, headers);
  return payment.info === body.info && payment.amount === body.amount;
}

async function checkBooks(origin: string, count: number): Promise<void> {
  const expand = 'Payments($orderby=date),Charges,Installments($orderby=number),StatusArchive($orderby=date)';
  const { value: loans } = await (await fetch(`${origin}/odata.svc/Loans?$expand=${expand}`, { headers: headersOf() })).json() as Json;
  expect(loans).toHaveLength(count);
  for (const loan of loans) checkLoan(loan);
}

const cents = (amount: number): bigint => BigInt(Math.round(amount * 100));
const days = (from: string, to: string): bigint => BigInt((Date.parse(to) - Date.parse(from)) / 86_400_000);

function checkLoan({ Payments, Charges, Installments, StatusArchive, ...loan }: Json): void {
  let [balance, fee, last, counted] = [TERMS.amount, FEE_CENTS, TERMS.start, 0n];
  for (const payment of Payments) {
    // In units of 1/36,500 cent, so that nothing is lost: the balance alone is rounded, half up.
    const interest = balance * TERMS.ratePercent * days(last, payment.date);
    const fees = fee;
    const principal = (cents(payment.amount) - fees) * 36_500n - interest;
    balance = (2n * (balance * 36_500n - principal) + 36_500n) / 73_000n;
    counted += cents(payment.amount) - fees;
    fee = 0n;
    last = payment.date;
    expect([cents(payment.fees), cents(payment.afterPrincipalBalance)]).toEqual([fees, balance]);
    expect(payment.interest).toBeCloseTo(Number(interest) / 3_650_000, 9);
    expect(payment.principal).toBeCloseTo(Number(principal) / 3_650_000, 9);
  }
  expect([cents(loan.principalRemaining), cents(loan.feesRemaining)]).toEqual([balance, fee]);
  expect(loan.lastPaymentDate).toBe(Payments.at(-1)?.date ?? null);
  expect(Charges).toMatchObject([{ paid: Payments.length > 0, paidAmount: Payments.length > 0 ? 25 : 0 }]);
  let asked = 0n;
  const paid = Installments.map(({ totalInstallment }: Json) => (asked += cents(totalInstallment)) <= counted);
  expect(Installments.map((row: Json) => row.paid)).toEqual(paid);
  expect(StatusArchive.at(-1)).toMatchObject({ date: last, principalBalance: loan.principalRemaining, payoff: loan.payoffAmountStored });
}

async function prepare(owner: Knex): Promise<void> {
  await migrate(owner, 'loan_service');
  await owner.raw("insert into tenants (name) values ('killed'); insert into api_tokens (tenant_id, token_hash, role, label) select id, sha256('killed'), 'admin', 'Killed' from tenants where name = 'killed'");
}

type Made = { readonly environment: Readonly<Record<string, string>>; readonly close: () => Promise<void> };

function makeDataDir(): Promise<Made> {
  const dataDir = mkdtempSync(join(tmpdir(), 'killed-'));
  return Promise.resolve({ environment: { DATA_DIR: dataDir }, close: () => Promise.resolve(rmSync(dataDir, { recursive: true })) });
}

async function makeServerDatabase(url: string): Promise<Made> {
  const name = `killed_${process.pid}`;
  const own = new URL(url);
  own.pathname = `/${name}`;
  const ask = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await ask(`create database ${name}`);
  return { environment: { DATABASE_URL: own.href }, close: () => ask(`drop database ${name} with (force)`) };
}
