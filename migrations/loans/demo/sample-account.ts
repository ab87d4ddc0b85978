/**
 * One account of another servicing system, figure for figure as that system printed it.
 * In: nothing. Out: the rows of loan 1. Amounts are texts, so that no digit is lost on the way; where the
 * source printed a double, its printed digits are kept. The figures are not consistent with each other
 * (the payoff is older than the reversal of the second payment), and are not to be corrected here.
 */
import type { DemoRow } from './insert-rows.ts';

export const SAMPLE_LOANS: readonly DemoRow[] = [
  {
    id: 1, display_id: 'LN-00000003', title: 'Consumer loan, 12 instalments', active: true, record_id: 'a1WG0000000jLIvMAM',
    name: 'LAI-00000003', status: 'Active - Good Standing', contract_date: '2015-03-04', expected_disbursal_date: '2015-03-04',
    next_installment_date: '2015-03-05', next_due_generation_date: '2015-03-05', last_installment_date: '2016-02-05',
    maturity_date: '2016-02-05', due_day: '5', principal_remaining: '8127.5', interest_remaining: '0', fees_remaining: '25',
    interest_accrued_not_due: '38.95', interest_waived: '0', total_amount_paid: '3872.5', payoff_amount_stored: '8091.451878767123',
    amount_to_current: '0', days_overdue: '0', last_payment_date: '2013-12-12', last_accrual_date: '2013-12-12',
    last_transaction_type: 'Payment Transaction', last_transaction_timestamp: '2013-12-19T09:46:34Z', accrual_stop_indicator: false,
    pre_bill_days: '0', write_off_tolerance: '0', active_investor: false,
  },
];

export const SAMPLE_SETUPS: readonly DemoRow[] = [
  {
    id: 1, loan_id: 1, loan_amount: '12000', loan_rate: '24.99', loan_rate_type: 'loan.rateType.annually', loan_term: 12,
    contract_date: '2015-03-04', first_payment_date: '2015-03-05', loan_class: 'loan.class.consumer', loan_type: 'loan.type.installment',
    payment_frequency: 'loan.frequency.monthly', calc_type: 'loan.calcType.simpleInterest', day_count: 'ACT/365F', amortization: 'level',
    payment: '1118.72', interest_rounding: 'halfUp to 2 places', payment_rounding: 'none', payment_basis: 'selfConsistent', final_payment: 'leaveResidual',
  },
];

export const SAMPLE_INSTALLMENTS: readonly DemoRow[] = [
  {
    id: 1, loan_id: 1, record_id: 'a2LG00000002IMMMA2', name: 'RSI-0000000096', due_date: '2015-03-05', due_principal: '1110.4983333333332',
    due_interest: '8.22', total_due_fees: '0', total_installment: '1118.72', balance: '10889.501666666667', number: 1, days: 1,
  },
  {
    id: 2, loan_id: 1, record_id: 'a2LG00000002IMNMA2', name: 'RSI-0000000097', due_date: '2015-04-05', due_principal: '887.5983333333334',
    due_interest: '231.12', total_due_fees: '0', total_installment: '1118.72', balance: '10001.903333333334', number: 2, days: 31,
  },
  {
    id: 3, loan_id: 1, record_id: 'a2LG00000002IMOMA2', name: 'RSI-0000000098', due_date: '2015-05-05', due_principal: '913.2783333333333',
    due_interest: '205.44', total_due_fees: '0', total_installment: '1118.72', balance: '9088.625', number: 3, days: 30,
  },
  {
    id: 4, loan_id: 1, record_id: 'a2LG00000002IMPMA2', name: 'RSI-0000000099', due_date: '2015-06-05', due_principal: '925.8183333333334',
    due_interest: '192.9', total_due_fees: '0', total_installment: '1118.72', balance: '8162.806666666666', number: 4, days: 31,
  },
  {
    id: 5, loan_id: 1, record_id: 'a2LG00000002IMQMA2', name: 'RSI-0000000100', due_date: '2015-07-05', due_principal: '951.0583333333333',
    due_interest: '167.66', total_due_fees: '0', total_installment: '1118.72', balance: '7211.748333333333', number: 5, days: 30,
  },
  {
    id: 6, loan_id: 1, record_id: 'a2LG00000002IMRMA2', name: 'RSI-0000000101', due_date: '2015-08-05', due_principal: '965.6583333333333',
    due_interest: '153.06', total_due_fees: '0', total_installment: '1118.72', balance: '6246.09', number: 6, days: 31,
  },
  {
    id: 7, loan_id: 1, record_id: 'a2LG00000002IMSMA2', name: 'RSI-0000000102', due_date: '2015-09-05', due_principal: '986.1483333333333',
    due_interest: '132.57', total_due_fees: '0', total_installment: '1118.72', balance: '5259.941666666667', number: 7, days: 31,
  },
  {
    id: 8, loan_id: 1, record_id: 'a2LG00000002IMTMA2', name: 'RSI-0000000103', due_date: '2015-10-05', due_principal: '1010.6783333333333',
    due_interest: '108.04', total_due_fees: '0', total_installment: '1118.72', balance: '4249.263333333333', number: 8, days: 30,
  },
  {
    id: 9, loan_id: 1, record_id: 'a2LG00000002IMUMA2', name: 'RSI-0000000104', due_date: '2015-11-05', due_principal: '1028.5283333333334',
    due_interest: '90.19', total_due_fees: '0', total_installment: '1118.72', balance: '3220.735', number: 9, days: 31,
  },
  {
    id: 10, loan_id: 1, record_id: 'a2LG00000002IMVMA2', name: 'RSI-0000000105', due_date: '2015-12-05',
    due_principal: '1052.5683333333334', due_interest: '66.15', total_due_fees: '0', total_installment: '1118.72',
    balance: '2168.1666666666665', number: 10, days: 30,
  },
  {
    id: 11, loan_id: 1, record_id: 'a2LG00000002IMWMA2', name: 'RSI-0000000106', due_date: '2016-01-05',
    due_principal: '1072.6983333333333', due_interest: '46.02', total_due_fees: '0', total_installment: '1118.72',
    balance: '1095.4683333333332', number: 11, days: 31,
  },
  {
    id: 12, loan_id: 1, record_id: 'a2LG00000002IMXMA2', name: 'RSI-0000000107', due_date: '2016-02-05',
    due_principal: '1095.4683333333332', due_interest: '23.25', total_due_fees: '0', total_installment: '1118.72', balance: '4e-36',
    number: 12, days: 31,
  },
];

