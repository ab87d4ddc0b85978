/**
 * Dates, instants, times of day and durations.
 * In: literal text or JSON. Out: canonical text: `YYYY-MM-DD`, an instant in UTC with `Z`, `hh:mm:ss[.f]`,
 * and for durations exact seconds. Years run from 0001 to 9999, also after an offset is applied.
 * PostgreSQL keeps microseconds: finer digits are cut in comparisons, and refused in bodies unless lenient.
 */
import { expected, numberText, same, trimZeros } from './primitive-row.ts';
import type { DecodeOptions, JsonScalar, PrimitiveRow, Problem } from './primitive-row.ts';
import type { Facets } from './model.ts';

const MICROSECONDS = 6;
const TIME = String.raw`(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,12}))?)?`;
const DATE_TEXT = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME_TEXT = new RegExp(`^${TIME}$`);
const INSTANT_TEXT = new RegExp(String.raw`^(\d{4}-\d{2}-\d{2})[Tt]${TIME}(?:[Zz]|([+-])(\d{2}):(\d{2}))?$`);
const SPACED_TEXT = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/;
const EPOCH_TEXT = /^\/Date\((-?\d{1,12})(?:[+-]\d{4})?\)\/$/;
const DURATION_TEXT = /^([+-]?)P(?:(\d{1,9})D)?(?:T(?:(\d{1,12})H)?(?:(\d{1,12})M)?(?:(\d{1,15})(?:\.(\d{1,12}))?S)?)?$/i;

function parseDate(text: string): string | undefined {
  const match = DATE_TEXT.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const exists = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  return exists ? text : undefined;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Fraction of a second without zeros that say nothing, cut to what PostgreSQL keeps. */
const printFraction = (digits: string | undefined): string => {
  const kept = trimZeros((digits ?? '').slice(0, MICROSECONDS));
  return kept === '' ? '' : `.${kept}`;
};

function parseTime(text: string): string | undefined {
  const match = TIME_TEXT.exec(text);
  if (match === null) return undefined;
  const [, hour = '', minute = '', second = '00', fraction] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return `${hour}:${minute}:${second}${printFraction(fraction)}`;
}

/** An instant in UTC. An absent offset means UTC: only the older dialect's literals come without one. */
function parseInstant(text: string): string | undefined {
  const match = INSTANT_TEXT.exec(text);
  if (match === null) return undefined;
  const [, date = '', hour = '', minute = '', second = '00', fraction, sign, offsetHour = '00', offsetMinute = '00'] = match;
  const time = parseTime(`${hour}:${minute}:${second}`);
  const offset = Number(offsetHour) * 60 + Number(offsetMinute);
  if (parseDate(date) === undefined || time === undefined || Number(offsetMinute) > 59 || offset > 14 * 60) return undefined;
  if (offset === 0) return `${date}T${time}${printFraction(fraction)}Z`;
  const shifted = new Date(`${date}T${time}Z`).getTime() + (sign === '-' ? offset : -offset) * 60_000;
  const wholeSeconds = printSeconds(shifted / 1000);
  return wholeSeconds === undefined ? undefined : `${wholeSeconds}${printFraction(fraction)}Z`;
}

/** Seconds since 1970 → `YYYY-MM-DDThh:mm:ss`, within the years that have four digits. */
function printSeconds(seconds: number): string | undefined {
  const date = new Date(seconds * 1000);
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999 ? date.toISOString().slice(0, 19) : undefined;
}

/** Exact seconds: a duration has no months here, so that it can be compared and added. */
function parseDuration(text: string): string | undefined {
  const match = DURATION_TEXT.exec(text);
  if (match === null || /[PT]$/i.test(text)) return undefined;
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] = match;
  const whole = BigInt(days) * 86_400n + BigInt(hours) * 3_600n + BigInt(minutes) * 60n + BigInt(seconds);
  const rest = trimZeros(fraction);
  const total = rest === '' ? whole.toString() : `${whole}.${rest}`;
  return sign === '-' && total !== '0' ? `-${total}` : total;
}

function printDuration(canonical: string): string {
  const negative = canonical.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? canonical.slice(1) : canonical).split('.');
  const total = BigInt(whole);
  const [days, hours, minutes, seconds] = [total / 86_400n, (total / 3_600n) % 24n, (total / 60n) % 60n, total % 60n];
  const rest = trimZeros(fraction);
  const second = seconds === 0n && rest === '' ? '' : `${seconds}${rest === '' ? '' : `.${rest}`}S`;
  const time = `${hours === 0n ? '' : `${hours}H`}${minutes === 0n ? '' : `${minutes}M`}${second}`;
  const day = days === 0n ? '' : `${days}D`;
  if (day === '' && time === '') return 'PT0S';
  return `${negative ? '-' : ''}P${day}${time === '' ? '' : `T${time}`}`;
}

