/**
 * The names of the loan-account API, each beside our expression for its value: the only place where they meet.
 * In: nothing. Out: one row for every object of an answer, with its columns. `standard` columns are always
 * shown; `additional` ones when the object's parameter names them. Numbers of ours that are exact are
 * written as the shortest text of their double, as the source of this API does; instants without a colon
 * in the offset. A column without a value is left out of the answer.
 */
import type { Spelling } from '../../query/index.ts';

/** Their name, our OData expression, and how the value is written where that differs from OData's JSON. */
export type Column = readonly [name: string, is: string, spelled?: Spelling];
/** A single related object, shown beside the column that holds its id. */
export type Reference = { readonly name: string; readonly navigation: string; readonly type: string; readonly columns: readonly Column[] };
export type WireObject = {
  /** Their name of the object, in `attributes` and messages. */
  readonly type: string;
  /** The query parameter that asks for additional columns. */
  readonly parameter: string;
  readonly standard: readonly Column[];
  readonly additional: readonly Column[];
  readonly references?: readonly Reference[];
};
/** A relation of the loan account: where its rows come from, and in which order they stand. */
export type Relation = WireObject & { readonly name: string; readonly navigation: string; readonly order: string };

const DOUBLE = 'shortestDouble';
const INSTANT = 'instantMillis';
const RECORD: readonly Column[] = [['Id', 'recordId'], ['Name', 'name']];
const CREATED: Column = ['CreatedDate', 'created', INSTANT];
const MODIFIED: Column = ['LastModifiedDate', 'lastUpdate', INSTANT];
/** `$it` is the account that the answer is about. */
const OF_LOAN: Column = ['loan__Loan_Account__c', '$it/recordId'];

/** A value list of ours in their words; what they have no word for is left out. */
const words = (property: string, list: Readonly<Record<string, string>>): string =>
  `case(${Object.entries(list).map(([ours, theirs]) => `${property} eq '${ours}':'${theirs}'`).join(',')})`;

const FREQUENCIES = {
  'loan.frequency.monthly': 'Monthly', 'loan.frequency.semimonthly': 'Semi-Monthly', 'loan.frequency.biWeekly': 'Bi-weekly',
  'loan.frequency.weekly': 'Weekly', 'loan.frequency.quarterly': 'Quarterly', 'loan.frequency.semiannually': 'Semi-Annually',
  'loan.frequency.annually': 'Annually', 'loan.frequency.single': 'Single Payment',
};
const DAY_COUNTS = { 'ACT/365F': 'Actual Days', '30/360': 'Month And Days', 'ACT/ACT ISDA': 'Actual Days (366)' };
const METHODS = { 'loan.calcType.simpleInterest': 'Declining Balance' };

