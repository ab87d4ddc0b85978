/**
 * The functions and actions of the loan model, by signature. In: nothing. Out: handlers for the engine,
 * one for each operation that the metadata declares; what each does stands in a file of its own.
 */
import type { OperationHandlers } from '../service/index.ts';
import { activateLoan } from './activate-loan.ts';
import { calculateLoanSchedule } from './calculate-schedule.ts';
import { ageLoan, changeDueDate, changeRate, disburse, reverseTransaction } from './change-terms.ts';
import { closeCustomer } from './close-customer.ts';
import { addCharge, waiveCharge } from './loan-charges.ts';
import { loanSchedule, paymentSummary } from './loan-schedule.ts';
import { statusAsOf } from './loan-status.ts';
import { postPayment, previewPayment, reversePayment } from './post-payment.ts';
import { payoffQuote, payoffQuotes } from './quote-payoff.ts';

export const loanOperations = (): OperationHandlers => new Map([
  ['LoanService.CalculateSchedule(aprMethod,terms)', calculateLoanSchedule],
  ['LoanService.CalculateScheduleOf(aprMethod,terms)', calculateLoanSchedule],
  ['LoanService.Activate(LoanService.Loan;)', activateLoan],
  ['LoanService.PostPayment(LoanService.Loan;amount,beforeStart,comments,date,extra,info,paymentModeId,paymentTypeId,reamortize)', postPayment],
  ['LoanService.ReversePayment(LoanService.Loan;date,paymentId,reason)', reversePayment],
  ['LoanService.AddCharge(LoanService.Loan;amount,chargeType,date,info,interestBearing)', addCharge],
  ['LoanService.WaiveCharge(LoanService.Loan;amount,chargeId,date)', waiveCharge],
  ['LoanService.ChangeRate(LoanService.Loan;annualRatePercent,date,reamortize)', changeRate],
  ['LoanService.ChangeDueDate(LoanService.Loan;date,from,to)', changeDueDate],
  ['LoanService.Disburse(LoanService.Loan;amount,date,reamortize)', disburse],
  ['LoanService.ReverseTransaction(LoanService.Loan;date,transactionId)', reverseTransaction],
  ['LoanService.Age(LoanService.Loan;asOf)', ageLoan],
  ['LoanService.Schedule(LoanService.Loan;)', loanSchedule],
  ['LoanService.PaymentSummary(LoanService.Loan;)', paymentSummary],
  ['LoanService.StatusAsOf(LoanService.Loan;asOf)', statusAsOf],
  ['LoanService.PayoffQuote(LoanService.Loan;asOf)', payoffQuote],
  ['LoanService.PayoffQuotes(LoanService.Loan;asOf,days)', payoffQuotes],
  ['LoanService.PreviewPayment(LoanService.Loan;amount,beforeStart,date,extra,paymentTypeId,reamortize)', previewPayment],
  ['LoanService.Close(LoanService.Customer;closureDate,closureReasonId)', closeCustomer],
]);
