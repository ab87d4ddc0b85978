/** Deep update as a comparison: before + body → steps, each printed on one line. No database. */
import { readFileSync } from 'node:fs';
import { LIMITS, RequestError } from '../../src/base/index.ts';
import { diff, planBeforeImage, readBeforeRow } from '../../src/change/index.ts';
import type { BeforeNode, ChangeStep } from '../../src/change/index.ts';
import { parseModel } from '../../src/edm/index.ts';
import type { EdmModel } from '../../src/edm/index.ts';
import { decodeEntity, readJson } from '../../src/payload/index.ts';
import type { EntityInput, Scalar } from '../../src/payload/index.ts';
import { parseDepot } from '../fixtures/depot.ts';

const read = (name: string): string => readFileSync(`metadata/loans/${name}`, 'utf8');
const loans = parseModel({ csdlXml: read('service.csdl.xml'), mapping: JSON.parse(read('mapping.json')) });

type Case = { readonly model?: EdmModel; readonly type?: string; readonly before?: object; readonly body: unknown; readonly method?: 'PUT' | 'PATCH' | 'POST'; readonly version?: '4.01'; readonly known?: readonly string[] };

/** Children in `before` stand under the names of their navigations. */
function aliased(node: BeforeNode, row: Record<string, unknown>): object {
  const columns = Object.entries(row).filter(([, value]) => !Array.isArray(value));
  const children = node.children.map((child, index) => [`>${index}`, ((row[child.navigation] ?? []) as Record<string, unknown>[]).map((item) => aliased(child.node, item))]);
  return Object.fromEntries([...columns, ...children]);
}

function inputOf({ model = loans, type = 'LoanService.Customer', body, method = 'PUT', version }: Case): EntityInput {
  const found = model.types.get(type);
  if (found?.kind !== 'entity') throw new Error(`no type ${type}`);
  const options = { model, limits: LIMITS, method, version, ieee754Compatible: false };
  return decodeEntity({ type: found, key: method === 'POST' ? undefined : ['1'] }, readJson(Buffer.from(JSON.stringify(body)), 100), options);
}

function changesOf(one: Case) {
  const { model = loans, before, known = [] } = one;
  const input = inputOf(one);
  const plan = planBeforeImage(model, input);
  const root = before === undefined ? undefined : readBeforeRow(plan.root, aliased(plan.root, { id: '1', lifecycle: 'Active', ...before }));
  let last = 100;
  const newKeys = { next: () => String((last += 1)), guid: () => 'guid' };
  return diff(model, input, { before: { root, exists: (_type, key) => known.includes(key.join()) }, newKeys });
}

const stepsOf = (one: Case): string[] => changesOf(one).steps.map(printStep);

function printStep(step: ChangeStep): string {
  const name = step.shape.table.name;
  if (step.kind === 'delete') return `delete ${name} ${step.rows.map(({ key }) => `[${key.join()}]`).join(' ')}`;
  const pairs = (values: readonly (Scalar | undefined)[]): string =>
    values.flatMap((value, index) => (value === undefined || value === 'guid' ? [] : [`${step.columns[index]?.name}=${value ?? 'null'}`])).join(' ');
  if (step.kind === 'insert') return `insert ${name} ${step.rows.map(({ values }) => `(${pairs(values)})`).join(' ')}`;
  return `update ${name} ${step.rows.map(({ key, values }) => `[${key.join()}](${pairs(values)})`).join(' ')}`;
}

const refusal = (one: Case): string => {
  try {
    stepsOf(one);
  } catch (error) {
    if (error instanceof RequestError) return `${error.fault.code} ${error.fault.target ?? ''}`;
    throw error;
  }
  return 'accepted';
};

const phone = (id: string, isPrimary: boolean) => ({ id, customer_id: '1', is_primary: String(isPrimary), uid: `u${id}` });
const twoPhones = { Phones: [phone('8', true), phone('9', false)] };

