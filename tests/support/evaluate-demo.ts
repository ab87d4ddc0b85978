/**
 * Awkward customers beside the demo's: texts with LIKE's signs, quotes and backslashes, characters beyond the
 * Basic Multilingual Plane, composed and combined letters, empty texts, nulls, leap days, the least and greatest money.
 * In: the owner's knex on a database with the demo data. Out: rows of tenant `demo` with ids from 900001.
 */
import type { Knex } from 'knex';

const NAMES = [null, '', '%', '_', '\\', "O'Neil", '"', 'a%b', '100%', 'é', 'e\u0301', '😀', 'a😀', '𝒳yz', '\uFFFD', '\uE000', 'İpek', 'ıpek', 'Straße', 'STRASSE', 'ΑΣ', 'zz', 'Z', 'Aa', 'aA', ' a', 'a '];
const CREDIT = [null, '0', '-0.0001', '999999999999999.9999', '-999999999999999.9999', '0.5', '2.5', '-2.5', '100'];
const BIRTHS = [null, '2024-02-29', '2000-02-29', '1900-03-01', '0001-01-01', '9999-12-31', '1999-12-31'];
const CREATED = ['1970-01-01T00:00:00Z', '2024-02-29T23:59:59.999999Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999999Z', '2023-06-15T12:30:45.5Z'];

const pick = <T>(items: readonly T[], index: number): T | null => items[index % items.length] ?? null;

export async function installAwkward(knex: Knex): Promise<void> {
  const tenant = await knex('tenants').where({ name: 'demo' }).first<{ id: number }>('id');
  const rows = Array.from({ length: 54 }, (_, i) => ({
    tenant_id: tenant.id, id: 900_001 + i, first_name: pick(NAMES, i), last_name: pick(NAMES, i * 5 + 3), company_name: i % 4 === 0 ? pick(NAMES, i + 7) : null,
    credit_limit: pick(CREDIT, i), birth_date: pick(BIRTHS, i), created: pick(CREATED, i), last_update: pick(CREATED, i + 2), fico: pick([null, 0, -1, 850, 2147483647, -2147483648], i),
    total_income: pick([null, 0, 0.1, -0.5, 1e300, 2.5], i), first_time_buyer: pick([null, true, false], i), active: i % 2 === 0, owner_id: null, submitted_date: pick(BIRTHS, i + 3),
  }));
  await knex('customers').insert(rows);
}

/** What expressions over customers may reach. */
export const CUSTOMER_EXPAND =
  'PrimaryAddress,Employer($expand=Address,CustomFieldValues),CreditScore,Office,Phones,Notes,PaymentAccounts($expand=CheckingAccount),' +
  'Loans($select=id,status,principalRemaining,contractDate,active,title;$expand=LoanSetup($select=id,loanAmount,loanRate,loanTerm),Payments($select=id,amount,date,reversed))';
