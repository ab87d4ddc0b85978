/**
 * The two customers every example speaks of: 555, with every nested record filled, and 42, known to a
 * partner system by its external id. In: nothing. Out: rows by table. Ids of what belongs to 555 are the
 * first of each table; generated rows follow them. Loans are linked in make-loans.ts.
 */
import { createHash } from 'node:crypto';
import type { DemoRow, DemoRows } from './insert-rows.ts';

export const SHOWCASE_ID = 555;
export const PARTNER_ID = 42;

const toBytea = (text: string): string => `\\x${Buffer.from(text, 'utf8').toString('hex')}`;
/** Small, but a valid PDF with one empty page. */
const AGREEMENT = [
  '%PDF-1.4', '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj', '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
  '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>endobj', 'trailer<</Root 1 0 R>>', '%%EOF', '',
].join('\n');

const address = (id: number, address1: string, city: string, zipcode: string): DemoRow => ({
  id, address1, address2: '', city, state: 'geo.state.UT', zipcode, country: 'company.country.usa',
  geo_lat: '40.760780', geo_lon: '-111.891045', active: true, is_verified: true, is_standardized: true,
});

const CUSTOMERS: readonly DemoRow[] = [
  {
    id: SHOWCASE_ID, custom_id: 'C-555', mc_id: 1555, status: 'Active', customer_type: 'customer.type.individual',
    customer_id_type: 'customer.idType.ssn', customer_id: '855616513', gender: 'customer.gender.male',
    generation_code: 'customer.generationCode.none', birth_date: '1990-01-01', first_name: 'John', middle_name: '', last_name: 'Dow',
    ssn: '855616513', driver_license: '', access_user_name: 'none@simnang.com', email: 'none@simnang.com', ofac_tested: true,
    source: 'Website', owner_id: '5f0d8a3e-1c1b-4b62-9a55-000000000001', referred_by_id: '5f0d8a3e-1c1b-4b62-9a55-000000000002',
    fico: 712, total_income: 68500, total_debt_payments: 1240.5, first_time_buyer: true,
    login_token: createHash('sha256').update('login 555').digest('hex').slice(0, 32),
    office_id: 1, submitted_date: '2015-02-20', activation_date: '2015-02-27', primary_address_id: 1, mail_address_id: 2,
  },
  {
    id: PARTNER_ID, status: 'Active', customer_type: 'customer.type.individual', external_id: 'ext-ada-001', external_system: 'lms',
    first_name: 'Ada', last_name: 'Lovelace', gender: 'customer.gender.female', birth_date: '1985-12-10', email: 'ada.lovelace@example.com',
    office_id: 1, submitted_date: '2024-03-01', activation_date: '2024-03-01',
  },
];

