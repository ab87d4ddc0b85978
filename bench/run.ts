/**
 * `npm run bench`: the service against hand-made handlers on the same data, in interleaved rounds.
 * In: DATABASE_URL, `--only Q1,Q2`, `--seconds N`, `--rounds N`, `--profile` (CPU profiles of both servers); or
 * `--shapes`: the other API shapes against `odata.svc`; or `--schedules` alone: the calculator, without a database.
 * Out: per work item both rates, their ratio with its spread, and CPU per request. Figures move between
 * machines and runs; only ratios inside one run mean something.
 */
import { parseArgs } from 'node:util';
import pg from 'pg';
import { loadConfig } from '../src/config.ts';
import { startServer } from './child.ts';
import type { Server } from './child.ts';
import { usageOf } from './cpu.ts';
import { fetchText, run } from './client.ts';
import type { Call } from './client.ts';
import { assertSame } from './compare.ts';
import { prepareData } from './data.ts';
import { ITEMS } from './items.ts';
import type { Item } from './items.ts';
import { measureSchedules } from './schedule-speed.ts';
import { measureShapes } from './shape-speed.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '5' },
    profile: { type: 'boolean', default: false },
    shapes: { type: 'boolean', default: false },
    schedules: { type: 'boolean', default: false },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

type Side = { readonly server: Server; readonly calls: (item: Item) => Item['service']; readonly application: string };
type Slot = { readonly rate: number; readonly nodeCpu: number; readonly databaseCpu: number; readonly memory: number; readonly bytes: number };

async function main(): Promise<void> {
  if (options.schedules) return measureSchedules(say);
  const { database } = loadConfig();
  if (database.kind !== 'server') throw new Error('Set DATABASE_URL to an empty database on a PostgreSQL server: the bench measures against one.');
  await prepareData(database.url, say);
  if (options.shapes) return measureShapes(database.url, { seconds: Number(options.seconds), rounds: Number(options.rounds) }, say);
  const execArgv = options.profile ? ['--cpu-prof'] : [];
  const service: Side = { server: await startServer('service', execArgv), calls: (item) => item.service, application: 'loan-odata' };
  const baseline: Side = { server: await startServer('baseline', execArgv), calls: (item) => item.baseline, application: 'loan-odata bench baseline' };
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  const wanted = options.only?.split(',');
  say('item  service/s  baseline/s   ratio (min–max)      CPU µs a request, node + PostgreSQL: service, baseline    kB    MB');
  for (const item of ITEMS.filter(({ name }) => wanted === undefined || wanted.includes(name))) {
    await compareAnswers(item, service, baseline);
    await measureItem(item, { service, baseline, admin });
  }
  const [hits = '0', misses = '0'] = (await service.server.usage()).notes.split(' ');
  say(`plan cache of the service: ${hits} hits, ${misses} misses (${((100 * Number(hits)) / (Number(hits) + Number(misses))).toFixed(2)} %)`);
  await admin.end();
  service.server.stop();
  baseline.server.stop();
}

/** Before anything is timed: the same values for a sample of keys. */
async function compareAnswers(item: Item, service: Side, baseline: Side): Promise<void> {
  let previous: readonly (string | undefined)[] = [undefined, undefined];
  for (let turn = 0; turn < 20; turn++) {
    const ask = (side: Side, last: string | undefined): Promise<string> => fetchText(side.server.port, side.calls(item)(turn * 31, last));
    const ours = await ask(service, previous[0]);
    const theirs = await ask(baseline, previous[1]);
    assertSame(item.name, ours, theirs);
    previous = item.follows ? [ours, theirs] : previous;
  }
}

type Measured = { readonly service: Side; readonly baseline: Side; readonly admin: pg.Client };

async function measureItem(item: Item, { service, baseline, admin }: Measured): Promise<void> {
  const seconds = Number(options.seconds);
  const turns = { value: 0 };
  const slot = (side: Side, length: number): Promise<Slot> => measureSlot(item, side, { seconds: length, turns, admin });
  for (const side of [service, baseline]) await slot(side, Math.min(seconds, 1.5));
  const ours: Slot[] = [];
  const theirs: Slot[] = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    // Taking turns at going first, so that whatever drifts favours neither.
    const order = round % 2 === 0 ? [service, baseline] : [baseline, service];
    for (const side of order) (side === service ? ours : theirs).push(await slot(side, seconds));
  }
  report(item, ours, theirs);
}

type Slotting = { readonly seconds: number; readonly turns: { value: number }; readonly admin: pg.Client };

async function measureSlot(item: Item, side: Side, { seconds, turns, admin }: Slotting): Promise<Slot> {
  const next = (previous: string | undefined): Call => side.calls(item)(turns.value++, previous);
  const before = await usageOf(side, admin);
  const outcome = await run({ port: side.server.port, connections: item.connections, seconds, next, wantsBody: item.follows });
  const after = await usageOf(side, admin);
  return {
    rate: outcome.requests / outcome.seconds,
    nodeCpu: (after.cpu - before.cpu) / outcome.requests,
    databaseCpu: (after.databaseCpu - before.databaseCpu) / outcome.requests,
    memory: after.memory,
    bytes: outcome.bytes / outcome.requests,
  };
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

function report(item: Item, ours: readonly Slot[], theirs: readonly Slot[]): void {
  const ratios = ours.map((slot, i) => slot.rate / (theirs[i]?.rate ?? NaN));
  const of = (slots: readonly Slot[], pick: (slot: Slot) => number): number => median(slots.map(pick));
  const cpu = (slots: readonly Slot[]): string => `${of(slots, (s) => s.nodeCpu).toFixed(0)} + ${of(slots, (s) => s.databaseCpu).toFixed(0)}`;
  const cells = [
    item.name.padEnd(4),
    of(ours, (s) => s.rate).toFixed(0).padStart(10),
    of(theirs, (s) => s.rate).toFixed(0).padStart(11),
    `  ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`.padEnd(22),
    `${cpu(ours)}, ${cpu(theirs)}`.padEnd(46),
    (of(ours, (s) => s.bytes) / 1024).toFixed(1).padStart(7),
    (Math.max(...ours.map((s) => s.memory)) / 2 ** 20).toFixed(0).padStart(5),
  ];
  say(`${cells.join(' ')}   ${item.title}`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
