/** Roles, masked properties and write-only ones: who sees what, and what nobody can find out by asking. */
import { readLoanSources } from '../../../metadata/loans/index.ts';
import type { Observation } from '../../../src/base/index.ts';
import type { EntitySet, Property } from '../../../src/edm/index.ts';
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { loanModel, openService } from '../../support/service.ts';
import type { Send } from '../../support/service.ts';
import { installTwinTenant } from '../../support/twin-tenant.ts';

type Secret = { readonly set: EntitySet; readonly property: Property };
const secrets = (visibility: 'masked' | 'writeOnly'): readonly Secret[] =>
  [...loanModel().entitySets.values()].flatMap((set) => [...set.type.properties.values()].filter((p) => p.visibility === visibility).map((property) => ({ set, property })));
const PASSWORD = 'correct horse battery staple';

/** Ways to ask for rows of a set by a property of it; `{p}` is the property. */
const DIRECT: readonly string[] = [
  '?$filter={p} ne null', "?$filter=contains({p},'1')", "?$filter={p} in ('1')", '?$filter=$it/{p} eq null', '?$filter=length({p}) gt 0', "?$filter=case({p} eq '1':true,true:false)", '?$orderby={p}', '?$orderby=length({p}) desc',
  '?$compute={p} as x&$select=x', "?$compute=concat({p},'') as x&$orderby=x", "?$filter=$root/{S}({id})/{p} eq '1'", '/$count?$filter={p} ne null', "/$filter({p} eq '1')", "?$filter=@a eq {p}&@a='1'", "?$filter={p} eq @a&@a=$it/{p}", "?$apply=filter({p} eq '1')", '?$apply=groupby(({p}))', '?$filter=not ({p} eq null)', '?$filter=cast({p},Edm.String) ne null', '?$filter=$this/{p} ne null',
];

