/**
 * The SQL of the hand-made handlers. In: the model, for the names of columns and properties. Out: one text
 * per handler, made once at start: what somebody would write who knows exactly these requests.
 * JSON is made by PostgreSQL in its plainest form; nothing is filtered but what the requests name.
 */
import type { EdmModel, EntityType } from '../src/edm/index.ts';

export type BaselineSql = Readonly<Record<'one' | 'deep' | 'search' | 'deepPage' | 'page' | 'update', string>>;

export function writeSql(model: EdmModel): BaselineSql {
  const columns = (name: string, alias: string): string => columnsOf(model, `LoanService.${name}`, alias);
  const address = `(select row_to_json(a) from (select ${columns('Address', 'a')} from addresses a where a.tenant_id = $1 and a.id = c.primary_address_id) a) "PrimaryAddress"`;
  const phones = `(select coalesce(json_agg(p), '[]') from (select ${columns('Phone', 'p')} from phones p where p.tenant_id = $1 and p.customer_id = c.id order by p.id) p) "Phones"`;
  const setup = `(select row_to_json(s) from (select ${columns('LoanSetup', 's')} from loan_setups s where s.tenant_id = $1 and s.loan_id = l.id) s) "LoanSetup"`;
  const payments = `(select coalesce(json_agg(p), '[]') from (select ${columns('Payment', 'p')} from payments p where p.tenant_id = $1 and p.loan_id = l.id order by p.id) p) "Payments"`;
  const loans = (children: string): string => `(select coalesce(json_agg(l), '[]') from (select ${columns('Loan', 'l')}, ${children}
    from loan_customers lc join loans l on l.tenant_id = $1 and l.id = lc.loan_id and l.deleted_at is null
    where lc.tenant_id = $1 and lc.customer_id = c.id order by l.id) l) "Loans"`;
  const customer = columns('Customer', 'c');
  const byKey = 'from customers c where c.tenant_id = $1 and c.id = $2 and c.deleted_at is null';
  const after = (limit: number): string => `(select * from customers c where c.tenant_id = $1 and c.id > $2 and c.deleted_at is null order by c.id limit ${limit}) c`;
  return {
    one: `select row_to_json(x)::text from (select ${customer} ${byKey}) x`,
    deep: `select row_to_json(x)::text from (select ${customer}, ${address}, ${phones}, ${loans(setup)} ${byKey}) x`,
    search: `select coalesce(json_agg(x), '[]')::text from (select c.id, c.first_name "firstName", c.last_name "lastName", c.credit_limit "creditLimit" from customers c
      where c.tenant_id = $1 and c.status = $2 and c.credit_limit > $3::numeric and c.deleted_at is null order by c.last_name nulls first, c.id limit 50) x`,
    deepPage: `select coalesce(json_agg(x), '[]')::text from (select ${customer}, ${address}, ${phones}, ${loans(`${setup}, ${payments}`)} from ${after(50)}) x`,
    update: `with body as (select $2::json as b),
      c as (update customers set first_name = b->>'firstName', email = b->>'email', credit_limit = (b->>'creditLimit')::numeric, version = version + 1, last_update = now()
        from body where tenant_id = $1 and id = $3 and deleted_at is null returning customers.*),
      a as (update addresses t set address1 = b->'PrimaryAddress'->>'address1', city = b->'PrimaryAddress'->>'city', zipcode = b->'PrimaryAddress'->>'zipcode', version = t.version + 1, last_update = now()
        from body, c where t.tenant_id = $1 and t.id = c.primary_address_id returning t.*),
      p as (update phones t set phone = n->>'phone', type = n->>'type', version = t.version + 1, last_update = now()
        from body, c, json_array_elements(b->'Phones') n where t.tenant_id = $1 and t.customer_id = c.id and t.id = (n->>'__id')::int returning t.*)
      select row_to_json(x)::text from (select ${customer}, (select row_to_json(a) from (select ${columns('Address', 'a')} from a) a) "PrimaryAddress",
        (select coalesce(json_agg(p), '[]') from (select ${columns('Phone', 'p')} from p order by p.id) p) "Phones" from c) x`,
    page: `select coalesce(json_agg(x), '[]')::text, max(x.id) from (select ${customer} from ${after(1_000)}) x`,
  };
}

/** `c.first_name "firstName", …`, all properties of the type. */
function columnsOf(model: EdmModel, name: string, alias: string): string {
  const type = model.types.get(name);
  if (type?.kind !== 'entity') throw new Error(`the model has no ${name}`);
  return [...type.properties.values()].map((property) => `${valueOf(property, alias)} "${property.name}"`).join(', ');
}

type Property = EntityType['properties'] extends ReadonlyMap<string, infer P> ? P : never;

/** What nobody may read, and what only a link knows, is null here as it is there. */
function valueOf({ storage, visibility }: Property, alias: string): string {
  return storage.kind === 'column' && visibility !== 'writeOnly' ? `${alias}."${storage.column}"` : 'null';
}
