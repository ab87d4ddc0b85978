/**
 * Customers by the hundred: people, companies and flooring customers with their contact data.
 * In: a random stream and how many. Out: rows by table, ids counted on from the showcase's. Social
 * security numbers begin with 9, phone numbers hold 555 and e-mail addresses end in example.com: nobody real.
 */
import type { DemoRow } from './insert-rows.ts';
import { makeDate } from './random.ts';
import type { Random } from './random.ts';
import { PARTNER_ID, SHOWCASE, SHOWCASE_ID } from './showcase.ts';

const FIRST_NAMES = {
  female: ['Mary', 'Linda', 'Susan', 'Karen', 'Lisa', 'Emma', 'Olivia', 'Sophia', 'Mia', 'Chloe', 'Zoë', 'Inés', 'Aoife', 'Fatima', 'Mei'],
  male: ['James', 'Robert', 'Michael', 'David', 'Daniel', 'Noah', 'Liam', 'Lucas', 'Ethan', 'Jürgen', 'José', 'Seán', 'Omar', 'Wei', 'Ivan'],
};
const LAST_NAMES = [
  'Smith', 'Johnson', 'Williams', 'Brown', 'Jones', 'Garcia', 'Miller', 'Davis', 'Martinez', 'Lopez', 'Wilson', 'Anderson', 'Taylor', 'Moore',
  'Lee', 'Clark', 'Lewis', 'Walker', 'Young', 'King', 'Wright', 'Hill', 'Green', 'Adams', 'Baker', 'Nelson', 'Carter', "O'Neill", 'Núñez', 'Müller',
  'de la Cruz', 'van Dyk', 'Smith-Jones', 'Åberg',
];
const TRADES = ['Motors', 'Auto Sales', 'Builders', 'Trading', 'Marine', 'Equipment', 'Foods', 'Logistics'];
const PLACES = [['Salt Lake City', 'UT', '841'], ['Denver', 'CO', '802'], ['Boise', 'ID', '837'], ['Phoenix', 'AZ', '850'], ['Reno', 'NV', '895'], ['Austin', 'TX', '787'], ['Miami', 'FL', '331']] as const;
const STREETS = ['Main Street', 'Oak Avenue', 'Pine Road', 'Lake Drive', 'Hill Street', 'Market Street', 'Second Avenue'];
const SOURCES = ['Website', 'Branch', 'Partner', 'Referral', 'Campaign'];

export type CustomerRows = {
  readonly customers: DemoRow[]; readonly addresses: DemoRow[]; readonly phones: DemoRow[]; readonly employers: DemoRow[];
  readonly credit_scores: DemoRow[]; readonly checking_accounts: DemoRow[]; readonly payment_accounts: DemoRow[]; readonly notes: DemoRow[];
};
type Table = keyof CustomerRows;

const pad = (value: number, length: number): string => String(value).padStart(length, '0');
const nextId = (rows: CustomerRows, table: Table): number => (SHOWCASE[table]?.length ?? 0) + rows[table].length + 1;
/** For e-mail addresses: letters without their marks. */
const plain = (text: string): string => text.normalize('NFD').replaceAll(/[^A-Za-z]/g, '').toLowerCase();

/** Ids run from 1; those of the showcase are left out, so that `count` customers exist in all. */
export function makeCustomers(random: Random, count: number): CustomerRows {
  const rows: CustomerRows = { customers: [], addresses: [], phones: [], employers: [], credit_scores: [], checking_accounts: [], payment_accounts: [], notes: [] };
  for (let id = 1; id <= count; id++) {
    if (id === SHOWCASE_ID || id === PARTNER_ID) continue;
    const primary = addAddress(rows, random);
    const mail = random.chance(20) ? addAddress(rows, random) : null;
    const customer = makeCustomer(random, id, { primary_address_id: primary, mail_address_id: mail });
    rows.customers.push(customer);
    addContacts(rows, random, customer);
    if (customer['customer_type'] === 'customer.type.individual') addFinances(rows, random, id);
  }
  return rows;
}

function addAddress(rows: CustomerRows, random: Random): number {
  const id = nextId(rows, 'addresses');
  const [city, state, zip] = random.pick(PLACES);
  rows.addresses.push({
    id, address1: `${random.between(1, 9999)} ${random.pick(STREETS)}`, city, state: `geo.state.${state}`,
    zipcode: `${zip}${pad(random.between(1, 99), 2)}`, country: 'company.country.usa', is_verified: random.chance(80),
  });
  return id;
}

type Addresses = { readonly primary_address_id: number; readonly mail_address_id: number | null };

function makeCustomer(random: Random, id: number, addresses: Addresses): DemoRow {
  const kind = random.chance(84) ? 'individual' : random.chance(70) ? 'company' : 'flooringCustomer';
  const submitted = makeDate(random, 2018, 2024);
  return { id, customer_type: `customer.type.${kind}`, custom_id: `C-${pad(id, 5)}`, ...makeIdentity(random, id, kind), ...makeStage(random, submitted), ...addresses };
}

