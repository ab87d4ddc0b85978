/** What the demo promises: the records of the examples, the sample account digit for digit, and plenty around them. */
import { existsSync, readFileSync } from 'node:fs';
import type { Knex } from 'knex';
import { readLoanSources } from '../../metadata/loans/index.ts';
import { installDemo, migrate } from '../../migrations/index.ts';
import { parseModel } from '../../src/edm/index.ts';
import { forEachDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { installOtherTenant } from '../support/other-tenant.ts';

const SAMPLE_FILE = '../shared/data/cloud-lending-loan-account.json';
/** The sample is not part of the product: without it, its tests are reported as skipped. */
const sampleIt = existsSync(SAMPLE_FILE) ? it : it.skip;
const model = parseModel(readLoanSources());

const queryRows = async (knex: Knex, sql: string): Promise<Record<string, unknown>[]> => {
  const answer = (await knex.raw(sql)) as { rows: Record<string, unknown>[] };
  return answer.rows;
};

/** Figures keep their digits only as text: every number of the sample becomes a string. */
const readSample = (): Record<string, unknown> => {
  const quoted = readFileSync(SAMPLE_FILE, 'utf8').replaceAll(/(?<="):(-?\d[\d.e-]*)/g, ':"$1"');
  const { content } = JSON.parse(quoted) as { content: Record<string, unknown>[] };
  return content[0] ?? {};
};
type Related = { readonly records: readonly Record<string, unknown>[] };

const COLUMNS_OF_RELATION = {
  loan__Repayment_Schedule__r: ['installments', {
    Id: 'record_id', Name: 'name', loan__Due_Date__c: 'due_date', loan__Due_Principal__c: 'due_principal', loan__Due_Interest__c: 'due_interest',
    loan__Total_Due_Fees__c: 'total_due_fees', loan__Total_Installment__c: 'total_installment', loan__Balance__c: 'balance',
  }],
  loan__Loan_Payment_Transactions__r: ['payments', {
    Id: 'record_id', Name: 'name', loan__Transaction_Date__c: 'date', loan__Transaction_Amount__c: 'amount', loan__Principal__c: 'principal',
    loan__Interest__c: 'interest', loan__Fees__c: 'fees', loan__Excess__c: 'excess', loan__Reversed__c: 'reversed', loan__Rejected__c: 'rejected',
    loan__Cleared__c: 'cleared',
  }],
  loan__Charges__r: ['charges', {
    Id: 'record_id', Name: 'name', loan__Date__c: 'date', loan__Original_Amount__c: 'amount', loan__Principal_Due__c: 'principal_due',
    loan__Interest_Due__c: 'interest_due', loan__Total_Due_Amount__c: 'total_due', loan__Paid_Amount__c: 'paid_amount', loan__Paid__c: 'paid',
    loan__Waive__c: 'waived', loan__Interest_Bearing__c: 'interest_bearing', loan__Fee__c: 'fee_record_id', loan__Charge_Type__c: 'charge_type',
  }],
  loan__Other_Loan_Transactions__r: ['other_transactions', {
    Id: 'record_id', Name: 'name', loan__Transaction_Type__c: 'transaction_type', loan__Txn_Date__c: 'transaction_date', loan__Txn_Amt__c: 'amount',
    loan__OT_ACH_Debit_Date__c: 'ach_debit_date', loan__Repayment_Start_Date__c: 'repayment_start_date', loan__Passed_Term__c: 'passed_term',
  }],
  loan__Repayment_Schedule_Summary__r: ['schedule_summaries', {
    Id: 'record_id', Name: 'name', loan__RSS_Repayment_Amt__c: 'repayment_amount', loan__RSS_Repayment_Dt__c: 'repayment_date',
    loan__RSS_No_Of_Pmts__c: 'number_of_payments', loan__RSS_Seq__c: 'sequence', loan__RSS_Primary_flag__c: 'is_primary',
  }],
} as const;

/** The sample prints doubles; `4e-36` is 4 at the 36th decimal place. Trailing zeros carry no digit. */
const canonical = (value: unknown): string => {
  const text = String(value).replace(/^4e-36$/, `0.${'0'.repeat(35)}4`);
  return /^-?\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, '') : text;
};

forEachDatabase((name, open) => {
  describe(`the demo (${name})`, () => {
    let test: TestDatabase;
    let other: number;
    beforeAll(async () => {
      test = await open({ install: 'demo' });
      other = await installOtherTenant(test.owner);
    });
    afterAll(() => test.close());
    const read = async (text: string): Promise<readonly (readonly (string | null)[])[]> =>
      (await test.database.read({ tenant: 1 }, { text, values: [] }, 'custom')).rows;

    it('is installed once', async () => {
      expect(await installDemo(test.owner)).toBe(false);
      expect(await read('select count(*) from customers_read')).toEqual([['1000']]);
    });

    it('holds a thousand customers of every kind and fifteen hundred loans, each with terms, settings and a primary customer', async () => {
      const kinds = await read('select customer_type from customers_read group by 1 having count(*) > 20 order by 1');
      expect(kinds.flat()).toEqual(['customer.type.company', 'customer.type.flooringCustomer', 'customer.type.individual']);
      const complete = `select count(*) from loans_read l join loan_setups_read s on s.loan_id = l.id join loan_settings_read g on g.loan_id = l.id
        join loan_customers_read c on c.loan_id = l.id and c.role = 'loan.customerRole.primary'`;
      expect(await read(complete)).toEqual([['1500']]);
    });

    it('tells what happened on every loan that has begun: schedules, payments in time and late, prepaid, reversed, paid off', async () => {
      const [row] = await read(`select count(*) filter (where not exists (select 1 from installments_read i where i.loan_id = l.id)),
        count(*) filter (where status like 'Closed%') > 100, count(*) filter (where days_overdue > 0) > 20, count(*) filter (where status = 'Active - Good Standing') > 100
        from loans_read l where status <> 'Pending'`);
      expect(row).toEqual(['0', 't', 't', 't']);
      const [kinds] = await read(`select count(*) filter (where reversed) > 20, count(*) filter (where excess > 0) > 20, count(*) filter (where before_days_past_due > 0) > 20,
        (select count(*) filter (where paid) > 20 from charges_read where installment_number is not null) from payments_read`);
      expect(kinds).toEqual(['t', 't', 't', 't']);
    });

    it('has balanced books: what was lent is what was repaid and what is owed', async () => {
      const wrong = await read(`select l.id from loans_read l join loan_setups_read s on s.loan_id = l.id
        where l.id > 1 and status <> 'Pending' and abs(s.loan_amount - l.principal_remaining - (select coalesce(sum(principal), 0) from payments_read p where p.loan_id = l.id and p.active)) > 0.005 * (1 + (select count(*) from payments_read p where p.loan_id = l.id))`);
      expect(wrong).toEqual([]);
      expect(await read('select loan_id from installments_read where loan_id > 1 group by 1 having sum(due_principal) <> (select loan_amount from loan_setups_read s where s.loan_id = installments_read.loan_id)')).toEqual([]);
    });

    it('fills every nested record of customer 555', async () => {
      const [row] = await read(`select c.display_name, c.primary_address_id is not null and c.mail_address_id is not null,
        (select count(*) from employers_read e join addresses_read a on a.id = e.address_id where e.customer_id = 555),
        (select count(*) from credit_scores_read where customer_id = 555), (select count(*) from phones_read where customer_id = 555),
        (select count(*) from references_read where customer_id = 555 and address_id is not null),
        (select count(*) from payment_accounts_read p left join checking_accounts_read k on k.id = p.checking_account_id
          left join credit_cards_read d on d.id = p.credit_card_id where p.customer_id = 555 and (k.id is not null or d.id is not null)),
        (select count(*) from custom_field_values_read where customer_id = 555), (select count(*) from documents_read where customer_id = 555 and size > 0),
        (select count(*) from notes_read where customer_id = 555), (select count(*) from social_profiles_read where customer_id = 555),
        (select count(*) from loan_customers_read where customer_id = 555 and role = 'loan.customerRole.primary' and loan_id <= 3)
        from customers_read c where c.id = 555`);
      expect(row).toEqual(['John Dow', 't', '1', '1', '2', '2', '2', '2', '2', '2', '2', '3']);
    });

    it('knows customer 42 by its external id', async () => {
      expect(await read("select id, lifecycle, account_no from customers_read where external_system = 'lms' and external_id = 'ext-ada-001'")).toEqual([['42', 'Active', '000000042']]);
    });

    sampleIt.each(Object.entries(COLUMNS_OF_RELATION).map(([relation]) => relation))('repeats the sample account in every digit: %s', async (relation) => {
      const [table, columns] = COLUMNS_OF_RELATION[relation as keyof typeof COLUMNS_OF_RELATION];
      const { records } = readSample()[relation] as Related;
      const stored = await queryRows(test.owner, `select ${Object.values(columns).map((column) => `${column}::text`).join(', ')} from ${table} where tenant_id = 1 and loan_id = 1`);
      const expected = records.map((record) => Object.keys(columns).map((key) => canonical(record[key])));
      expect(stored.map((row) => Object.values(row).map(canonical)).sort()).toEqual(expected.sort());
      expect(expected.length).toBeGreaterThan(0);
    });

    sampleIt('repeats the balances of the sample account in every digit', async () => {
      const sample = readSample();
      const [row] = await queryRows(test.owner, `select record_id, name, status, principal_remaining::text, interest_accrued_not_due::text, fees_remaining::text,
        payoff_amount_stored::text, total_amount_paid::text from loans where tenant_id = 1 and id = 1`);
      const keys = ['Id', 'Name', 'loan__Loan_Status__c', 'loan__Principal_Remaining__c', 'loan__Interest_Accrued_Not_Due__c', 'loan__Fees_Remaining__c', 'loan__Pay_Off_Amount_As_Of_Today__c', 'loan__Total_Amount_Paid__c'];
      expect(Object.values(row ?? {})).toEqual(keys.map((key) => sample[key]));
    });

    it('keeps to the value lists of the metadata, and lists each of them', async () => {
      const listed = new Set((await read('select value from enum_items_read')).flat());
      const wrong: string[] = [];
      for (const { type } of model.entitySets.values()) {
        for (const { name: property, allowedValues, storage } of type.properties.values()) {
          if (allowedValues === undefined || storage.kind !== 'column') continue;
          wrong.push(...[...allowedValues].filter((value) => !listed.has(value)).map((value) => `${property}: ${value} is not listed`));
          const used = await read(`select distinct "${storage.column}" from "${type.table.read}" where "${storage.column}" is not null`);
          wrong.push(...used.flat().filter((value) => !allowedValues.has(value ?? '')).map((value) => `${property}: ${value} is not allowed`));
        }
      }
      expect(wrong).toEqual([]);
    });

    it('gives the next rows ids and names of their own', async () => {
      const [customer, loan] = await test.database.transaction({ tenant: 1 }, (tx) => tx.run([
        { text: "insert into customers (tenant_id, last_name) values (1, 'Next') returning id", values: [] },
        { text: 'insert into loans (tenant_id) values (1) returning id, name, length(record_id)', values: [] },
      ]));
      expect(Number(customer?.rows[0]?.[0])).toBeGreaterThan(1000);
      expect(loan?.rows).toEqual([['1501', 'LAI-00001503', '18']]);
    });

    it('admits the token demo as administrator of the tenant demo', async () => {
      expect(await read("select tenant_name, role, is_demo from find_token(sha256('demo'))")).toEqual([['demo', 'admin', 't']]);
    });

    it('stays apart from another tenant with the same ids', async () => {
      const names = { text: "select string_agg(last_name, ',') from customers_read", values: [] };
      expect((await test.database.read({ tenant: other }, names, 'custom')).rows).toEqual([['Other,Other,Other']]);
      expect(await read("select count(*) from customers_read where last_name = 'Other'")).toEqual([['0']]);
    });
  });

  it('is the same every time', async () => {
    const installAnew = async (knex: Knex): Promise<void> => {
      await migrate(knex);
      expect(await installDemo(knex)).toBe(true);
    };
    const digests = [];
    for (const install of ['demo', installAnew] as const) {
      const test = await open({ install });
      const tables = [...model.entitySets.values()].map(({ type }) => type.table.name);
      const digest = tables.map((table) => `select md5(string_agg(md5(to_jsonb(t)::text), '' order by id)) from "${table}" t`).join(' union all ');
      digests.push(await queryRows(test.owner, digest));
      await test.close();
    }
    expect(digests[0]).toEqual(digests[1]);
  }, 300_000);
});
