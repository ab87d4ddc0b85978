/**
 * A loan as servicing sees it: terms, instalments, payments and charges, read by one statement.
 * In: the store of an operation and the loan's key. Out: data with amounts as decimal text; no arithmetic.
 */
import type { ShapeMember, ShapeRead } from '../query/index.ts';
import type { Store } from '../service/index.ts';

type Text = string | null;

export type SetupRecord = {
  readonly id: number;
  readonly loanAmount: Text; readonly underwriting: Text; readonly loanRate: Text; readonly loanRateType: Text; readonly loanTerm: number | null;
  readonly contractDate: Text; readonly firstPaymentDate: Text; readonly paymentFrequency: Text; readonly calcType: Text; readonly daysInYear: Text;
  readonly interestApplication: Text; readonly begEnd: Text; readonly firstPeriodDays: Text; readonly graceDays: number | null;
  readonly lateFeeType: Text; readonly lateFeeAmount: Text; readonly lateFeePercent: Text; readonly lateFeeCalc: Text;
  readonly dueDateOnLastDOM: boolean; readonly dueDatesOnBusinessDays: Text; readonly dayCount: Text; readonly amortization: Text;
  readonly interestRounding: Text; readonly paymentRounding: Text; readonly paymentBasis: Text; readonly finalPayment: Text; readonly businessDayConvention: Text;
};
export type InstallmentRecord = {
  readonly id: number; readonly number: number; readonly dueDate: string; readonly duePrincipal: string; readonly dueInterest: string;
  readonly totalDueFees: string; readonly totalInstallment: string; readonly balance: string; readonly paid: boolean;
};
export type PaymentRecord = {
  readonly id: number; readonly date: string; readonly amount: string; readonly principal: string; readonly interest: string; readonly fees: string;
  readonly excess: string; readonly extra: Text; readonly paymentTypeId: number | null; readonly reamortize: Text;
  readonly paymentModeId: number | null; readonly comments: Text; readonly info: Text;
  readonly reversed: boolean; readonly reverseDate: Text; readonly rejected: boolean; readonly active: boolean; readonly afterPrincipalBalance: Text;
};
export type ChargeRecord = {
  readonly id: number; readonly date: string; readonly chargeType: Text; readonly info: Text; readonly amount: string; readonly interestBearing: boolean;
  readonly waived: boolean; readonly waiveDate: Text; readonly waivedAmount: Text; readonly installmentNumber: number | null;
  readonly paidAmount: string; readonly totalDue: string; readonly paid: boolean;
};
/** Only those that count in the books; what else stands among the transactions is left alone. */
export type OtherRecord = {
  readonly id: number; readonly event: string; readonly transactionDate: Text; readonly amount: string;
  readonly annualRatePercent: Text; readonly dueDateFrom: Text; readonly dueDateTo: Text; readonly reamortize: Text;
  readonly reversed: boolean; readonly reverseDate: Text;
};
export type LoanRecord = {
  readonly id: number; readonly status: string; readonly active: boolean; readonly archived: boolean; readonly contractDate: Text;
  readonly writeOffTolerance: string; readonly principalRemaining: string; readonly lastAccrualDate: Text;
  readonly agedTo: Text;
  readonly setup: SetupRecord | null;
  readonly installments: readonly InstallmentRecord[];
  readonly summaries: readonly { readonly id: number }[];
  readonly payments: readonly PaymentRecord[];
  readonly charges: readonly ChargeRecord[];
  readonly others: readonly OtherRecord[];
  /** Entries of the status archive: one for each day on which anything was told. */
  readonly archive: readonly { readonly id: number; readonly date: string }[];
};

const plain = (...names: readonly string[]): readonly ShapeMember[] => names.map((name) => ({ name, is: name }));
/** Amounts keep every digit on their way through JSON. */
const decimals = (...names: readonly string[]): readonly ShapeMember[] => names.map((name) => ({ name, is: name, spelled: 'text' }));

const LOAN: ShapeRead = {
  id: 'servicing loan', set: 'Loans', answer: 'entity', options: '$filter=id eq @id', parameters: { id: 'Edm.Int32' },
  members: [
    ...plain('id', 'status', 'active', 'archived', 'contractDate', 'lastAccrualDate', 'agedTo'), ...decimals('writeOffTolerance', 'principalRemaining'),
    {
      name: 'setup', rows: 'LoanSetup',
      members: [
        ...plain(
          'id', 'loanRateType', 'loanTerm', 'contractDate', 'firstPaymentDate', 'paymentFrequency', 'calcType', 'daysInYear', 'interestApplication', 'begEnd',
          'firstPeriodDays', 'graceDays', 'lateFeeType', 'lateFeeCalc', 'dueDateOnLastDOM', 'dueDatesOnBusinessDays', 'dayCount', 'amortization',
          'interestRounding', 'paymentRounding', 'paymentBasis', 'finalPayment', 'businessDayConvention',
        ),
        ...decimals('loanAmount', 'underwriting', 'loanRate', 'lateFeeAmount', 'lateFeePercent'),
      ],
    },
    {
      name: 'installments', rows: 'Installments', options: '$orderby=number',
      members: [...plain('id', 'number', 'dueDate', 'paid'), ...decimals('duePrincipal', 'dueInterest', 'totalDueFees', 'totalInstallment', 'balance')],
    },
    { name: 'summaries', rows: 'ScheduleSummaries', members: plain('id') },
    {
      name: 'payments', rows: 'Payments', options: '$orderby=id',
      members: [
        ...plain('id', 'date', 'extra', 'paymentTypeId', 'paymentModeId', 'comments', 'info', 'reamortize', 'reversed', 'reverseDate', 'rejected', 'active'),
        ...decimals('amount', 'principal', 'interest', 'fees', 'excess', 'afterPrincipalBalance'),
      ],
    },
    {
      name: 'charges', rows: 'Charges', options: '$orderby=id',
      members: [...plain('id', 'date', 'chargeType', 'info', 'interestBearing', 'waived', 'waiveDate', 'installmentNumber', 'paid'), ...decimals('amount', 'waivedAmount', 'paidAmount', 'totalDue')],
    },
    {
      name: 'others', rows: 'OtherTransactions', options: '$filter=event ne null&$orderby=id',
      members: [...plain('id', 'event', 'transactionDate', 'dueDateFrom', 'dueDateTo', 'reamortize', 'reversed', 'reverseDate'), ...decimals('amount', 'annualRatePercent')],
    },
    { name: 'archive', rows: 'StatusArchive', options: '$orderby=date', members: plain('id', 'date') },
  ],
};

export async function readLoan(store: Store, id: string): Promise<LoanRecord> {
  const text = await store.read({ read: LOAN, values: [id] });
  if (text === undefined) throw new Error(`loan ${id} was found before, and is not there now`);
  return JSON.parse(text) as LoanRecord;
}
