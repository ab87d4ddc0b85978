/**
 * Closing a customer: the end of the relationship, from Active to Closed, with a date and a reason.
 * In: a call bound to one customer, whose row is locked. Out: the customer's key and what the audit trail
 * is told. A customer with open loans stays; closing is not undone. Loans are open until they say that
 * they are closed, or are archived; a loan counts for everyone who is linked to it.
 */
import { fail } from '../base/index.ts';
import type { OperationContext, OperationResult } from '../service/index.ts';
import { textArgument } from '../service/index.ts';

const ENTITY = 'LoanService.Customer';

const FIND = 'select uid::text, lifecycle, status, active::text, closure_date::text, closure_reason_id::text from customers where tenant_id = $1::int and id = $2::int';
const OPEN_LOANS = `
  select count(*)::text, min(l.name) from loan_customers lc join loans l on l.tenant_id = lc.tenant_id and l.id = lc.loan_id
  where lc.tenant_id = $1::int and lc.customer_id = $2::int and l.deleted_at is null and (l.active or not (l.archived or starts_with(l.status, 'Closed')))`;
/** The label of the tenant follows the stage where it did so far. */
const CLOSE = `
  update customers set lifecycle = 'Closed', active = false, closure_date = $3::date, closure_reason_id = $4::int,
    status = case when status is null or status = lifecycle then 'Closed' else status end, version = version + 1, last_update = now()
  where tenant_id = $1::int and id = $2::int
  returning lifecycle, status, active::text, closure_date::text, closure_reason_id::text`;

export async function closeCustomer(context: OperationContext): Promise<OperationResult> {
  const { tx, tenant = null, binding } = context;
  if (binding?.kind !== 'entity') throw new Error('Close is bound to one customer');
  const [id = ''] = binding.key;
  const [found, loans] = await tx.run([{ text: FIND, values: [tenant, id] }, { text: OPEN_LOANS, values: [tenant, id] }]);
  const [uid = null, ...before] = found?.rows[0] ?? [];
  checkStage(before[0] ?? null);
  checkLoans(loans?.rows[0] ?? []);
  const values = [tenant, id, textArgument(context, 'closureDate') ?? null, textArgument(context, 'closureReasonId') ?? null];
  const [closed] = await tx.run([{ text: CLOSE, values }]);
  const changes = changesOf(before, closed?.rows[0] ?? []);
  return { kind: 'keys', keys: [binding.key], audit: [{ entityType: ENTITY, entityId: id, entityUid: uid, operation: 'update', changes }] };
}

function checkStage(lifecycle: string | null): void {
  if (lifecycle === 'Closed') fail('PRE404', 'The customer is closed already.', { target: 'lifecycle' });
  if (lifecycle !== 'Active') fail('PRE404', `The customer is ${lifecycle ?? 'in no stage'}; only an active customer can be closed.`, { target: 'lifecycle' });
}

function checkLoans([count, name]: readonly (string | null)[]): void {
  if (count !== '0') fail('PRE404', `The customer has ${count} open ${count === '1' ? 'loan' : 'loans'}, ${name} among them; close them first.`, { target: 'Loans' });
}

type Texts = readonly (string | null)[];
const CHANGED = ['lifecycle', 'status', 'active', 'closureDate', 'closureReasonId'];

function changesOf(before: Texts, after: Texts): string {
  const changes = CHANGED.map((name, i) => [name, { before: before[i] ?? null, after: after[i] ?? null }] as const);
  return JSON.stringify(Object.fromEntries(changes.filter(([, change]) => change.before !== change.after)));
}