const OWNED: DemoRows = {
  addresses: [
    address(1, '123 Main Street', 'Salt Lake City', '84101'),
    address(2, 'P.O. Box 555', 'Salt Lake City', '84110'),
    address(3, '900 Factory Road', 'Provo', '84601'),
    address(4, '12 Elm Street', 'Ogden', '84401'),
    address(5, '77 Hill Road', 'Logan', '84321'),
    address(6, '123 Main Street', 'Salt Lake City', '84101'),
  ],
  phones: [
    { id: 1, customer_id: SHOWCASE_ID, phone: '8015550123', type: 'customer.phoneType.cell', is_primary: true, is_secondary: false, carrier_name: 'Example Mobile', carrier_verified: true, is_land_line: false, sbt_act_verified: true },
    { id: 2, customer_id: SHOWCASE_ID, phone: '8015550188', type: 'customer.phoneType.home', is_primary: false, is_secondary: true, carrier_name: 'Example Wire', carrier_verified: false, is_land_line: true, sbt_act_verified: false },
  ],
  employers: [
    { id: 1, customer_id: SHOWCASE_ID, address_id: 3, company_name: 'Widget Works', title: 'Machinist', phone: '8015550199', income: '5708.33', income_frequency: 'customerEmployer.incomeFrequency.monthly', hire_date: '2012-05-01', pay_date: '2025-06-27', pay_date_frequency: 'customerEmployer.payDateFrequency.biWeekly' },
  ],
  credit_scores: [{ id: 1, customer_id: SHOWCASE_ID, equifax_score: 705, transunion_score: 712, experian_score: 719, modified: '2025-06-01T08:00:00Z' }],
  references: [
    { id: 1, customer_id: SHOWCASE_ID, address_id: 4, name: 'Jane Dow', relation: 'customerReference.relation.sister', primary_phone: '8015550144', secondary_phone: '8015550145' },
    { id: 2, customer_id: SHOWCASE_ID, address_id: 5, name: 'Sam Stone', relation: 'customerReference.relation.friend', primary_phone: '8015550166', secondary_phone: null },
  ],
  checking_accounts: [
    { id: 1, address_id: 6, account_type: 'bankacct.type.checking', bank_name: 'Example Bank', routing_number: '124000054', account_number: '000123456789', card_holder_name: 'John Dow', processor: 'demo', token: 'tok-checking-555' },
  ],
  credit_cards: [
    { id: 1, card_type: 'creditCard.type.visa', card_number: '1111', card_expiration: '12/2027', card_holder_name: 'John Dow', token: 'tok-card-555', address1: '123 Main Street', city: 'Salt Lake City', state: 'geo.state.UT', zipcode: '84101', country: 'company.country.usa' },
  ],
  payment_accounts: [
    { id: 1, customer_id: SHOWCASE_ID, checking_account_id: 1, credit_card_id: null, title: 'Example Bank checking', type: 'paymentAccount.type.checking', is_primary: true, is_secondary: false },
    { id: 2, customer_id: SHOWCASE_ID, checking_account_id: null, credit_card_id: 1, title: 'Visa 1111', type: 'paymentAccount.type.credit', is_primary: false, is_secondary: true },
  ],
  custom_fields: [
    { id: 1, name: 'Preferred branch', entity_type: 'Entity.Customer', data_type: 'text' },
    { id: 2, name: 'Marketing consent', entity_type: 'Entity.Customer', data_type: 'flag' },
    { id: 3, name: 'Shift', entity_type: 'Entity.CustomerEmployer', data_type: 'text' },
    { id: 4, name: 'Campaign', entity_type: 'Entity.LoanSettings', data_type: 'text' },
  ],
  custom_field_values: [
    { id: 1, custom_field_id: 1, customer_id: SHOWCASE_ID, employer_id: null, custom_field_value: 'Main Street' },
    { id: 2, custom_field_id: 2, customer_id: SHOWCASE_ID, employer_id: null, custom_field_value: 'yes' },
    { id: 3, custom_field_id: 3, customer_id: null, employer_id: 1, custom_field_value: 'Night' },
  ],
  documents: [
    { id: 1, customer_id: SHOWCASE_ID, file_name: 'agreement.pdf', description: 'Signed loan agreement', section_id: 1, customer_visible: true, user_id: 1, user_name: 'Demo Admin', content_type: 'application/pdf', content: toBytea(AGREEMENT) },
    { id: 2, customer_id: SHOWCASE_ID, file_name: 'call-note.txt', description: 'Note of a phone call', section_id: 2, customer_visible: false, user_id: 1, user_name: 'Demo Admin', content_type: 'text/plain', content: toBytea('Customer asked for a payoff quote.\n') },
  ],
  notes: [
    { id: 1, customer_id: SHOWCASE_ID, subject: 'Welcome call', body: '<p>Explained the <b>repayment plan</b>.</p>', category_id: 1, author_id: 1, author_name: 'Demo Admin', type: 'STANDARD', expiration_date: null },
    { id: 2, customer_id: SHOWCASE_ID, subject: 'Prefers e-mail', body: 'Do not call before noon.', category_id: 2, author_id: 1, author_name: 'Demo Admin', type: 'NOTICE', expiration_date: '2026-12-31' },
  ],
  social_profiles: [
    { id: 1, customer_id: SHOWCASE_ID, profile_type: 'linkedin', profile_id: 'jdow', profile_url: 'https://social.example/jdow', profile_username: 'jdow', profile_photo_url: null },
    { id: 2, customer_id: SHOWCASE_ID, profile_type: 'twitter', profile_id: 'john_dow', profile_url: 'https://social.example/john_dow', profile_username: 'john_dow', profile_photo_url: null },
  ],
};

export const SHOWCASE: DemoRows = {
  offices: [
    { id: 1, name: 'Head Office', external_id: 'HQ', opening_date: '2009-01-02' },
    { id: 2, name: 'North Branch', external_id: 'NORTH', opening_date: '2013-06-03' },
    { id: 3, name: 'South Branch', external_id: 'SOUTH', opening_date: '2016-09-05' },
    { id: 4, name: 'Online', external_id: null, opening_date: '2020-04-01' },
  ],
  customers: CUSTOMERS,
  ...OWNED,
};
