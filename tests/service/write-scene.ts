/**
 * What the write tests stand on: the loan model on a migrated database, a tenant of their own, and
 * short ways to make rows, send bodies and look at tables. In: an open database. Out: a `Scene`.
 */
import { readFileSync } from 'node:fs';
import type { Knex } from 'knex';
import { LIMITS, RequestError } from '../../src/base/index.ts';
import type { Fault } from '../../src/base/index.ts';
import { parseModel } from '../../src/edm/index.ts';
import type { EdmModel } from '../../src/edm/index.ts';
import type { Caller } from '../../src/identity/index.ts';
import { writeEntity } from '../../src/service/index.ts';
import type { WriteDeps, WriteRequest, WriteResult, WriteTarget } from '../../src/service/index.ts';
import type { Statement } from '../../src/sql/index.ts';
import type { OpenDatabase, TestDatabase } from '../support/database.ts';

const read = (name: string): string => readFileSync(new URL(`../../metadata/loans/${name}`, import.meta.url), 'utf8');
export const loanModel = (): EdmModel => parseModel({ csdlXml: read('service.csdl.xml'), mapping: JSON.parse(read('mapping.json')) });

type Extras = Partial<Omit<WriteRequest, 'target' | 'body'>> & { readonly role?: Caller['role'] };
export type Scene = {
  readonly model: EdmModel;
  readonly owner: Knex;
  readonly tenant: number;
  readonly statements: Statement[][];
  readonly put: (url: string, body: unknown, extras?: Extras) => Promise<WriteResult>;
  /** The fault of a PUT that must be refused. */
  readonly refusal: (url: string, body: unknown, extras?: Extras) => Promise<Fault>;
  readonly rows: (sql: string, ...values: unknown[]) => Promise<Record<string, unknown>[]>;
  readonly insert: (table: string, row: Record<string, unknown>) => Promise<number>;
  /** A customer with two phones, the first of them primary. */
  readonly customer: () => Promise<{ id: number; url: string; phones: [number, number] }>;
  readonly close: () => Promise<void>;
};

export async function openScene(open: OpenDatabase): Promise<Scene> {
  const opened = await open({ install: 'loans' });
  const model = loanModel();
  const { owner } = opened;
  const [made] = await owner('tenants').insert({ name: 'write' }).returning<{ id: number }[]>('id');
  const tenant = made?.id ?? 0;
  const statements: Statement[][] = [];
  const deps = depsOf(model, opened, statements);
  const send = (url: string, body: unknown, extras: Extras = {}): Promise<WriteResult> =>
    writeEntity(deps, { tenant, tenantName: 'write', role: extras.role ?? 'writer', actor: 'tester' }, requestOf(model, url, { body, extras }));
  const insert = async (table: string, row: Record<string, unknown>): Promise<number> => {
    const [created] = await owner(table).insert({ tenant_id: tenant, ...row }).returning<{ id: number }[]>('id');
    return created?.id ?? 0;
  };
  return {
    model, owner, tenant, statements, insert,
    put: send,
    refusal: (url, body, extras) => refusalOf(send(url, body, extras)),
    rows: async (sql, ...values) => (await owner.raw<{ rows: Record<string, unknown>[] }>(sql, values as Knex.RawBinding[])).rows,
    customer: async () => {
      const id = await insert('customers', { first_name: 'John', last_name: 'Dow', status: 'Active' });
      const first = await insert('phones', { customer_id: id, phone: '100', is_primary: true });
      const second = await insert('phones', { customer_id: id, phone: '200', is_primary: false });
      return { id, url: `Customers(${id})`, phones: [first, second] };
    },
    close: opened.close,
  };
}

/** Everything a write needs; the batches it sends are recorded, the entity is read back by a plain query. */
function depsOf(model: EdmModel, { database }: TestDatabase, statements: Statement[][]): WriteDeps {
  return {
    model,
    limits: LIMITS,
    hashSecret: (text) => Promise.resolve(`hash(${text.length})`),
    entityUrl: (key) => `http://test/Set(${key.join()})`,
    readBack: ({ type, key, expand }) => ({
      text: `select jsonb_build_object('entity', to_jsonb(t), 'expand', $2::text)::text, 'W/"' || t.version || '"' from "${type.table.read}" t where t.id = $1::int`,
      values: [key[0] ?? null, JSON.stringify(treeOf(expand))],
    }),
    database: {
      ...database,
      transaction: (scope, work) =>
        database.transaction(scope, (tx) => work({ run: (batch) => (statements.push([...batch]), tx.run(batch)) })),
    },
  };
}

const treeOf = (tree: ReadonlyMap<string, unknown>): object =>
  Object.fromEntries([...tree].map(([name, value]) => [name, treeOf(value as ReadonlyMap<string, unknown>)]));

/** `Customers(5)`, `Customers(5)/PrimaryAddress`, `Customers(5)/Phones(9)`, `Customers`. */
function requestOf(model: EdmModel, url: string, { body, extras }: { body: unknown; extras: Extras }): WriteRequest {
  const [first = '', ...rest] = url.split('/');
  const part = (text: string): { name: string; key: string[] | undefined } => {
    const match = /^(\w+)(?:\((\d+)\))?$/.exec(text);
    return { name: match?.[1] ?? '', key: match?.[2] === undefined ? undefined : [match[2]] };
  };
  const root = part(first);
  const set = model.entitySets.get(root.name);
  if (set === undefined) throw new Error(`no set ${root.name}`);
  let target: WriteTarget = { type: set.type, key: root.key, via: undefined };
  for (const text of rest) {
    const { name, key } = part(text);
    const navigation = target.type.navigations.get(name);
    const type = model.types.get(navigation?.target ?? '');
    if (navigation === undefined || type?.kind !== 'entity') throw new Error(`no navigation ${name}`);
    target = { type, key, via: { parent: target, navigation } };
  }
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    method: 'PUT', set, contentType: 'application/json', ifMatch: undefined, ifNoneMatch: undefined, prefer: undefined,
    version: undefined, requestId: 'request-1', ...extras, target, body: () => Promise.resolve(Buffer.from(text)),
  };
}

export async function refusalOf(work: Promise<unknown>): Promise<Fault> {
  try {
    await work;
  } catch (error) {
    if (error instanceof RequestError) return error.fault;
    throw error;
  }
  throw new Error('the request was accepted');
}
