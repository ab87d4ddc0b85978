/**
 * The value lists of the model with labels for people, one row of `EnumItems` for each value.
 * In: nothing. Out: rows. A value is its group, a dot and its last word, as in the metadata; the labels
 * are made from the last word, and written out where that would read badly.
 */
import type { DemoRow } from './insert-rows.ts';

const GROUPS: Readonly<Record<string, string>> = {
  'customer.type': 'individual company flooringCustomer',
  'customer.gender': 'male female unknown',
  'customer.generationCode': 'none jr sr ii iii iv v vi vii viii ix',
  'customer.idType': 'ssn sin employerNumber',
  'customer.phoneType': 'cell cellSmartPhone home office fax other',
  'customerEmployer.incomeFrequency': 'annually monthly semiMonthly biWeekly weekly',
  'customerEmployer.payDateFrequency': 'monthly semiMonthly biWeekly weekly',
  'customerReference.relation': 'brother coWorker daughter father friend husband mother sister son wife',
  'loan.customerRole': 'primary secondary additional authorized unassigned',
  'paymentAccount.type': 'checking credit',
  'bankacct.type': 'checking savings',
  'creditCard.type': 'amex discover masterCard visa',
  'company.country': 'usa can',
  'loan.class': 'carLoan consumer mortgage other',
  'loan.type': 'installment lease creditLimit flooring',
  'loan.rateType': 'annually semiannually monthly semimonthly biweekly weekly',
  'loan.frequency': 'monthly semimonthly biWeekly weekly quarterly semiannually annually single custom',
  'loan.calcType': 'simpleInterest simpleIntLocked interestOnly rule78',
  'loan.daysInYear': 'actual frequency',
  'loan.interestApplication': 'betweenPeriods betweenTransactions',
  'loan.begend': 'beg end',
  'loan.firstPeriodDays': 'actual forceRegular frequency',
  'loan.firstdayinterest': 'yes no',
  'loan.lastasfinal': 'yes no',
  'loan.discountCalc': 'full straightLine percentage percentFixed rebalancing',
  'loan.diyAlt': 'yes no',
  'loan.nddCalc': 'standard interestOnly',
  'loan.endInterest': 'no loanExp',
  'loan.feesPaidBy': 'date period',
  'loan.curtailpercentbase': 'loanAmount',
  'loan.lateFee': '1 2 3 4 5',
  'loan.lateFeeCalc': 'standard standardFee current',
  'loan.latefeepercentbase': 'regular escrow hold escrowHold',
  'loan.pmtdateapp': 'actual last',
  'loan.businessduedates': 'disabled addDays subtractDays',
  'loan.reportingtype': 'C I M O R',
  'loan.latefeeapp': 'standard payoff',
  'loan.cardfee.types': '0 1 2 3 4',
  'payment.extra': 'periods.next periods.principalonly tx.principal tx.principalonly tx.classic',
  'payment.status': 'none pending success settled approved inReview failed voided voidDeclined pendingRefund refunded chargedBack',
  'payment.reverse': 'nsf checkBounce clericalError nachaErrorCode other',
  'loan.rollScheduleSolve': 'dollar interestOnly interestOnlyPlus InterestOnlyOffset percBalance percPrincipal percPrincUnder advanced',
  'loan.rollScheduleSolveFor': 'balance payment',
  'loan.stopInterestType': 'suspend resume',
};

const LABELS: Readonly<Record<string, string>> = {
  'customer.generationCode.none': 'None',
  'customer.generationCode.jr': 'Junior',
  'customer.generationCode.sr': 'Senior',
  'customer.idType.ssn': 'Social security number',
  'customer.idType.sin': 'Social insurance number',
  'creditCard.type.amex': 'American Express',
  'creditCard.type.visa': 'Visa',
  'creditCard.type.masterCard': 'Mastercard',
  'company.country.usa': 'United States',
  'company.country.can': 'Canada',
  'loan.calcType.simpleIntLocked': 'Simple interest, locked',
  'loan.calcType.rule78': 'Rule of 78',
  'loan.begend.beg': 'Beginning of period',
  'loan.begend.end': 'End of period',
  'loan.endInterest.loanExp': 'When the loan expires',
  'payment.extra.periods.next': 'Next periods',
  'payment.extra.periods.principalonly': 'Principal only, by period',
  'payment.extra.tx.principal': 'Principal, by transaction',
  'payment.extra.tx.principalonly': 'Principal only, by transaction',
  'payment.extra.tx.classic': 'Classic, by transaction',
  'payment.reverse.nsf': 'Not sufficient funds',
  'payment.reverse.nachaErrorCode': 'NACHA error code',
  'loan.rollScheduleSolve.percBalance': 'Percentage of balance',
  'loan.rollScheduleSolve.percPrincipal': 'Percentage of principal',
  'loan.rollScheduleSolve.percPrincUnder': 'Percentage of principal and underwriting',
};

/** Lists whose values are the labels themselves. The status labels are the tenant's own. */
const PLAIN: Readonly<Record<string, readonly string[]>> = {
  'customer.status': ['Active', 'Lead'],
  'customer.lifecycle': ['Pending', 'Active', 'Closed'],
  'note.type': ['STANDARD', 'NOTICE'],
};

export function makeValueLists(): DemoRow[] {
  const coded = Object.entries(GROUPS).flatMap(([group, words]) => words.split(' ').map((word) => [group, `${group}.${word}`, word] as const));
  const plain = Object.entries(PLAIN).flatMap(([group, words]) => words.map((word) => [group, word, word] as const));
  const seen = new Map<string, number>();
  return [...coded, ...plain].map(([group, value, word], position) => {
    const order = (seen.get(group) ?? 0) + 1;
    seen.set(group, order);
    return { id: position + 1, group, value, label: LABELS[value] ?? labelOf(word), order };
  });
}

/** `coWorker` reads "Co worker", `ii` reads "II". */
function labelOf(word: string): string {
  if (/^[ivx]+$/.test(word)) return word.toUpperCase();
  const spaced = word.replaceAll(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
