export { addMonths, civilOf, dateText, dayOf, isCalendarDay, parseDate } from './dates.ts';
export type { CivilDate, Day } from './dates.ts';
export { absolute, add, compare, decimalText, divide, multiply, negate, parseDecimal, parseRatio, ratioText, subtract } from './ratio.ts';
export type { Ratio } from './ratio.ts';
export { ROUNDING_MODES, roundTo, roundingOf } from './rounding.ts';
export type { Rounding, RoundingMode, RoundingTerms } from './rounding.ts';
