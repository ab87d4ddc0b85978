/**
 * `npm run docs:api-faults`: prints `docs/api-faults.md`. In: our faults, how each API shape dresses them, and which
 * reach it. Out: Markdown: the dress of each shape by an example, and a row for each fault.
 */
import * as clients from '../src/api/clients/index.ts';
import * as customers from '../src/api/customers/index.ts';
import * as loanAccounts from '../src/api/loan-accounts/index.ts';
import * as loanPro from '../src/api/loanpro/index.ts';
import { renderFault } from '../src/api/odata/index.ts';
import { FAULTS } from '../src/base/index.ts';
import type { Fault, FaultCode } from '../src/base/index.ts';
import type { HttpResponse } from '../src/http/index.ts';
import { PATHS, reaching } from './refusals.ts';
import type { ShapeName } from './refusals.ts';

/** How a shape refuses, its table of what differs from the fault's own status, and the member of its body that tells faults apart. */
export type Dress = { readonly refuse: (fault: Fault, path: string) => HttpResponse; readonly table: object; readonly word?: string };
export const DRESSES: Readonly<Record<ShapeName, Dress>> = {
  odata: { refuse: (fault) => renderFault(fault), table: {} },
  clients: { refuse: clients.refuse, table: clients.FAULT_DRESS },
  customers: { refuse: customers.refuse, table: customers.FAULT_DRESS, word: 'code' },
  'loan-accounts': { refuse: loanAccounts.refuse, table: loanAccounts.FAULT_DRESS, word: 'errorCode' },
  loanpro: { refuse: loanPro.refuse, table: loanPro.FAULT_DRESS },
};
const SHAPES = Object.keys(DRESSES) as readonly ShapeName[];
const CODES = Object.keys(FAULTS) as readonly FaultCode[];

const answerOf = (shape: ShapeName, fault: Fault): { readonly status: number; readonly type: string; readonly body: string } => {
  const { status, headers, body } = DRESSES[shape].refuse(fault, '/…');
  return { status, type: headers['Content-Type'] ?? '', body: String(body) };
};

export function cellOf(shape: ShapeName, code: FaultCode): string {
  if (!reaching(shape).has(code)) return '–';
  const { status, body } = answerOf(shape, { code, message: FAULTS[code].title });
  const { word } = DRESSES[shape];
  return word === undefined ? String(status) : `${status} ${String((JSON.parse(body) as Record<string, unknown>)[word])}`;
}

const DETAILS = [{ code: 'BOD303', message: 'a text was expected', target: 'firstName' }, { code: 'BOD303', message: 'a date was expected', target: 'birthDate' }] as const;
const SAMPLES: readonly Fault[] = [
  { code: 'MOD209', message: 'It does not exist.', target: 'id' },
  { code: 'BOD303', message: 'The body does not fit.', details: DETAILS },
  { code: 'AUT401', message: 'The token is unknown.' },
];

function sampleOf(shape: ShapeName): string {
  const texts = SAMPLES.filter(({ code }) => reaching(shape).has(code)).map((fault) => {
    const { status, type, body } = answerOf(shape, fault);
    return `${status} ${type}\n${body}`;
  });
  return `### ${PATHS[shape]}\n\n\`\`\`\n${texts.join('\n\n')}\n\`\`\`\n`;
}

export function apiFaultsPage(): string {
  const rows = CODES.filter((code) => SHAPES.some((shape) => reaching(shape).has(code)))
    .map((code) => `| ${[code, ...SHAPES.map((shape) => cellOf(shape, code)), FAULTS[code].title].join(' | ')} |`);
  return [
    '# Faults in every API shape', '',
    'One fault, five ways to say it. This page is made from the tables of the shapes by `npm run docs:api-faults`; what each code means is in `docs/faults.md`.', '',
    '## What an answer looks like', '',
    'Something that is not there, a body with two mistakes (where the shape takes bodies), and a token that nobody knows:', '',
    ...SHAPES.map(sampleOf),
    '## Statuses', '',
    'With the word of the body that tells faults apart, where it is not our code or the status. A dash: the fault cannot reach the shape.',
    'A tenant that the token may not use is 403 everywhere but at LoanPro\'s path, where it is 401.', '',
    `| code | ${SHAPES.map((shape) => `\`${shape}\``).join(' | ')} | meaning |`,
    `|---|${SHAPES.map(() => '---|').join('')}---|`,
    ...rows, '',
  ].join('\n');
}

if (process.argv[1]?.endsWith('api-faults.js') === true) process.stdout.write(apiFaultsPage());