export const SAMPLE_SUMMARIES: readonly DemoRow[] = [
  {
    id: 1, loan_id: 1, record_id: 'a2KG00000000mzfMAA', name: 'RSS-0000000008', sequence: '1', repayment_date: '2015-03-05',
    number_of_payments: '12', repayment_amount: '1118.7183333333332', is_primary: true,
  },
];

export const SAMPLE_PAYMENTS: readonly DemoRow[] = [
  {
    id: 1, loan_id: 1, record_id: 'a1dG00000002xomIAA', name: 'LPT-000000001', date: '2013-12-12', transaction_time: '2013-12-12T08:06:42Z',
    created: '2014-04-08T07:06:42Z', amount: '200', principal: '3872.50301369863', interest: '-3672.50301369863', fees: '0', excess: '0',
    reversed: false, rejected: false, cleared: true, payment_mode_id: 1, active: true,
  },
  {
    id: 2, loan_id: 1, record_id: 'a1dG00000003CfKIAU', name: 'LPT-000000539', date: '2013-12-19', transaction_time: '2013-12-19T09:46:33Z',
    created: '2014-06-25T08:46:33Z', amount: '100', principal: '61.04812123287671', interest: '38.95187876712329', fees: '0', excess: '0',
    reversed: true, rejected: false, cleared: true, payment_mode_id: 2, active: false,
  },
];

export const SAMPLE_CHARGES: readonly DemoRow[] = [
  {
    id: 1, loan_id: 1, record_id: 'a0TG000000KvIY3MAN', name: 'CHG-00000007', date: '2013-12-19', charge_type: 'NSF Fees', amount: '25',
    calculated_interest: '0', fee_record_id: 'a13G0000002WIYrIAO', principal_due: '25', interest_due: '0', total_due: '25',
    paid_amount: '0', paid: false, waived: false, interest_bearing: false,
  },
];

export const SAMPLE_OTHER_TRANSACTIONS: readonly DemoRow[] = [
  {
    id: 1, loan_id: 1, record_id: 'a23G0000000M4IbIAK', name: 'OLTID-0000000003', transaction_type: 'One Time ACH',
    transaction_date: '2013-12-21', amount: '0', ach_debit_date: '2014-12-22', passed_term: '0', additional_interest_amount: '0',
    repayment_start_date: '2014-07-18', same_monthly_payment: false, interest_only_period: '0',
  },
];

/** The two ways to pay of the sample, and three more. */
export const PAYMENT_MODES: readonly DemoRow[] = [
  { id: 1, record_id: 'a2AG00000002bpKMAQ', name: 'Cash' },
  { id: 2, record_id: 'a2AG00000002bpLMAQ', name: 'ACH' },
  { id: 3, record_id: 'a2AG00000002bpMMAQ', name: 'Check' },
  { id: 4, record_id: 'a2AG00000002bpNMAQ', name: 'Wire' },
  { id: 5, record_id: 'a2AG00000002bpOMAQ', name: 'Card' },
];
