/**
 * What a lender does with loans, over HTTP. In: how requests are sent. Out: calls that make a loan, act on it and
 * look at it; `done` is for what must succeed, `refused` for what must not.
 */
import type { OpenDatabase } from './database.ts';
import { openService } from './service.ts';
import type { Answer, Json, Send } from './service.ts';

export const SETUP = {
  loanAmount: 1200, loanRate: 12, loanTerm: 12, contractDate: '2024-01-01', firstPaymentDate: '2024-02-01',
  paymentFrequency: 'loan.frequency.monthly', calcType: 'loan.calcType.simpleInterest',
};

/** 1,000 at 10 %: twenty of interest in 73 days. */
export const PLAIN = { loanAmount: 1000, loanRate: 10, contractDate: '2021-01-01', firstPaymentDate: '2021-02-01' };
/** Ten instalments of 100, without interest. */
export const FREE = { ...PLAIN, loanRate: 0, loanTerm: 10 };

export type Lender = ReturnType<typeof lenderOf>;

/** A lender with nothing but the loan model and a tenant of its own. */
export async function openLender(open: OpenDatabase): Promise<{ readonly lender: Lender; readonly close: () => Promise<void> }> {
  const db = await open({ install: 'loans' });
  await db.owner.raw("insert into tenants (name) values ('demo'); insert into api_tokens (tenant_id, token_hash, role, label) select id, sha256('demo'), 'admin', 'Demo' from tenants");
  return { lender: lenderOf(openService(db.database)), close: db.close };
}

export function lenderOf(send: Send) {
  const makeLoan = async (setup: object = {}): Promise<string> => {
    const made = await send('POST', '/Loans', { body: { title: 'A loan of the tests', LoanSetup: { ...SETUP, ...setup } } });
    expect([made.status, made.status === 201 ? '' : made.text]).toEqual([201, '']);
    return `/Loans(${String(made.json.id)})`;
  };
  const call = (loan: string, name: string, body: object = {}): Promise<Answer> => send('POST', `${loan}/LoanService.${name}`, { body });
  const done = async (loan: string, name: string, body: object = {}): Promise<Json> => {
    const answer = await call(loan, name, body);
    expect([name, answer.status, answer.status < 300 ? '' : answer.text]).toEqual([name, 200, '']);
    return answer.json;
  };
  const ask = async (loan: string, fn: string): Promise<Json> => {
    const answer = await send('GET', `${loan}/LoanService.${fn}`);
    expect([fn, answer.status, answer.status < 300 ? '' : answer.text]).toEqual([fn, 200, '']);
    return answer.json;
  };
  return {
    makeLoan, call, done, ask,
    activeLoan: async (setup: object = {}): Promise<string> => {
      const loan = await makeLoan(setup);
      await done(loan, 'Activate');
      return loan;
    },
    refused: async (loan: string, name: string, body: object = {}): Promise<Json> => {
      const { status, json, text } = await call(loan, name, body);
      expect([name, body, status >= 400 && status < 500, json?.error === undefined ? text : '']).toEqual([name, body, true, '']);
      return { status, ...json.error };
    },
    /** Of a function. */
    refusal: async (loan: string, fn: string): Promise<Json> => {
      const { status, json } = await send('GET', `${loan}/LoanService.${fn}`);
      return { status, ...json };
    },
    loanAt: async (loan: string): Promise<Json> => {
      const expand = 'Payments($orderby=id),Charges($orderby=id),Installments($orderby=number),ScheduleSummaries($orderby=sequence),StatusArchive($orderby=date),OtherTransactions($orderby=id)';
      return (await send('GET', `${loan}?$expand=${expand}`)).json;
    },
    quote: (loan: string, date: string): Promise<Json> => ask(loan, `PayoffQuote(asOf=${date})`),
  };
}

export const cents = (amount: number): number => Math.round(amount * 100);
