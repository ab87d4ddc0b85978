/**
 * Suites on a service with the demo data, on each database, opened once for a file. In: what the tests do with it.
 * Out: ways to send requests, and the database behind them.
 */
import { forEachDatabase } from './database.ts';
import type { TestDatabase } from './database.ts';
import { completeSample, installSamples, parseSamples } from './evaluate-samples.ts';
import { fetchRows } from './evaluate-world.ts';
import type { World } from './evaluate-world.ts';
import { installOtherTenant } from './other-tenant.ts';
import { openService } from './service.ts';
import type { Answer, Send } from './service.ts';
import { openShape } from './shape.ts';

export type Headers = Readonly<Record<string, string>>;
export type Get = (target: string, headers?: Headers) => Promise<Answer>;
export type Service = { readonly get: Get; readonly send: Send; readonly db: () => TestDatabase };

/** The loan service at `odata.svc`. */
export function onTheService(suite: (service: Service) => void): void {
  forEachDatabase((_name, open) => {
    let db: TestDatabase;
    let sender: Send;
    beforeAll(async () => {
      db = await open({ install: 'demo' });
      sender = openService(db.database);
    });
    afterAll(() => db.close());
    const send: Send = (method, target, options) => sender(method, target, options);
    suite({ send, get: (target, headers = {}) => send('GET', target, { headers }), db: () => db });
  });
}

/** `sent`: how many statements the database was sent; a test sets it back before it looks. */
export type Shape = { readonly send: Send; readonly odata: Send; readonly db: () => TestDatabase; readonly sent: { statements: number } };

/** One of the other API shapes, with `odata.svc` over the same data and a second tenant whose ids overlap the demo's. */
export function onAShape(path: string, suite: (shape: Shape) => void): void {
  forEachDatabase((_name, open) => {
    const sent = { statements: 0 };
    let db: TestDatabase;
    let shapeSend: Send;
    let odataSend: Send;
    beforeAll(async () => {
      db = await open({ install: 'demo', observe: ({ kind }) => { if (kind === 'statement') sent.statements += 1; } });
      await installOtherTenant(db.owner);
      shapeSend = openShape(db.database, path);
      odataSend = openService(db.database);
    });
    afterAll(() => db.close());
    suite({
      send: (method, target, options) => shapeSend(method, target, options),
      odata: (method, target, options) => odataSend(method, target, options),
      db: () => db, sent,
    });
  });
}

/** The samples, one property of each type, with the relations of every row read as `expand` says. */
export function onTheSamples(expand: string, suite: (samples: { readonly world: () => World; readonly db: () => TestDatabase }) => void): void {
  forEachDatabase((_name, open) => {
    let db: TestDatabase;
    let world: World;
    beforeAll(async () => {
      db = await open({ install: 'demo' });
      await installSamples(db.owner);
      const model = parseSamples();
      const send = openService(db.database, { model });
      const rows = await fetchRows(send, model, 'Samples', { query: `?$expand=${expand}`, complete: completeSample });
      world = { send, model, set: 'Samples', rows, roots: new Map() };
    });
    afterAll(() => db.close());
    suite({ world: () => world, db: () => db });
  });
}