export const LOAN: WireObject = {
  type: 'loan__Loan_Account__c',
  parameter: 'additionalLoanFields',
  standard: [
    ...RECORD,
    ['loan__Loan_Status__c', 'status'],
    ['loan__Loan_Amount__c', 'LoanSetup/loanAmount', DOUBLE],
    ['loan__Interest_Rate__c', 'LoanSetup/loanRate', DOUBLE],
    ['loan__Pmt_Amt_Cur__c', 'LoanSetup/payment', DOUBLE],
    ['loan__Frequency_of_Loan_Payment__c', words('LoanSetup/paymentFrequency', FREQUENCIES)],
    ['loan__Time_Counting_Method__c', words('LoanSetup/dayCount', DAY_COUNTS)],
    ['loan__Interest_Calculation_Method__c', words('LoanSetup/calcType', METHODS)],
    ['loan__Disbursal_Date__c', 'contractDate'],
    ['loan__Expected_Disbursal_Date__c', 'expectedDisbursalDate'],
    ['loan__Next_Installment_Date__c', 'nextInstallmentDate'],
    ['loan__Next_Due_Generation_Date__c', 'nextDueGenerationDate'],
    ['loan__Last_Installment_Date__c', 'lastInstallmentDate'],
    ['loan__Maturity_Date_Current__c', 'maturityDate'],
    ['loan__Due_Day__c', 'dueDay'],
    ['loan__Principal_Remaining__c', 'principalRemaining', DOUBLE],
    ['loan__Interest_Remaining__c', 'interestRemaining', DOUBLE],
    ['loan__Fees_Remaining__c', 'feesRemaining', DOUBLE],
    ['loan__Interest_Accrued_Not_Due__c', 'interestAccruedNotDue', DOUBLE],
    ['loan__Interest_Waived__c', 'interestWaived', DOUBLE],
    ['loan__Total_Amount_Paid__c', 'totalAmountPaid', DOUBLE],
    ['loan__Pay_Off_Amount_As_Of_Today__c', 'payoffAmountStored', DOUBLE],
    ['loan__Amount_to_Current__c', 'amountToCurrent', DOUBLE],
    ['loan__Number_of_Days_Overdue__c', 'daysOverdue'],
    ['loan__Last_Payment_Date__c', 'lastPaymentDate'],
    ['loan__Last_Accrual_Date__c', 'lastAccrualDate'],
    ['loan__Last_Transaction_Type__c', 'lastTransactionType'],
    ['loan__Last_Transaction_Timestamp__c', 'lastTransactionTimestamp', INSTANT],
    ['loan__Accrual_Stop_Indicator__c', 'accrualStopIndicator'],
    ['loan__Pre_Bill_Days__c', 'preBillDays'],
    ['loan__Write_off_Tolerance_Amount__c', 'writeOffTolerance', DOUBLE],
    ['loan__Active_Investor__c', 'activeInvestor'],
  ],
  additional: [
    CREATED, MODIFIED,
    ['CurrencyIsoCode', 'currencyCode'],
    ['loan__Display_Id__c', 'displayId'],
    ['loan__External_Id__c', 'externalId'],
    ['loan__Title__c', 'title'],
    ['loan__Sub_Status__c', 'subStatus'],
    ['loan__Active__c', 'active'],
    ['loan__Archived__c', 'archived'],
    ['loan__Loan_Alert__c', 'loanAlert'],
    ['loan__Number_of_Installments__c', 'LoanSetup/loanTerm'],
    ['loan__First_Installment_Date__c', 'LoanSetup/firstPaymentDate'],
    ['loan__Grace_Period_for_Repayments__c', 'LoanSetup/graceDays'],
    ['loan__APR__c', 'LoanSetup/apr', DOUBLE],
    ['loan__Discount__c', 'LoanSetup/discount', DOUBLE],
    ['loan__Underwriting__c', 'LoanSetup/underwriting', DOUBLE],
    ['loan__Down_Payment__c', 'LoanSetup/amountDown', DOUBLE],
    ['loan__Late_Fee_Amount__c', 'LoanSetup/lateFeeAmount', DOUBLE],
    ['loan__Closed_Date__c', 'LoanSettings/closedDate'],
    ['loan__Secured__c', 'LoanSettings/secured'],
    ['loan__Autopay_Enabled__c', 'LoanSettings/autopayEnabled'],
  ],
};

const OTHER_TRANSACTIONS: Relation = {
  name: 'loan__Other_Loan_Transactions__r', navigation: 'OtherTransactions', order: 'transactionDate desc,id desc',
  type: 'loan__Other_Transaction__c',
  parameter: 'additionalOtherTxnFields',
  standard: [
    ...RECORD, OF_LOAN,
    ['loan__Transaction_Type__c', 'transactionType'],
    ['loan__Txn_Date__c', 'transactionDate'],
    ['loan__Txn_Amt__c', 'amount', DOUBLE],
    ['loan__OT_ACH_Debit_Date__c', 'achDebitDate'],
    ['loan__Passed_Term__c', 'passedTerm'],
    ['loan__Additional_Interest_Amt__c', 'additionalInterestAmount', DOUBLE],
    ['loan__Repayment_Start_Date__c', 'repaymentStartDate'],
    ['loan__Same_monthly_payment__c', 'sameMonthlyPayment'],
    ['loan__Interest_Only_Period__c', 'interestOnlyPeriod'],
  ],
  additional: [CREATED, MODIFIED],
};

const SUMMARIES: Relation = {
  name: 'loan__Repayment_Schedule_Summary__r', navigation: 'ScheduleSummaries', order: 'sequence',
  type: 'loan__Repayment_Schedule_Summary__c',
  parameter: 'additionalPmtSchdSummaryFields',
  standard: [
    ...RECORD,
    ['loan__RSS_Loan_Account__c', '$it/recordId'],
    ['loan__RSS_Seq__c', 'sequence'],
    ['loan__RSS_Repayment_Dt__c', 'repaymentDate'],
    ['loan__RSS_No_Of_Pmts__c', 'numberOfPayments'],
    ['loan__RSS_Repayment_Amt__c', 'repaymentAmount', DOUBLE],
    ['loan__RSS_Primary_flag__c', 'isPrimary'],
  ],
  additional: [CREATED, MODIFIED],
};

