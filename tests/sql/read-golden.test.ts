/** The SQL of typical URLs, whole: a change of form shows as a difference in tests/golden. */
import { LIMITS } from '../../src/base/index.ts';
import { planRead } from '../../src/plan/index.ts';
import type { Cursor, ResultShape } from '../../src/plan/index.ts';
import { bindUrl, parseUrl } from '../../src/query/index.ts';
import { compileRead } from '../../src/sql/index.ts';
import { expectGolden } from '../support/golden.ts';
import { loanModel } from '../support/service.ts';

const MINIMAL: ResultShape = { metadata: 'minimal', prefix: '@odata.', version: '4.0', ieee754Compatible: false };

type Case = { readonly title: string; readonly target: string; readonly shape?: Partial<ResultShape>; readonly cursor?: Cursor; readonly reader?: true };

const CASES: readonly Case[] = [
  { title: 'an entity by key', target: '/Phones(9)?$select=id,phone' },
  { title: 'an entity with a record, a collection and a nested record', target: '/Customers(555)?$select=id&$expand=PrimaryAddress($select=city),Loans($select=id;$expand=LoanSetup($select=loanRate))' },
  { title: 'a page within the client\'s own limit', target: "/Customers?$filter=status eq 'Active' and creditLimit gt 1000.50&$orderby=lastName&$top=50&$select=id,lastName" },
  { title: 'a page that may be cut', target: '/Phones?$select=id' },
  { title: 'the page after a cursor', target: '/Phones?$select=id&$skiptoken=x', cursor: ['41'] },
  { title: 'after a cursor in a nullable ascending order: nulls lie behind', target: '/Customers?$select=id&$orderby=lastName&$skiptoken=x', cursor: ['Dow', '41'] },
  { title: 'after a cursor in a nullable descending order: nulls still follow', target: '/Customers?$select=id&$orderby=lastName desc&$skiptoken=x', cursor: ['Dow', '41'] },
  { title: 'after a cursor that stands on a null', target: '/Customers?$select=id&$orderby=lastName&$skiptoken=x', cursor: [null, '41'] },
  { title: 'mixed directions', target: '/Phones?$select=id&$orderby=isPrimary desc,phone&$skiptoken=x', cursor: ['true', '801', '41'] },
  { title: 'null-safe ne, three-valued not, in with null', target: "/Customers?$select=id&$top=1&$filter=firstName ne 'A' and not (fico gt 700) and gender in ('a',null) and companyName eq null" },
  { title: 'an integer against a fraction', target: '/Customers?$select=id&$top=1&$filter=id gt 5.5 or id eq 7.0 or id eq 7.5' },
  { title: 'a prefix as two bounds', target: "/Customers?$select=id&$top=1&$filter=startswith(lastName,'Mü')" },
  { title: 'any, all and a count of related rows', target: '/Customers?$select=id&$top=1&$filter=Loans/any(l:l/active) and Phones/all(p:p/active) and Notes/$count gt 2' },
  { title: 'a path through single-valued navigations', target: "/Customers?$select=id&$top=1&$orderby=Employer/Address/city" },
  { title: 'many to many, with the role of the link', target: '/Loans(1)/Customers?$select=id,loanRole&$top=5' },
  { title: 'navigation from a key, which must exist', target: '/Customers(555)/PrimaryAddress?$select=city' },
  { title: 'a count with a filter and a search', target: '/Customers/$count?$filter=active&$search=dow NOT "van dyk"' },
  { title: 'a property, raw', target: '/Customers(555)/created/$value' },
  { title: 'full metadata', target: '/CreditScores(1)?$select=equifaxScore', shape: { metadata: 'full' } },
  { title: 'decimals as strings', target: '/Employers(1)?$select=income&$compute=income mul 2 as double', shape: { ieee754Compatible: true } },
  { title: 'a masked property, seen by a reader', target: '/Customers(555)?$select=ssn,accessPassword', reader: true },
];

test('typical reads print as in the golden file', () => {
  const printed = CASES.map(({ title, target, shape, cursor, reader }) => {
    const context = { model: loanModel(), limits: LIMITS, seesSecrets: reader !== true };
    const request = bindUrl(context, parseUrl(target.replaceAll(' ', '%20'), { limits: LIMITS, lenient: true }));
    if (request.kind !== 'read') throw new Error(`${target} reads nothing`);
    const plan = planRead({ ...context, shape: { ...MINIMAL, ...shape }, pageSize: 1000 }, request, cursor);
    const { text, params } = compileRead(plan);
    const values = params.map(({ source, sqlType }, i) => `$${i + 1}=${source.kind === 'slot' ? JSON.stringify(source.slot.text) : source.kind}::${sqlType}`);
    return `# ${title}\n${target}\n${plan.mode}\n${text}\n${values.join(' ')}\n`;
  });
  expectGolden('reads.sql.txt', printed.join('\n'));
});
