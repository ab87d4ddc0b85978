/**
 * In which order a payment pays what is owed, as data. A row is a name and an order of components; what is
 * left when all are paid reduces the principal, then pays whatever else is owed; the rest is excess.
 * Sources: LoanPro's payment types, Fineract's orders of application, Cloud Lending's spread. `extra` (LoanPro's)
 * says what more than the amount due does to the instalments to come.
 */
export type Component = 'penalty' | 'fee' | 'interest' | 'principal';

export const WATERFALLS = {
  /** LoanPro standard, and Cloud Lending's default spread. */
  standard: ['penalty', 'fee', 'interest', 'principal'],
  /** LoanPro "IFP". */
  interestFeesPrincipal: ['interest', 'penalty', 'fee', 'principal'],
  /** LoanPro "P & I". */
  principalAndInterest: ['interest', 'principal'],
  principalOnly: ['principal'],
  interestOnly: ['interest'],
  feesOnly: ['penalty', 'fee'],
  /** Fineract "Principal, Interest, Penalties, Fees Order". */
  principalInterestFees: ['principal', 'interest', 'penalty', 'fee'],
  /** Fineract "Interest, Principal, Penalties, Fees Order". */
  interestPrincipalFees: ['interest', 'principal', 'penalty', 'fee'],
} as const satisfies Readonly<Record<string, readonly Component[]>>;

export type WaterfallName = keyof typeof WATERFALLS;

/**
 * `advances`: what exceeds the amount due pays the instalments to come, which are then skipped; otherwise it
 * only lowers the principal, and the loan is repaid sooner.
 */
export type Extra = { readonly advances: boolean; readonly waterfall?: WaterfallName };

export const EXTRAS = {
  'payment.extra.tx.principal': { advances: false },
  'payment.extra.tx.principalonly': { advances: false, waterfall: 'principalOnly' },
  'payment.extra.tx.classic': { advances: false },
  'payment.extra.periods.next': { advances: true },
  'payment.extra.periods.principalonly': { advances: true, waterfall: 'principalOnly' },
} as const satisfies Readonly<Record<string, Extra>>;

export type ExtraName = keyof typeof EXTRAS;
export const isExtraName = (name: string): name is ExtraName => Object.hasOwn(EXTRAS, name);
