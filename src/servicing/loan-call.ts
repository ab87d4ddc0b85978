/** What calls bound to a loan have in common: the record, checked arguments, and the newest row below it. */
import { fail } from '../base/index.ts';
import type { Ratio } from '../loan/index.ts';
import type { KeyTexts } from '../payload/index.ts';
import type { ShapeRead } from '../query/index.ts';
import { textArgument } from '../service/index.ts';
import type { OperationContext, Store } from '../service/index.ts';
import { amountOf } from './loan-account.ts';
import { readLoan } from './loan-record.ts';
import type { LoanRecord } from './loan-record.ts';

export async function loanOf({ store, binding }: OperationContext): Promise<{ readonly loan: LoanRecord; readonly key: KeyTexts }> {
  if (binding?.kind !== 'entity') throw new Error('this operation is bound to one loan');
  return { loan: await readLoan(store, binding.key[0] ?? ''), key: binding.key };
}

/** Above zero, in whole cents at most four places. */
export function positiveAmount(context: Pick<OperationContext, 'arguments'>, name: string): Ratio {
  const text = textArgument(context, name) ?? '';
  const amount = amountOf(text);
  if (amount.num <= 0n) fail('LON703', `${name} is ${text}; it must be above zero.`, { target: name });
  return amount;
}

export const mustBeActive = ({ active, payments }: LoanRecord, what: string): void => {
  if (!active) fail('PRE404', payments.length > 0 ? `The loan is closed; it takes no ${what}.` : `The loan is not active yet, and takes no ${what}; activate it first.`, { target: 'active' });
};

/** What of the instalments is to stay when those to come are made anew; undefined: they stay as they are. */
export function reamortizeOf(context: Pick<OperationContext, 'arguments'>): 'term' | 'payment' | undefined {
  const keeps = textArgument(context, 'reamortize');
  if (keeps === undefined || keeps === 'term' || keeps === 'payment') return keeps;
  return fail('LON703', `reamortize is '${keeps.slice(0, 40)}'; expected term or payment, whichever is to stay.`, { target: 'reamortize' });
}

const NEWEST: Readonly<Record<'Payments' | 'Charges' | 'OtherTransactions', ShapeRead>> = {
  OtherTransactions: { id: 'newest transaction', set: 'OtherTransactions', answer: 'collection', options: '$filter=loanId eq @loan&$orderby=id desc&$top=1', parameters: { loan: 'Edm.Int32' }, members: [{ name: 'id', is: 'id' }] },
  Payments: { id: 'newest payment', set: 'Payments', answer: 'collection', options: '$filter=loanId eq @loan&$orderby=id desc&$top=1', parameters: { loan: 'Edm.Int32' }, members: [{ name: 'id', is: 'id' }] },
  Charges: { id: 'newest charge', set: 'Charges', answer: 'collection', options: '$filter=loanId eq @loan and installmentNumber eq null&$orderby=id desc&$top=1', parameters: { loan: 'Edm.Int32' }, members: [{ name: 'id', is: 'id' }] },
};

/** Ids rise, and the loan is locked: the newest row is the one just made. */
export async function newestOf(store: Store, set: keyof typeof NEWEST, key: KeyTexts): Promise<string> {
  const [row] = JSON.parse((await store.read({ read: NEWEST[set], values: [key[0] ?? ''] })) ?? '[]') as readonly { readonly id: number }[];
  if (row === undefined) throw new Error(`nothing was added to ${set}`);
  return String(row.id);
}