forEachDatabase((_name, open) => {
  let db: TestDatabase;
  let send: Send;
  const observed: Observation[] = [];
  const answers: string[] = [];
  beforeAll(async () => {
    db = await open({ install: 'demo', observe: (o) => observed.push(o) });
    const plain = openService(db.database, { observe: (o) => observed.push(o) });
    await installTwinTenant(db.owner);
    send = async (...request) => {
      const answer = await plain(...request);
      answers.push(answer.text);
      return answer;
    };
  });
  afterAll(() => db.close());

  const as = (role: 'reader' | 'writer' | 'admin') => ({ token: role === 'admin' ? 'demo' : `demo-${role}` });
  const ask = async (target: string, role: 'reader' | 'writer' | 'admin'): Promise<number> => (await send('GET', target.replaceAll(' ', '%20'), as(role))).status;

  /** Everything that reaches the property: from its own set, and through each navigation that leads there. */
  function ways({ set, property }: Secret): readonly string[] {
    const direct = DIRECT.map((way) => `/${set.name}${way.replaceAll('{p}', property.name).replaceAll('{S}', set.name).replaceAll('{id}', '1')}`);
    const through = [...loanModel().entitySets.values()].flatMap((from) => [...from.type.navigations.values()].flatMap((navigation) => {
      if (navigation.target !== set.type.name) return [];
      const { name } = navigation;
      const expand = [`/${from.name}?$expand=${name}($filter=${property.name} ne null)&$top=1`, `/${from.name}?$expand=${name}($orderby=${property.name})&$top=1`, `/${from.name}?$expand=${name}($compute=${property.name} as x)&$top=1`];
      if (!navigation.collection) return [`/${from.name}?$filter=${name}/${property.name} ne null`, `/${from.name}?$orderby=${name}/${property.name}`, `/${from.name}?$compute=${name}/${property.name} as x&$select=x`, ...expand.slice(2)];
      return [`/${from.name}?$filter=${name}/any(x:x/${property.name} ne null)`, `/${from.name}?$filter=${name}/all(x:startswith(x/${property.name},'1'))`, `/${from.name}?$filter=${name}/$count($filter=${property.name} ne null) gt 0`, `/${from.name}?$filter=${name}/$filter(${property.name} ne null)/$count gt 0`, `/${from.name}?$orderby=${name}/$count($filter=${property.name} ne null)`, ...expand];
    }));
    return [...direct, ...through];
  }

  test('a reader cannot filter, order, compute or aggregate by a masked property, from wherever it asks', async () => {
    const open: string[] = [];
    for (const way of secrets('masked').flatMap(ways)) {
      const status = await ask(way, 'reader');
      if (status !== 400 && !(status === 501 && way.includes('$apply'))) open.push(`${status} ${way}`);
    }
    expect(open).toEqual([]);
  });

  test('a writer and an administrator can ask in each of these ways', async () => {
    const refused: string[] = [];
    for (const way of secrets('masked').flatMap(ways)) {
      if (way.includes('$apply')) continue;
      const statuses = [await ask(way, 'writer'), await ask(way, 'admin')];
      if (statuses.some((status) => status !== 200)) refused.push(`${statuses.join()} ${way}`);
    }
    expect(refused).toEqual([]);
  });

  test('nobody can use a write-only property, the administrator included', async () => {
    const open: string[] = [];
    for (const way of secrets('writeOnly').flatMap(ways)) {
      const statuses = [await ask(way, 'reader'), await ask(way, 'admin')];
      if (statuses.some((status) => status !== 400 && !(status === 501 && way.includes('$apply')))) open.push(`${statuses.join()} ${way}`);
    }
    expect(open).toEqual([]);
  });

  test('a reader sees masked properties as null, by whatever path; a writer and an administrator see them', async () => {
    for (const { set, property } of secrets('masked')) {
      const { column } = property.storage as { column: string };
      const row = await db.owner(set.type.table.name).whereNotNull(column).whereIn('tenant_id', db.owner('tenants').where({ name: 'demo' }).select('id')).first<{ id: number } | undefined>('id');
      if (row === undefined) continue;
      const entity = `/${set.name}(${row.id})`;
      const shown = async (role: 'reader' | 'writer' | 'admin'): Promise<unknown> => (await send('GET', entity, as(role))).json[property.name];
      expect({ entity, property: property.name, shown: await shown('reader') }).toEqual({ entity, property: property.name, shown: null });
      expect(await shown('writer')).not.toBeNull();
      expect(await shown('admin')).not.toBeNull();
      expect(await ask(`${entity}/${property.name}`, 'reader')).toBe(204);
      expect(await ask(`${entity}/${property.name}/$value`, 'reader')).toBe(204);
      expect((await send('GET', `${entity}?$select=${property.name}`, as('reader'))).json[property.name]).toBeNull();
    }
  });

  test('no property repeats to a reader what another one masks', async () => {
    const masked = new Set<unknown>();
    for (const { set, property: { name } } of secrets('masked')) {
      const { json } = await send('GET', `/${set.name}?$select=${name}&$filter=${name}%20ne%20null&$orderby=id`);
      for (const row of json.value) if (String(row[name]).length > 5) masked.add(row[name]);
    }
    expect(masked.size).toBeGreaterThan(100);
    const repeated: string[] = [];
    for (const { name } of loanModel().entitySets.values()) {
      const { json } = await send('GET', `/${name}?$orderby=id`, as('reader'));
      for (const row of json.value) repeated.push(...Object.entries(row).filter(([, value]) => masked.has(value)).map(([property]) => `${name}/${property}`));
    }
    expect([...new Set(repeated)]).toEqual([]);
  });

  test('a reader finds nothing by searching for what is masked', async () => {
    const { json } = await send('GET', '/Customers(555)?$select=ssn');
    expect(json.ssn).toMatch(/\d{4}/);
    expect((await send('GET', `/Customers/$count?$search=${json.ssn}`, as('reader'))).text).toBe('0');
  });

  test('a plan made for an administrator does not serve a reader, in either order', async () => {
    for (const first of ['admin', 'reader'] as const) {
      const target = `/Customers(555)?$select=id,ssn&$expand=PaymentAccounts($expand=CheckingAccount)&x=${first}`;
      await send('GET', target, as(first));
      const reader = await send('GET', target, as('reader'));
      expect(reader.json.ssn).toBeNull();
      expect(JSON.stringify(reader.json)).not.toMatch(/"accountNumber":"/);
      expect((await send('GET', target, as('admin'))).json.ssn).not.toBeNull();
    }
  });

  test('a reader changes nothing: 403, whatever the verb and the body', async () => {
    for (const method of ['PUT', 'PATCH']) for (const target of ['/Customers(42)', '/Customers(555)/PrimaryAddress', '/Phones(1)']) {
      const answer = await send(method, target, { ...as('reader'), body: { active: true } });
      expect({ method, target, status: answer.status, code: answer.json.error.code }).toEqual({ method, target, status: 403, code: 'AUT403' });
    }
    expect((await send('PUT', '/Customers(42)', { ...as('writer'), body: { middleName: 'Writer' } })).status).toBe(200);
  });

  test('a masked value that comes back changes nothing', async () => {
    const { json: before } = await send('GET', '/Customers(555)?$select=ssn');
    for (const ssn of [null, '***-**-1234', 'XXXXX1234']) {
      expect((await send('PUT', '/Customers(555)', { body: { ssn, middleName: 'Back' } })).status).toBeLessThan(500);
      expect((await send('GET', '/Customers(555)?$select=ssn')).json.ssn).toBe(before.ssn);
    }
  });

  test('the password of a customer is in no answer, no audit record and no observation; its hash neither', async () => {
    const written = await send('PUT', '/Customers(42)', { body: { accessPassword: PASSWORD, accessUserName: 'ada' } });
    expect(written.status).toBe(200);
    expect(written.json.accessPassword).toBeNull();
    for (const target of ['/Customers(42)', '/Customers(42)?$select=accessPassword', '/Customers(42)/accessPassword', '/Customers(42)/accessPassword/$value', "/Customers?$search=horse", '/AuditRecords?$orderby=id%20desc&$top=5', '/Loans?$expand=Customers&$top=50']) await send('GET', target);
    await send('PUT', '/Customers(42)', { body: { accessPassword: 12, accessUserName: PASSWORD.slice(0, 5) } });
    const [row] = await db.owner('customers').where({ id: 42 }).whereNotNull('access_password_hash').select<{ access_password_hash: string }[]>('access_password_hash');
    expect(row?.access_password_hash).toMatch(/^\$scrypt\$/);
    const { rows } = await db.owner.raw<{ rows: { text: string }[] }>('select r::text as text from audit_records r');
    const everything = [...answers, JSON.stringify(observed), ...rows.map(({ text }) => text)].join('\n');
    expect(everything).not.toContain(PASSWORD);
    expect(everything).not.toContain('$scrypt$');
    expect(rows.map(({ text }) => text).join()).not.toContain((await send('GET', '/Customers(555)?$select=ssn')).json.ssn);
  });

  test('Autopal-Instance-ID: the own tenant by name or id and no header at all are fine, any other is 403', async () => {
    const own = await db.owner('tenants').where({ name: 'demo' }).first<{ id: number } | undefined>('id');
    const twin = await db.owner('tenants').where({ name: 'twin' }).first<{ id: number } | undefined>('id');
    const status = async (value: string): Promise<number> => (await send('GET', '/Customers(555)', { headers: { 'Autopal-Instance-ID': value } })).status;
    for (const value of ['demo', String(own?.id), ' demo ', '']) expect({ value, status: await status(value) }).toEqual({ value, status: 200 });
    for (const value of ['twin', String(twin?.id), 'Demo', '0', '__proto__', 'demo, twin', '*']) expect({ value, status: await status(value) }).toEqual({ value, status: 403 });
  });

  test('the demo token is refused on requests that came through a proxy', async () => {
    for (const name of ['Forwarded', 'X-Forwarded-For', 'X-Forwarded-Proto', 'X-Forwarded-Anything', 'Via', 'X-Real-IP', 'CF-Connecting-IP']) {
      const answer = await send('GET', '/Customers(555)', { headers: { [name]: '127.0.0.1' } });
      expect({ name, status: answer.status }).toEqual({ name, status: 401 });
      expect(answer.headers['www-authenticate']).toContain('Bearer');
    }
    expect((await send('GET', '/Customers(555)', { token: 'demo-reader', headers: { 'X-Forwarded-For': '127.0.0.1' } })).status).toBe(200);
  });

  test('the metadata holds no secret and says which properties are secret', () => {
    const { csdlXml } = readLoanSources();
    expect(csdlXml).not.toMatch(/password_hash|scrypt|tenant_id/);
  });

  test('a page of a thousand customers with three levels of expand answers', async () => {
    const answer = await send('GET', '/Customers?$expand=Loans($expand=LoanSetup,Customers($select=id)),Phones,PaymentAccounts($expand=CheckingAccount($expand=Address))');
    expect(answer.status).toBe(200);
    expect(answer.json.value).toHaveLength(1000);
  });
});
