/** The page docs/servicing.md, done as it says: its requests, in their order, on one loan. */
import { readFileSync } from 'node:fs';
import { forEachDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { openService } from '../../support/service.ts';
import type { Json, Send } from '../../support/service.ts';

const ROOT = 'http://127.0.0.1:8080/odata.svc';
const page = readFileSync('docs/servicing.md', 'utf8');

type Request = { readonly method: string; readonly target: string; readonly body: string | undefined };

function* requests(): Generator<Request> {
  for (const [, block = ''] of page.matchAll(/```\n([\s\S]*?)```/g)) {
    for (const command of block.split(/^(?=curl )/m)) {
      const target = /'(http:[^']*)'/.exec(command)?.[1]?.replace(ROOT, '') ?? '';
      yield { method: command.includes('-X POST') ? 'POST' : 'GET', target, body: /-d '([^']*)'/.exec(command)?.[1] };
    }
  }
}

forEachDatabase((_, open) => {
  let db: TestDatabase;
  let send: Send;
  beforeAll(async () => {
    db = await open({ install: 'demo' });
    send = openService(db.database);
  });
  afterAll(() => db.close());

  test('every request of the page succeeds, and the loan is settled at its end', async () => {
    const ids: Record<string, string> = {};
    const filled = (text: string): string => text.replace(/\b(LOAN|PAYMENT|CHARGE|TRANSACTION)\b/g, (word) => ids[word] ?? word);
    let count = 0;
    for (const { method, target, body } of requests()) {
      const answer = await send(method, filled(target), body === undefined ? {} : { body: filled(body) });
      expect([target, answer.status < 300 ? '' : answer.text]).toEqual([target, '']);
      const made = { '/Loans': 'LOAN', PostPayment: 'PAYMENT', AddCharge: 'CHARGE', Disburse: 'TRANSACTION' }[/(\/Loans|\w+)$/.exec(target)?.[0] ?? ''];
      if (made !== undefined) ids[made] = String(answer.json.id);
      count += 1;
    }
    expect(count).toBe(20);
    const { json } = await send('GET', `/Loans(${ids['LOAN']})?$expand=Payments,Charges,OtherTransactions,Installments`) as { json: Json };
    expect(json).toMatchObject({ active: false, status: 'Closed - Obligations met', payoffAmountStored: 0, Payments: { length: 3 }, OtherTransactions: { length: 3 } });
    expect(json.Installments.every((row: Json) => row.paid)).toBe(true);
  });
});