test.each<[string, Case, string[]]>([
  ['own values are updated', { before: {}, body: { firstName: 'A', creditLimit: 1 } }, ['update customers [1](first_name=A credit_limit=1)']],
  ['an empty body changes nothing', { before: {}, body: {} }, []],
  ['a new child bumps its parent', { before: {}, body: { Notes: [{ subject: 's', body: 'b', categoryId: 1 }] } }, [
    'update customers [1]()', 'insert notes (id=101 subject=s body=b category_id=1 customer_id=1)',
  ]],
  ['children with different fields share one step', { before: twoPhones, body: { Phones: [{ __id: 8, __update: true, phone: '1' }, { __id: 9, __update: true, carrierName: 'c' }] } }, [
    'update phones [8](phone=1) [9](carrier_name=c)',
  ]],
  ['a deleted child goes before others come', { before: twoPhones, body: { Phones: [{ phone: '3', isPrimary: true }, { __id: 8, __destroy: true }] } }, [
    'delete phones [8]', 'update customers [1]()', 'insert phones (id=101 phone=3 is_primary=true customer_id=1)',
  ]],
  ['a flag is given up before it is taken', { before: twoPhones, body: { Phones: [{ __id: 9, __update: true, isPrimary: true }, { __id: 8, __update: true, isPrimary: false }] } }, [
    'update phones [8](is_primary=false)', 'update phones [9](is_primary=true)',
  ]],
  ['what the parent refers to is stored first', { before: {}, body: { PrimaryAddress: { city: 'X' } } }, [
    'insert addresses (id=101 city=X)', 'update customers [1](primary_address_id=101)',
  ]],
  ['what the parent referred to is removed last', { before: { primary_address_id: '5', PrimaryAddress: [{ id: '5' }] }, body: { PrimaryAddress: null } }, [
    'update customers [1](primary_address_id=null)', 'delete addresses [5]',
  ]],
  ['a removed child takes what it owns along', {
    before: { Employer: [{ id: '6', customer_id: '1', address_id: '5', Address: [{ id: '5' }], CustomFieldValues: [{ id: '7', employer_id: '6' }] }] }, body: { Employer: null },
  }, ['delete custom_field_values [7]', 'delete employers [6]', 'update customers [1]()', 'delete addresses [5]']],
  ['a grandchild is created where its parent stands', { before: { Employer: [{ id: '6', customer_id: '1', address_id: null }] }, body: { Employer: { Address: { city: 'X' } } } }, [
    'insert addresses (id=101 city=X)', 'update employers [6](address_id=101)',
  ]],
  ['a whole tree is created root first, references before', {
    method: 'POST', body: { firstName: 'A', PrimaryAddress: { city: 'X' }, Employer: { title: 't', Address: { city: 'Y' } } },
  }, [
    'insert addresses (id=104 city=Y)', 'insert addresses (id=102 city=X)',
    'insert customers (id=101 first_name=A primary_address_id=102)', 'insert employers (id=103 title=t customer_id=101 address_id=104)',
  ]],
  ['a link is a row of the link table', { before: {}, known: ['3'], body: { Loans: [{ __id: 3, __setLoanRole: 'loan.customerRole.primary' }] } }, [
    'update customers [1]()', 'insert loan_customers (customer_id=1 loan_id=3 role=loan.customerRole.primary)',
  ]],
  ['an unlinked row keeps its entity', { before: { Loans: [{ id: '3', '~customer_id': '1', '~loan_id': '3', '~role': 'x' }] }, body: { Loans: [{ __id: 3, __destroy: true }] } }, [
    'delete loan_customers [1,3]', 'update customers [1]()',
  ]],
  ['exact membership removes what the body leaves out', { version: '4.01', before: twoPhones, body: { Phones: [{ id: 9, phone: '2' }] } }, [
    'delete phones [8]', 'update customers [1]()', 'update phones [9](phone=2)',
  ]],
])('%s', (_title, one, steps) => {
  expect(stepsOf(one)).toEqual(steps);
});

test.each<[string, Case, string]>([
  ['a child that is not stored', { before: {}, body: { Phones: { results: [{ __id: 4, __update: true }] } } }, 'BOD305 Phones/results/0'],
  ['a child of a parent that is only being created', { method: 'POST', body: { firstName: 'A', Employer: { CustomFieldValues: [{ __id: 4, __update: true }] } } }, 'BOD305 Employer/CustomFieldValues/0'],
  ['a link to what does not exist', { before: {}, body: { Loans: [{ __id: 3 }] } }, 'BOD305 Loans/0'],
  ['a second holder of a flag', { before: twoPhones, body: { Phones: [{ __id: 9, __update: true, isPrimary: true }] } }, 'PRE403 Phones/0/isPrimary'],
  ['another current child than the one named', { before: { Employer: [{ id: '6', customer_id: '1' }] }, body: { Employer: { __id: 7, __update: true } } }, 'BOD305 Employer'],
  ['a required value that turns out to be missing', { before: {}, type: 'LoanService.LoanCustomer', body: { Customer: null } }, 'BOD303 Customer'],
])('%s is refused at its path', (_title, one, expected) => {
  expect(refusal(one)).toBe(expected);
});

test('composite keys take the parent\'s part from the parent', () => {
  const steps = stepsOf({ model: parseDepot(), type: 'Depot.Model.Order', method: 'POST', known: ['S'], body: { Number: 'A', SiteCode: 'S', Lines: [{ LineNo: 1, Text: 't', Discounts: [{ Code: 'X' }] }, { LineNo: 2 }] } });
  expect(steps).toEqual([
    'insert orders (id=101 order_number=A site_code=S)',
    'insert lines (order_id=101 line_no=1 text=t) (order_id=101 line_no=2 text=null)',
    'insert discounts (order_id=101 line_no=1 code=X)',
  ]);
});

test('secrets never reach the audit trail', () => {
  const { audit } = changesOf({ before: { ssn: '1', first_name: 'A' }, body: { ssn: '111223333', accessPassword: 'open', firstName: 'B' } });
  expect(audit.map(({ changes }) => JSON.parse(changes) as unknown)).toEqual([
    { ssn: { secret: true }, accessPassword: { secret: true }, firstName: { before: 'A', after: 'B' } },
  ]);
});