/** Spellings of the older dialect, rewritten as an ISO instant. */
function readOlder(text: string): string | undefined {
  const spaced = SPACED_TEXT.exec(text);
  if (spaced !== null) return `${spaced[1]}T${spaced[2]}Z`;
  const epoch = EPOCH_TEXT.exec(text);
  const seconds = epoch === null ? undefined : printSeconds(Number(epoch[1]));
  return seconds === undefined ? undefined : `${seconds}Z`;
}

/** Whether a text has more digits after the second than the property keeps. */
function tooFine(text: string, digitsMax: number): boolean {
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  return trimZeros(fraction).length > digitsMax;
}

type Temporal = { readonly parse: (text: string) => string | undefined; readonly wanted: string; readonly finest: number };

/** Decodes a JSON string by `parse`, after checking its fraction. */
function decodeText({ parse, wanted, finest }: Temporal): PrimitiveRow['decodeJson'] {
  return (value: JsonScalar, { precision }: Facets, { lenient }: DecodeOptions): string | Problem => {
    if (typeof value !== 'string') return expected(`a string with ${wanted}`);
    const digits = Math.min(precision ?? finest, finest);
    const canonical = parse(value);
    if (canonical === undefined) return expected(wanted);
    return !lenient && tooFine(value, digits) ? expected(`${wanted}, with at most ${digits} digits after the second's point`) : canonical;
  };
}

const dateWanted = 'a date such as 2024-02-29, from 0001-01-01 to 9999-12-31';
const instantWanted = 'a date and time with offset such as 2024-02-29T10:30:00Z';

function decodeDate(value: JsonScalar, _facets: Facets, { lenient }: DecodeOptions): string | Problem {
  if (typeof value !== 'string') return expected(`a string with ${dateWanted}`);
  const older = lenient ? (readOlder(value) ?? parseInstant(value))?.slice(0, 10) : undefined;
  return parseDate(value) ?? (older === undefined ? undefined : parseDate(older)) ?? expected(dateWanted);
}

const decodeStrictInstant = decodeText({ parse: parseInstant, wanted: instantWanted, finest: MICROSECONDS });

function decodeInstant(value: JsonScalar, facets: Facets, options: DecodeOptions): string | Problem {
  if (typeof value !== 'string' || !options.lenient) {
    const hasOffset = typeof value !== 'string' || /(?:[Zz]|[+-]\d{2}:\d{2})$/.test(value.slice(10));
    return hasOffset ? decodeStrictInstant(value, facets, options) : expected(instantWanted);
  }
  const bare = parseDate(value) === undefined ? value : `${value}T00:00:00Z`;
  return decodeStrictInstant(readOlder(value) ?? bare, facets, options);
}

function decodeDuration(value: JsonScalar, facets: Facets, options: DecodeOptions): string | Problem {
  const wanted = 'a duration in days to seconds such as P1DT2H3.5S';
  const found = numberText(value);
  return found === undefined ? decodeText({ parse: parseDuration, wanted, finest: 12 })(value, facets, options) : expected(wanted);
}

export const TEMPORAL_ROWS: readonly PrimitiveRow[] = [
  {
    name: 'Edm.Date', family: 'temporal', sqlType: 'date', json: 'bare', ieee754Text: false, min: '0001-01-01', max: '9999-12-31',
    parseUrl: parseDate, decodeJson: decodeDate, printUrl: same,
  },
  {
    name: 'Edm.DateTimeOffset', family: 'temporal', sqlType: 'timestamptz', json: 'instant', ieee754Text: false,
    min: '0001-01-01T00:00:00Z', max: '9999-12-31T23:59:59.999999Z',
    parseUrl: parseInstant, decodeJson: decodeInstant, printUrl: same,
  },
  {
    name: 'Edm.TimeOfDay', family: 'temporal', sqlType: 'time', json: 'bare', ieee754Text: false, min: '00:00:00', max: '23:59:59.999999',
    zero: '00:00:00', parseUrl: parseTime,
    decodeJson: decodeText({ parse: parseTime, wanted: 'a time of day such as 09:30:00', finest: MICROSECONDS }), printUrl: same,
  },
  {
    name: 'Edm.Duration', family: 'duration', sqlType: 'numeric', json: 'duration', ieee754Text: false, zero: '0',
    parseUrl: parseDuration, decodeJson: decodeDuration, printUrl: printDuration,
  },
];
