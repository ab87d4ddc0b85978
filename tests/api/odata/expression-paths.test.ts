/**
 * Expressions over the loan model's own rows: paths through related entities, lambda operators in each other,
 * counts, awkward texts. Each is compared with an oracle written from the standard, for every customer.
 */
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { CUSTOMER_EXPAND, installAwkward } from '../../support/evaluate-demo.ts';
import { computeProblem, fetchRows, filterProblems } from '../../support/evaluate-world.ts';
import type { World } from '../../support/evaluate-world.ts';
import { loanModel, openService } from '../../support/service.ts';

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'texts with special characters': ["'%'", "'_'", "'\\'", "'O''Neil'", "'\"'", "''", "'é'", "'😀'", "'ß'", "'a '", "'\uFFFD'"].flatMap((v) => [
    `firstName eq ${v}`, `firstName ne ${v}`, `firstName lt ${v}`, `firstName ge ${v}`, `contains(firstName,${v})`, `not contains(firstName,${v})`, `startswith(lastName,${v})`, `not startswith(lastName,${v})`, `endswith(lastName,${v})`, `tolower(firstName) eq tolower(${v})`, `indexof(firstName,${v}) ge 0`, `firstName in (${v},null)`,
  ]),
  'nullable columns': ["creditLimit gt 0", "not (creditLimit gt 0)", 'creditLimit ne 2.5', 'creditLimit eq 2.50', 'not (creditLimit eq 2.5)', 'creditLimit le 0', 'fico ge 700 and fico lt 800', 'not (fico ge 700)', 'fico add 1 gt 700 and fico lt 2147483647', 'birthDate eq 2024-02-29', 'year(birthDate) lt 1960', 'not (month(birthDate) eq 2)', 'firstTimeBuyer', 'not firstTimeBuyer', 'firstTimeBuyer eq null', 'firstTimeBuyer ne true', 'totalIncome gt totalDebtPayments', 'totalIncome eq 0.1', 'created gt 2023-01-01T00:00:00Z', 'date(created) eq submittedDate', 'created lt lastUpdate', "birthDate lt submittedDate sub duration'P7300D' and birthDate gt 1900-01-01", 'firstName eq lastName', 'firstName ne lastName', 'creditLimit mul 2 eq 5', 'status in (\'Active\',null)', 'ownerId eq null', 'contains(companyName,lastName)', 'length(firstName) eq 1', 'uid ne null'],
  'single related entities': ["PrimaryAddress/city eq 'Salt Lake City'", 'PrimaryAddress/city eq null', 'PrimaryAddress eq null', 'PrimaryAddress ne null', 'Employer eq null', 'not (Employer ne null)', 'Employer/income gt 5000', 'not (Employer/income gt 5000)', 'Employer/Address eq null', 'Employer/Address/state ne null', "Employer/Address/state eq PrimaryAddress/state", "not (Employer/Address/city eq PrimaryAddress/city)", 'CreditScore/equifaxScore gt fico', 'CreditScore/equifaxScore sub fico gt 0', 'Office/openingDate lt submittedDate', "startswith(Employer/title,'M')", "not startswith(Employer/title,'M')", 'CreditScore/modified gt created', 'Employer/CustomFieldValues/$count ge 0', 'Employer/CustomFieldValues/any()', "concat(Employer/title,PrimaryAddress/state) eq 'ClerkUT'", 'Employer/hireDate eq null', 'CreditScore/experianScore in (null,700)'],
  'any and all': ['Phones/any()', 'not Phones/any()', 'Loans/any()', 'not Loans/any()', 'Loans/any(l:l/active)', 'Loans/all(l:l/active)', 'not Loans/all(l:l/active)', "Loans/any(l:l/status eq 'Active' and l/principalRemaining gt 10000)", 'Loans/any(l:l/LoanSetup/loanRate gt 10)', 'Loans/all(l:l/LoanSetup/loanRate gt 10)', 'not Loans/all(l:l/LoanSetup/loanTerm eq null)', 'Loans/any(l:l/Payments/any(p:p/amount gt 500))', 'Loans/any(l:l/Payments/all(p:p/amount gt 500))', 'Loans/all(l:l/Payments/any())', 'not Loans/any(l:not l/Payments/any(p:p/reversed))', 'Loans/any(l:l/Payments/any(p:p/date ge l/contractDate and l/LoanSetup/loanAmount gt $it/creditLimit))', 'Phones/any(p:p/isPrimary) and not Phones/any(p:p/isSecondary)', "Phones/all(p:startswith(p/phone,'8'))", 'Phones/any(p:p/customerId eq id)', "Notes/any(n:n/subject eq 'Changed address')", 'PaymentAccounts/any(a:a/CheckingAccount/bankName eq a/title)', 'PaymentAccounts/all(a:a/CheckingAccount eq null)', 'Phones/any(p:p/Customer/id eq $it/id)', 'Phones/any(x:PrimaryAddress/city ne null and x/isLandLine)', 'Loans/any(l:Phones/any(p:p/isLandLine and l/active))'].filter((e) => !e.includes('p/Customer/')),
  'counts': ['Phones/$count eq 2', 'Phones/$count gt Loans/$count', 'Loans/$count($filter=active) eq 1', 'Loans/$count($filter=principalRemaining gt 5000) ge 1', 'not (Loans/$count gt 1)', 'Loans/any(l:l/Payments/$count gt 1)', 'Phones/$count add Loans/$count eq 3', "Loans/$filter(status eq 'Active')/$count ge 1", 'Loans/$count in (1,3)', 'Loans/$count($filter=LoanSetup/loanRate gt 10) eq 1', '$root/Offices/$count gt 2', 'officeId eq $root/Offices(2)/id', 'Office/name eq $root/Offices(1)/name'],
};
const COMPUTED = ['Phones/$count mul 2', 'Employer/income mul 12', "concat(concat(firstName,' '),lastName)", 'creditLimit div 3', 'CreditScore/equifaxScore sub fico add 1', 'PrimaryAddress/city', 'year(birthDate)', 'case(fico ge 740:\'good\',fico ge 670:\'fair\',fico ne null:\'poor\')', 'Loans/$count($filter=active)', 'toupper(lastName)', 'substring(firstName,-2)', 'round(creditLimit)', 'Loans/any(l:l/active)', 'submittedDate sub birthDate', 'lastUpdate sub created', 'totalIncome div 12', 'Employer/Address/state', 'firstTimeBuyer and active', 'not firstTimeBuyer', 'tolower(firstName)'];

forEachDatabase((_name, open) => {
  let db: TestDatabase;
  let world: World;
  beforeAll(async () => {
    db = await open({ install: 'demo' });
    await installAwkward(db.owner);
    const send = openService(db.database);
    const model = loanModel();
    const rows = await fetchRows(send, model, 'Customers', { query: `?$expand=${CUSTOMER_EXPAND}` });
    world = { send: openService(db.database, { limits: { pageSize: 5_000 } }), model, set: 'Customers', rows, roots: new Map([['Offices', await fetchRows(send, model, 'Offices')]]) };
  });
  afterAll(() => db.close());

  test.each(Object.keys(GROUPS))('%s keep exactly the customers the standard keeps', async (group) => {
    expect(await filterProblems(world, GROUPS[group] ?? [])).toEqual([]);
  });
  test.each(COMPUTED)('%s is computed for every customer as the standard says', async (expr) => {
    expect(await computeProblem(world, expr)).toBeUndefined();
  });
});
