/**
 * Two tenants with the same ids in every table: whatever one asks, it gets what it would get alone. First as
 * the service is, then with the tenant condition taken out of every plan (the database holds), then with the
 * database's own line out of the way (the plans hold).
 */
import type { EdmModel, TableMapping } from '../../../src/edm/index.ts';
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { openAsOwner } from '../../support/owner.ts';
import { repeatable } from '../../support/repeatable.ts';
import { loanModel, openService } from '../../support/service.ts';
import type { Answer, Send } from '../../support/service.ts';
import { TWIN_TOKEN, TWIN_WORD, installTwinTenant, removeDemoRows, tenantTables } from '../../support/twin-tenant.ts';
import { relationTargets, valueTargets } from './tenancy-targets.ts';

type Answers = ReadonlyMap<string, string>;
const TIMEOUT_MS = 300_000;

/** The same model over other tables: for tests that take one line of defence away. */
function withTables(model: EdmModel, change: (table: TableMapping) => TableMapping): EdmModel {
  const copy = structuredClone(model);
  const done = new Set<TableMapping>();
  const replace = (table: TableMapping): void => {
    if (done.has(table)) return;
    done.add(table);
    Object.assign(table, change(table));
  };
  for (const type of copy.types.values()) {
    if (type.kind !== 'entity') continue;
    replace(type.table);
    for (const { link } of type.navigations.values()) if (link.kind === 'linkTable') replace(link.table);
  }
  return copy;
}

const withoutTenant = (model: EdmModel): EdmModel => withTables(model, (table) => ({ ...table, tenantColumn: undefined }));
const withoutViews = (model: EdmModel): EdmModel => withTables(model, (table) => ({ ...table, read: table.name }));

const textOf = ({ status, text }: Answer): string => `${status} ${text}`;

async function ask(send: Send, token: string, targets: readonly string[]): Promise<Answers> {
  const answers = new Map<string, string>();
  for (const target of targets) answers.set(target, textOf(await send('GET', target, { token })));
  return answers;
}

/** What of `found` is not as in `expected`. */
const differences = (expected: Answers, found: Answers): readonly string[] =>
  [...found].flatMap(([target, text]) => (text === expected.get(target) ? [] : [`${target}\n  expected: ${expected.get(target)?.slice(0, 200)}\n  found:    ${text.slice(0, 200)}`]));

