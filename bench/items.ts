/**
 * The work items: what is asked, of the service and of the baseline, for the same rotating keys.
 * In: a seed that moves on with each request. Out: calls. Keys and literals rotate, so that no answer can be
 * kept and every plan must serve other values.
 */
import type { Call } from './client.ts';
import { BENCH_TOKEN, CUSTOMERS, STATUSES } from './data.ts';

export type Item = {
  readonly name: string;
  readonly title: string;
  readonly connections: number;
  readonly service: (turn: number, previous?: string) => Call;
  readonly baseline: (turn: number, previous?: string) => Call;
  /** The next call depends on the answer before. */
  readonly follows: boolean;
};

const ROOT = '/odata.svc';
const HEADERS = `Authorization: Bearer ${BENCH_TOKEN}\r\nAccept: application/json\r\n`;
const odata = (path: string): Call => ({ method: 'GET', path: `${ROOT}/${path}`, headers: HEADERS });
const plain = (path: string): Call => ({ method: 'GET', path, headers: 'Accept: application/json\r\n' });

/** Spreads consecutive turns over 0 … below - 1. */
const spread = (turn: number, below: number): number => (turn * 7919 + 13) % below;
const key = (turn: number): number => 1 + spread(turn, CUSTOMERS);
const statusOf = (turn: number): string => STATUSES[turn % STATUSES.length] ?? 'Active';
const limitOf = (turn: number): string => (spread(turn, 900_000) / 100).toFixed(2);
const startOf = (turn: number): number => spread(turn, CUSTOMERS - 50);

const DEEP = 'PrimaryAddress,Phones,Loans($expand=LoanSetup)';
const DEEPER = 'PrimaryAddress,Phones,Loans($expand=LoanSetup,Payments)';

/** What a client sends that has edited a customer, its address and both phones; the rows are linked by their numbers. */
function edited(turn: number): string {
  const id = key(turn);
  const digits = String(turn % 10_000_000).padStart(7, '0');
  const phone = (of: number, type: string): object => ({ __id: of, __update: true, phone: `556${digits}`, type: `customer.phoneType.${type}` });
  return JSON.stringify({
    firstName: `Edit${turn % 1_000}`, email: `edit${turn}@mail.example`, creditLimit: (turn % 90_000) / 4,
    PrimaryAddress: { __id: id, __update: true, address1: `${turn} Side Street`, city: 'Salem', zipcode: digits.slice(2) },
    Phones: [phone(2 * id - 1, 'cell'), phone(2 * id, 'home')],
  });
}
const put = (call: Call, body: string): Call => ({ ...call, method: 'PUT', body });

/** The link to the next page, without scheme and authority; the beginning again when there is none. */
function follow(previous: string | undefined, pattern: RegExp, start: string): string {
  const link = previous === undefined ? null : pattern.exec(previous.slice(-400));
  return link?.[1] ?? start;
}

export const ITEMS: readonly Item[] = [
  {
    name: 'Q1', title: 'customer by key', connections: 16, follows: false,
    service: (turn) => odata(`Customers(${key(turn)})`),
    baseline: (turn) => plain(`/customers/${key(turn)}`),
  },
  {
    name: 'Q2', title: 'by key, address, phones, loans with setup', connections: 16, follows: false,
    service: (turn) => odata(`Customers(${key(turn)})?$expand=${DEEP}`),
    baseline: (turn) => plain(`/customers/${key(turn)}/deep`),
  },
  {
    name: 'Q3', title: 'filter, order, top 50, four columns', connections: 16, follows: false,
    service: (turn) => odata(`Customers?$filter=status%20eq%20'${statusOf(turn)}'%20and%20creditLimit%20gt%20${limitOf(turn)}&$orderby=lastName&$top=50&$select=id,firstName,lastName,creditLimit`),
    baseline: (turn) => plain(`/customers/search?status=${statusOf(turn)}&above=${limitOf(turn)}`),
  },
  {
    name: 'Q4', title: '50 customers, four levels, 900 rows', connections: 16, follows: false,
    service: (turn) => odata(`Customers?$filter=id%20gt%20${startOf(turn)}&$orderby=id&$top=50&$expand=${DEEPER}`),
    baseline: (turn) => plain(`/customers/deep?after=${startOf(turn)}`),
  },
  {
    name: 'Q7', title: 'all customers by next link, pages of 1,000', connections: 1, follows: true,
    service: (_turn, previous) => ({ ...odata(''), path: follow(previous, /nextLink":"https?:\/\/[^/]+([^"]+)"/, `${ROOT}/Customers`) }),
    baseline: (_turn, previous) => plain(follow(previous, /"next":"([^"]+)"/, '/customers?after=0')),
  },
  {
    name: 'Q8', title: 'PUT of a customer, address and two phones, answered with all three', connections: 16, follows: false,
    service: (turn) => put(odata(`Customers(${key(turn)})`), edited(turn)),
    baseline: (turn) => put(plain(`/customers/${key(turn)}`), edited(turn)),
  },
];
