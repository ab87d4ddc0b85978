/**
 * The business days payments fall on. In: a day as scheduled and the terms' rule. Out: the day it is paid.
 */
import { adjustDay } from './business-days.ts';
import type { Calendar } from './business-days.ts';
import type { Day } from './dates.ts';
import { dayAt } from './texts.ts';
import type { BusinessDayTerms } from './terms.ts';

export const calendarOf = (terms: BusinessDayTerms | undefined): Calendar => ({ holidays: new Set((terms?.holidays ?? []).map(dayAt)) });

export const payDay = (day: Day, terms: BusinessDayTerms | undefined, calendar: Calendar): Day =>
  terms === undefined ? day : adjustDay(day, terms.convention, calendar);