const CHARGES: Relation = {
  name: 'loan__Charges__r', navigation: 'Charges', order: 'date,id',
  type: 'loan__Charge__c',
  parameter: 'additionalChargeFields',
  standard: [
    ...RECORD, OF_LOAN,
    ['loan__Date__c', 'date'],
    ['loan__Charge_Type__c', 'chargeType'],
    ['loan__Fee__c', 'feeRecordId'],
    ['loan__Original_Amount__c', 'amount', DOUBLE],
    ['loan__Principal_Due__c', 'principalDue', DOUBLE],
    ['loan__Interest_Due__c', 'interestDue', DOUBLE],
    ['loan__Calculated_Interest3__c', 'calculatedInterest', DOUBLE],
    ['loan__Total_Due_Amount__c', 'totalDue', DOUBLE],
    ['loan__Paid_Amount__c', 'paidAmount', DOUBLE],
    ['loan__Paid__c', 'paid'],
    ['loan__Waive__c', 'waived'],
    ['loan__Interest_Bearing__c', 'interestBearing'],
  ],
  additional: [CREATED, MODIFIED, ['loan__Info__c', 'info']],
};

const PAYMENTS: Relation = {
  name: 'loan__Loan_Payment_Transactions__r', navigation: 'Payments', order: 'date desc,id desc',
  type: 'loan__Loan_Payment_Transaction__c',
  parameter: 'additionalPaymentFields',
  standard: [
    ...RECORD, OF_LOAN, CREATED,
    ['loan__Transaction_Date__c', 'date'],
    ['loan__Transaction_Time__c', 'transactionTime', INSTANT],
    ['loan__Transaction_Amount__c', 'amount', DOUBLE],
    ['loan__Principal__c', 'principal', DOUBLE],
    ['loan__Interest__c', 'interest', DOUBLE],
    ['loan__Fees__c', 'fees', DOUBLE],
    ['loan__Excess__c', 'excess', DOUBLE],
    ['loan__Reversed__c', 'reversed'],
    ['loan__Rejected__c', 'rejected'],
    ['loan__Cleared__c', 'cleared'],
    ['loan__Payment_Mode__c', 'PaymentMode/recordId'],
  ],
  references: [{ name: 'loan__Payment_Mode__r', navigation: 'PaymentMode', type: 'loan__Payment_Mode__c', columns: RECORD }],
  additional: [
    MODIFIED,
    ['loan__Escrow__c', 'escrow', DOUBLE],
    ['loan__Extra__c', 'extra'],
    ['loan__Comments__c', 'comments'],
    ['loan__Info__c', 'info'],
    ['loan__Payment_Status__c', 'status'],
    ['loan__Reversal_Reason__c', 'reverseReason'],
    ['loan__Reversal_Date__c', 'reverseDate'],
    ['loan__Early__c', 'early'],
    ['loan__Active__c', 'active'],
    ['loan__Payoff_Payment__c', 'payoffPayment'],
    ['loan__Balance_Before__c', 'beforePrincipalBalance', DOUBLE],
    ['loan__Balance__c', 'afterPrincipalBalance', DOUBLE],
    ['loan__Payoff_Before__c', 'beforePayoff', DOUBLE],
    ['loan__Payoff_After__c', 'afterPayoff', DOUBLE],
  ],
};

const INSTALLMENTS: Relation = {
  name: 'loan__Repayment_Schedule__r', navigation: 'Installments', order: 'number',
  type: 'loan__Repayment_Schedule__c',
  parameter: 'additionalAmzSchdFields',
  standard: [
    ...RECORD, OF_LOAN,
    ['loan__Due_Date__c', 'dueDate'],
    ['loan__Due_Principal__c', 'duePrincipal', DOUBLE],
    ['loan__Due_Interest__c', 'dueInterest', DOUBLE],
    ['loan__Total_Due_Fees__c', 'totalDueFees', DOUBLE],
    ['loan__Total_Installment__c', 'totalInstallment', DOUBLE],
    ['loan__Balance__c', 'balance', DOUBLE],
  ],
  additional: [
    CREATED, MODIFIED,
    ['loan__Installment_Number__c', 'number'],
    ['loan__Due_Date_Unadjusted__c', 'dueDateUnadjusted'],
    ['loan__Number_of_Days__c', 'days'],
    ['loan__isPaid__c', 'paid'],
    ['loan__Principal_Paid__c', 'principalPaid'],
    ['loan__Interest_Paid__c', 'interestPaid'],
    ['loan__Fees_Paid__c', 'feesPaid'],
  ],
};

/** In the order in which an answer shows them. */
export const RELATIONS: readonly Relation[] = [OTHER_TRANSACTIONS, SUMMARIES, CHARGES, PAYMENTS, INSTALLMENTS];
