/**
 * How many URLs the parser and the shape scanner take per second, for five typical URLs.
 * In: nothing. Out: one line per URL on stdout, best of five rounds after a warm-up.
 * It measures syntax only: nothing is bound, planned or run.
 */

import { LIMITS } from '../src/base/index.ts';
import { parseUrl } from '../src/query/parse-url.ts';
import { scanShape } from '../src/query/scan-shape.ts';

const TARGETS: readonly (readonly [string, string])[] = [
  ['U1', "?$filter=status eq 'Active' and creditLimit gt 1000.50 and startswith(lastName,'Sm')&$select=id,firstName,lastName&$orderby=lastName desc&$top=20&$expand=PrimaryAddress,Loans($filter=active eq true;$select=id,displayId;$expand=LoanSetup)"],
  ['U2', '?$top=20&$skip=40&$count=true'],
  ['U3', '?$filter=id eq 4711&$select=id,firstName,lastName,email'],
  ['U4', "?$filter=status eq 'Active' and creditLimit gt 1000 and birthDate lt 1990-01-31 and not contains(email,'@example.com') and (tolower(lastName) eq 'smith' or lifecycle ne null)"],
  ['U5', '?$expand=Loans($expand=Payments($expand=PaymentMode;$top=5))&$filter=Loans/any(l:l/principalRemaining gt 0)'],
];

const ROUNDS = 5;
const ROUND_MS = 400;

function perSecond(work: () => void): number {
  let best = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    const start = process.hrtime.bigint();
    let count = 0;
    let spent = 0;
    while (spent < ROUND_MS) {
      for (let i = 0; i < 200; i++) work();
      count += 200;
      spent = Number(process.hrtime.bigint() - start) / 1e6;
    }
    if (round > 0) best = Math.max(best, (count / spent) * 1000);
  }
  return Math.round(best);
}

const options = { limits: LIMITS, lenient: false };
for (const [name, query] of TARGETS) {
  const target = `Customers${query}`;
  const parses = perSecond(() => parseUrl(target, options));
  const encoded = `Customers${query.replaceAll(' ', '%20').replaceAll("'", '%27')}`;
  const escaped = perSecond(() => parseUrl(encoded, options));
  const scans = perSecond(() => scanShape(target));
  console.log(`${name}  ${parses} parses/s  ${escaped} parses/s percent-encoded  ${scans} scans/s`);
}