function makeIdentity(random: Random, id: number, kind: string): Record<string, string | number | boolean | null> {
  const gender = random.chance(50) ? 'female' : 'male';
  const first = random.pick(FIRST_NAMES[gender]);
  const last = random.pick(LAST_NAMES);
  const isPerson = kind === 'individual';
  const company = isPerson ? null : `${last} ${random.pick(TRADES)}`;
  const fromPartner = random.chance(10);
  return {
    first_name: isPerson ? first : null, middle_name: isPerson && random.chance(30) ? random.pick(FIRST_NAMES[gender]) : null,
    last_name: isPerson ? last : null, company_name: company, contact_name: isPerson ? null : `${first} ${last}`,
    customer_id_type: isPerson ? 'customer.idType.ssn' : 'customer.idType.employerNumber',
    customer_id: `9${pad(id * 7919 % 100_000_000, 8)}`, ssn: isPerson ? `9${pad(id * 7919 % 100_000_000, 8)}` : null,
    birth_date: isPerson ? makeDate(random, 1946, 2004) : null, gender: isPerson ? `customer.gender.${gender}` : null,
    email: isPerson ? `${plain(first)}.${plain(last)}.${id}@example.com` : `office.${id}@${plain(company ?? '')}.example.com`,
    credit_limit: kind === 'flooringCustomer' ? `${random.between(5, 100)}0000` : null,
    external_id: fromPartner ? `ext-${pad(id, 6)}` : null, external_system: fromPartner ? 'lms' : null,
    source: fromPartner ? 'Partner' : random.pick(SOURCES), owner_id: `5f0d8a3e-1c1b-4b62-9a55-${pad(random.between(1, 12), 12)}`,
    fico: isPerson && random.chance(90) ? random.between(520, 850) : null,
    total_income: isPerson ? random.between(180, 1800) * 100 : null, total_debt_payments: isPerson ? random.between(0, 40) * 62.5 : null,
    first_time_buyer: random.chance(60) ? random.chance(30) : null, ofac_tested: random.chance(90), is_archived: random.chance(3),
    office_id: random.between(1, 4), mc_id: random.chance(20) ? 10_000 + id : null,
  };
}

function makeStage(random: Random, submitted: string): Record<string, string | number | boolean | null> {
  const created = `${submitted}T${pad(random.between(8, 18), 2)}:${pad(random.between(0, 59), 2)}:00Z`;
  const isLead = random.chance(12);
  const isClosed = !isLead && random.chance(4);
  return {
    status: isLead ? 'Lead' : 'Active', lifecycle: isLead ? 'Pending' : isClosed ? 'Closed' : 'Active', active: !isLead && !isClosed,
    submitted_date: submitted, activation_date: isLead ? null : submitted, closure_date: isClosed ? '2025-03-31' : null,
    closure_reason_id: isClosed ? random.between(1, 5) : null, created, last_update: created,
  };
}

function addContacts(rows: CustomerRows, random: Random, customer: DemoRow): void {
  const kinds = customer['customer_type'] === 'customer.type.individual' ? ['cell', 'home'] : ['office', 'fax'];
  for (const kind of kinds.slice(0, random.chance(60) ? 2 : 1)) {
    rows.phones.push({
      id: nextId(rows, 'phones'), customer_id: customer.id, phone: `${random.between(201, 989)}555${pad(random.between(0, 9999), 4)}`,
      type: `customer.phoneType.${kind}`, is_primary: kind === kinds[0], is_secondary: kind !== kinds[0], is_land_line: kind !== 'cell',
    });
  }
  if (!random.chance(15)) return;
  const subject = random.pick(['Called about a statement', 'Changed address', 'Asked for a payoff quote', 'Missed a call']);
  rows.notes.push({
    id: nextId(rows, 'notes'), customer_id: customer.id, subject, body: `${subject}. No further action.`, category_id: random.between(1, 4),
    author_id: 1, author_name: 'Demo Admin', type: 'STANDARD', expiration_date: null,
  });
}

function addFinances(rows: CustomerRows, random: Random, customerId: number): void {
  if (random.chance(60)) {
    rows.employers.push({
      id: nextId(rows, 'employers'), customer_id: customerId, company_name: `${random.pick(LAST_NAMES)} ${random.pick(TRADES)}`,
      title: random.pick(['Clerk', 'Driver', 'Engineer', 'Manager', 'Nurse', 'Teacher']), phone: `801555${pad(random.between(0, 9999), 4)}`,
      income: `${random.between(18, 150) * 100}.00`, income_frequency: 'customerEmployer.incomeFrequency.monthly', hire_date: makeDate(random, 2005, 2023),
      pay_date_frequency: 'customerEmployer.payDateFrequency.biWeekly', address_id: random.chance(40) ? addAddress(rows, random) : null,
    });
  }
  if (random.chance(70)) {
    const score = random.between(520, 830);
    rows.credit_scores.push({
      id: nextId(rows, 'credit_scores'), customer_id: customerId, equifax_score: score, transunion_score: score + random.between(-15, 15),
      experian_score: score + random.between(-15, 15), modified: '2025-06-01T08:00:00Z',
    });
  }
  if (random.chance(50)) addBankAccount(rows, random, customerId);
}

function addBankAccount(rows: CustomerRows, random: Random, customerId: number): void {
  const accountId = nextId(rows, 'checking_accounts');
  const bank = random.pick(['Example Bank', 'First Demo Bank', 'Sample Credit Union']);
  rows.checking_accounts.push({
    id: accountId, account_type: `bankacct.type.${random.chance(80) ? 'checking' : 'savings'}`, bank_name: bank, routing_number: '124000054',
    account_number: pad(random.between(1, 999_999_999), 12), processor: 'demo', token: `tok-checking-${customerId}`,
  });
  rows.payment_accounts.push({
    id: nextId(rows, 'payment_accounts'), customer_id: customerId, checking_account_id: accountId, title: bank,
    type: 'paymentAccount.type.checking', is_primary: true, is_secondary: false,
  });
}