forEachDatabase((_name, open) => {
  let db: TestDatabase;
  let send: Send;
  /** Every set, navigation and property; `relations` without the properties. */
  let targets: readonly string[];
  let relations: readonly string[];
  let demoAlone: Answers;
  let demoTogether: Answers;
  let twinTogether: Answers;

  beforeAll(async () => {
    db = await open({ install: 'demo', statementTimeoutMs: 30_000 });
    send = openService(db.database);
    // A change, so that there are audit records, and remembered requests, to keep apart.
    await db.owner.raw("insert into schedule_rolls (tenant_id, id, loan_id, solve_for) select id, 1, 1, 'payment' from tenants where name = 'demo'");
    for (const id of [42, 555]) await send('PUT', `/Customers(${id})`, { body: { middleName: 'Changed' }, headers: repeatable() });
    const ids = new Map<string, number>();
    for (const set of loanModel().entitySets.values()) {
      const row = await db.owner(set.type.table.name).min({ id: 'id' }).first<{ id: number | null } | undefined>();
      if (row?.id !== null && row?.id !== undefined) ids.set(set.name, row.id);
    }
    ids.set('Customers', 555);
    const links = await nextLinks(send);
    relations = [...relationTargets(loanModel(), (set) => ids.get(set)), ...links];
    targets = [...relations, ...valueTargets(loanModel())];
    demoAlone = await ask(send, 'demo', targets);
    await installTwinTenant(db.owner);
    demoTogether = await ask(send, 'demo', targets);
    twinTogether = await ask(send, TWIN_TOKEN, targets);
  }, TIMEOUT_MS);
  afterAll(() => db.close());

  test('the walk reaches every set and every navigation, and every table holds rows of both tenants', async () => {
    for (const set of loanModel().entitySets.values()) {
      expect(targets.filter((target) => target.startsWith(`/${set.name}`)).length).toBeGreaterThan(5);
      for (const name of set.type.navigations.keys()) expect(targets.some((target) => target.startsWith(`/${set.name}`) && target.includes(name))).toBe(true);
    }
    for (const table of (await tenantTables(db.owner)).keys()) {
      const { rows } = await db.owner.raw<{ rows: { tenants: string }[] }>(`select count(distinct tenant_id) as tenants from "${table}"`);
      expect({ table, tenants: rows[0]?.tenants }).toEqual({ table, tenants: '2' });
    }
  });

  test('no request of the walk is refused', () => {
    const refused = [...demoTogether].filter(([, text]) => !/^(200|204|404) /.test(text) && !/^501 /.test(text));
    expect(refused.map(([target, text]) => `${target}: ${text.slice(0, 160)}`)).toEqual([]);
  });

  test('a tenant beside another reads, counts, finds and orders exactly what it does alone', () => {
    expect(differences(demoAlone, demoTogether)).toEqual([]);
  });

  test('the other tenant gets its own values by the same requests', () => {
    const distinct = [...twinTogether].filter(([target, text]) => text !== demoTogether.get(target));
    expect(distinct.length).toBeGreaterThan(targets.length / 4);
    expect([...demoTogether].filter(([target, text]) => text.includes(TWIN_WORD) && !target.includes(TWIN_WORD)).map(([target]) => target)).toEqual([]);
  });

  test('with the tenant condition taken out of every plan, the views of the database hold', async () => {
    const tampered = openService(db.database, { model: withoutTenant(loanModel()) });
    expect(differences(demoAlone, await ask(tampered, 'demo', relations))).toEqual([]);
    expect(differences(twinTogether, await ask(tampered, TWIN_TOKEN, relations))).toEqual([]);
  }, TIMEOUT_MS);

  test('with the views and policies out of the way, the condition of every plan holds', async () => {
    const owners = openAsOwner(db);
    const tampered = openService(owners, { model: withoutViews(loanModel()) });
    expect(differences(demoAlone, await ask(tampered, 'demo', relations))).toEqual([]);
    expect(differences(twinTogether, await ask(tampered, TWIN_TOKEN, relations))).toEqual([]);
    await owners.close();
  }, TIMEOUT_MS);

  test('without both lines the walk does find the other tenant, so it would have shown a leak', async () => {
    const owners = openAsOwner(db);
    const tampered = openService(owners, { model: withoutTenant(withoutViews(loanModel())) });
    const found = differences(demoAlone, await ask(tampered, 'demo', relations.filter((target) => target.includes('$count'))));
    expect(found.length).toBeGreaterThan(100);
    await owners.close();
  }, TIMEOUT_MS);

  test('writes with ids, references and parents of the other tenant change nothing of it', async () => {
    const [only] = await db.owner('customers').insert({ tenant_id: await tenantId('twin'), id: 900_001, last_name: 'Only twin', status: 'Active' }).returning<{ id: number }[]>('id');
    const [phone] = await db.owner('phones').insert({ tenant_id: await tenantId('twin'), id: 900_002, customer_id: only?.id, phone: '1', is_primary: false }).returning<{ id: number }[]>('id');
    const [office] = await db.owner('offices').insert({ tenant_id: await tenantId('twin'), id: 900_003, name: 'Only twin' }).returning<{ id: number }[]>('id');
    const [loan] = await db.owner('loans').insert({ tenant_id: await tenantId('twin'), id: 900_004, name: 'LAI-90000004', display_id: 'only-twin' }).returning<{ id: number }[]>('id');
    const before = await fingerprint('twin');
    const bodies: readonly (readonly [string, string, object])[] = [
      ['PUT', `/Customers(${only?.id})`, { firstName: 'Mallory' }],
      ['PATCH', `/Customers(${only?.id})`, { firstName: 'Mallory' }],
      ['PUT', `/Phones(${phone?.id})`, { phone: '2' }],
      ['PUT', `/Customers(555)/Phones(${phone?.id})`, { phone: '2' }],
      ['PUT', '/Customers(555)', { Phones: [{ __id: phone?.id, __update: true, phone: '2' }] }],
      ['PUT', '/Customers(555)', { Phones: [{ __id: phone?.id, __destroy: true }] }],
      ['PUT', '/Customers(555)', { Loans: [{ __metadata: { uri: `http://service.test/odata.svc/Loans(${loan?.id})` } }] }],
      ['PUT', '/Customers(555)', { Loans: [{ __id: loan?.id }] }],
      ['PUT', '/Customers(555)', { 'Office@odata.bind': `Offices(${office?.id})` }],
      ['PUT', '/Customers(555)', { Office: { __metadata: { uri: `Offices(${office?.id})` } } }],
      ['PUT', '/Loans(1)', { Customers: [{ __id: only?.id, __update: true, firstName: 'Mallory' }] }],
    ];
    for (const [method, target, body] of bodies) {
      const answer = await send(method, target, { body });
      expect({ target, body, status: answer.status }).toEqual({ target, body, status: JSON.stringify(body).includes('.bind') ? 400 : 404 });
    }
    expect(await fingerprint('twin')).toEqual(before);
    const audit = async (token: string): Promise<number> => Number((await send('GET', '/AuditRecords/$count', { token })).text);
    const [demoBefore, twinBefore] = [await audit('demo'), await audit(TWIN_TOKEN)];
    expect((await send('PUT', '/Customers(555)', { body: { middleName: 'Again' } })).status).toBe(200);
    expect(await audit('demo')).toBe(demoBefore + 1);
    expect(await audit(TWIN_TOKEN)).toBe(twinBefore);
    for (const table of ['phones', 'customers', 'offices', 'loans']) await db.owner(table).where('id', '>=', 900_000).delete();
  });

  test('the other tenant gets the same when the first is no longer there', async () => {
    await removeDemoRows(db.owner);
    expect(differences(twinTogether, await ask(send, TWIN_TOKEN, targets))).toEqual([]);
  }, TIMEOUT_MS);

  async function tenantId(name: string): Promise<number> {
    const row = await db.owner('tenants').where({ name }).first<{ id: number } | undefined>('id');
    return row?.id ?? 0;
  }

  /** Every row of a tenant, as one checksum a table. */
  async function fingerprint(tenant: string): Promise<Record<string, unknown>> {
    const id = await tenantId(tenant);
    const sums: Record<string, unknown> = {};
    for (const table of (await tenantTables(db.owner)).keys()) {
      const { rows } = await db.owner.raw<{ rows: unknown[] }>(`select count(*), md5(string_agg(t::text, '|' order by t::text)) from "${table}" t where tenant_id = ${id}`);
      sums[table] = rows[0];
    }
    return sums;
  }
});

/** Next links of the demo tenant, as targets: both tenants follow them. */
async function nextLinks(send: Send): Promise<readonly string[]> {
  const links: string[] = [];
  for (const start of ['/Customers?$select=id,lastName', '/Customers?$orderby=lastName&$select=id', '/Loans?$orderby=title desc&$select=id&$expand=Customers($select=id)', '/Customers(555)/Phones']) {
    let target: string | undefined = start.replaceAll(' ', '%20');
    for (let page = 0; page < 3 && target !== undefined; page++) {
      const { json } = await send('GET', target, { headers: { Prefer: 'odata.maxpagesize=5' } });
      const link: string | undefined = json['@odata.nextLink'];
      target = link?.replace(/^.*odata\.svc/, '');
      if (target !== undefined) links.push(`${target}&$top=7`);
    }
  }
  return links.map((link) => link.replace(/&\$top=7$/, /[?&]\$top=/.test(link.slice(0, -7)) ? '' : '&$top=7'));
}
