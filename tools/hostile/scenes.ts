/**
 * Hostile behaviour that one request does not show: many at once, bodies that come slowly or never.
 * In: a running service with the demo data. Out: per scene what happened, in words, and complaints.
 */
import { bytesOf, exchange, get, put } from './request.ts';
import type { Hostile, Reply, Service, Silence } from './request.ts';
import { judge } from './judge.ts';

export type Scene = { readonly name: string; readonly play: (service: Service) => Promise<Outcome> };
export type Outcome = { readonly summary: string; readonly complaints: readonly string[] };

const TIMEOUT_MS = 60_000;
const ask = (service: Service, hostile: Hostile): Promise<Reply | Silence> => exchange(service, [bytesOf(hostile, service)], TIMEOUT_MS);
const statusOf = (reply: Reply | Silence): string => (typeof reply === 'string' ? reply : String(reply.status));

function tally(replies: readonly (Reply | Silence)[]): string {
  const counts = new Map<string, number>();
  for (const reply of replies) counts.set(statusOf(reply), (counts.get(statusOf(reply)) ?? 0) + 1);
  return [...counts].sort().map(([status, count]) => `${count} × ${status}`).join(', ');
}

const expecting = (summary: string, expected: string): Outcome => ({ summary, complaints: summary === expected ? [] : [`${summary}; expected ${expected}`] });
const formOf = (hostile: Hostile, replies: readonly (Reply | Silence)[]): readonly string[] => [...new Set(replies.flatMap((reply) => judge(hostile, reply).complaints))];

const fleet = (count: number, make: (i: number) => Hostile) => async (service: Service): Promise<readonly (Reply | Silence)[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => ask(service, make(i))));

async function oneWinner(service: Service): Promise<Outcome> {
  const before = await ask(service, get('', '/Customers(42)'));
  const etag = typeof before === 'string' ? '' : (before.headers.get('etag') ?? '');
  const replies = await fleet(20, (i) => put('', '/Customers(42)', JSON.stringify({ middleName: `Racer ${i} ${etag}` }), { want: 'either', headers: [['If-Match', etag]] }))(service);
  return expecting(tally(replies), '1 × 200, 19 × 412');
}

/** Whichever order they come in, each leaves one primary account. */
async function swappedFlags(service: Service): Promise<Outcome> {
  const accounts = get('', '/Customers(555)/PaymentAccounts?$select=id,isPrimary&$orderby=id');
  const [a, b] = rowsOf(await ask(service, accounts)).map((row) => row.id);
  const body = (first: boolean): string => JSON.stringify({ PaymentAccounts: [{ __id: a, __update: true, isPrimary: first }, { __id: b, __update: true, isPrimary: !first }] });
  const replies = await fleet(20, (i) => put('', '/Customers(555)', body(i % 2 === 0), { want: 'served' }))(service);
  const primaries = rowsOf(await ask(service, accounts)).filter((row) => row.isPrimary).length;
  return expecting(`${tally(replies)}; ${primaries} primary`, '20 × 200; 1 primary');
}

type Account = { readonly id: number; readonly isPrimary: boolean };
const rowsOf = (reply: Reply | Silence): readonly Account[] => (typeof reply === 'string' ? [] : (JSON.parse(reply.body) as { value: readonly Account[] }).value);

async function slowBody(service: Service): Promise<Outcome> {
  const hostile = put('', '/Customers(42)', '{"middleName":"Slow"}', { want: 'served' });
  const whole = bytesOf(hostile, service);
  const head = whole.length - (hostile.body?.length ?? 0);
  const pieces = [whole.subarray(0, head), ...Array.from(hostile.body ?? [], (byte) => Uint8Array.of(byte))];
  return expecting(statusOf(await exchange(service, pieces, TIMEOUT_MS)), '200');
}

/** The client goes away in the middle of the body; the service must not wait for it or be hurt. */
async function abortedBodies(service: Service): Promise<Outcome> {
  const promise = put('', '/Customers(42)', '{"middleName":', { want: 'refused', headers: [['Content-Length', '5000000']] });
  const bytes = bytesOf({ ...promise, headers: promise.headers.filter(([name]) => name !== 'Content-Length') }, service);
  const short = Buffer.from(Buffer.from(bytes).toString('latin1').replace(/Content-Length: \d+/, 'Content-Length: 5000000'), 'latin1');
  await Promise.all(Array.from({ length: 50 }, () => exchange(service, [short], 300)));
  return alive(service);
}

async function abandonedReads(service: Service): Promise<Outcome> {
  const long = get('', '/Customers?$expand=Phones,PaymentAccounts,Loans');
  await Promise.all(Array.from({ length: 20 }, () => exchange(service, [bytesOf(long, service)], 30)));
  return alive(service);
}

async function idleConnections(service: Service): Promise<Outcome> {
  const waiting = Array.from({ length: 200 }, () => exchange(service, [Buffer.from('GET /odata.svc/ HTTP/1.1\r\nHost: a\r\n')], 500));
  const outcome = await alive(service);
  await Promise.all(waiting);
  return outcome;
}

async function crowd(service: Service): Promise<Outcome> {
  const target = (i: number): Hostile => get('', i % 2 === 0 ? '/Customers(555)?$expand=Phones' : '/Customers?$filter=id%20div%200%20eq%201', { want: 'either' });
  const replies = await fleet(200, target)(service);
  const complaints = formOf(target(0), replies);
  const summary = tally(replies);
  return complaints.length > 0 ? { summary, complaints } : expecting(summary, '100 × 200, 100 × 400');
}

export async function alive(service: Service): Promise<Outcome> {
  const reply = await ask(service, get('', '/Customers(42)'));
  return expecting(`then GET Customers(42): ${statusOf(reply)}`, 'then GET Customers(42): 200');
}

export const scenes: readonly Scene[] = [
  { name: '20 PUTs at once with one If-Match', play: oneWinner },
  { name: '20 PUTs at once that swap the primary account', play: swappedFlags },
  { name: 'a body that comes one byte every 20 ms', play: slowBody },
  { name: '50 bodies that never come to an end, then hang up', play: abortedBodies },
  { name: '20 readers that hang up before the answer', play: abandonedReads },
  { name: '200 connections with half a request', play: idleConnections },
  { name: '200 reads at once, every second one divides by zero', play: crowd },
];
