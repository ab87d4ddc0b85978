/**
 * Rules for primitive values outside URLs, and for single literals in URLs.
 * In: a whole input. Out: nothing, or a refusal with an offset. Literals go through the production
 * parser; values share its fixed forms.
 */

import { RequestError } from '../../base/index.ts';
import { base64End, dateEnd, durationEnd, guidEnd, numberEnd, timeEnd, zoneEnd } from '../literal-forms.ts';
import { geoEnd, shapeEnd, sridEnd } from '../literal-geo.ts';
import { parseJsonString } from '../literal-scan.ts';
import { parseExpression, parseWhole } from '../parse-url.ts';
import type { ParseOptions } from '../parse-url.ts';
import type { LiteralKind } from '../syntax.ts';
import { checkExpr, checkLiteral } from './check-expr.ts';
import { finish, match, openCursor, take, takeForm } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { isOf, isPrimitiveType, nameReach, note, refuseAt } from './names.ts';
import type { Check } from './names.ts';

export type Rule = (c: Check, options: ParseOptions) => void;

type Form = (text: string, from: number, end: number) => number;

const instantEnd: Form = (text, from, end) => {
  const date = dateEnd(text, from, end);
  if (date < 0) return date;
  if ((text.charCodeAt(date) | 32) !== 116) return ~date;
  const time = timeEnd(text, date + 1, end);
  return time < 0 ? time : zoneEnd(text, time, end);
};

const word = (...words: readonly string[]): Form => (text, from) => {
  const found = words.find((candidate) => text.startsWith(candidate, from));
  return found === undefined ? ~from : from + found.length;
};

const digits = (most: number, isSigned: boolean): Form => (text, from, end) => {
  let at = isSigned && (text[from] === '-' || text[from] === '+') ? from + 1 : from;
  const first = at;
  while (at < end && at < first + most && /\d/.test(text[at]!)) at++;
  return at === first ? ~at : at;
};

const geoValue: Form = geoEnd;
const anyShape: Form = (text, from, end) => shapeEnd(text, from, end);

const FORMS: Readonly<Record<string, Form>> = {
  booleanValue: word('true', 'false'), dateValue: dateEnd, date: dateEnd, dateTimeOffsetValue: instantEnd, timeOfDayValue: timeEnd,
  durationValue: durationEnd, guid: guidEnd, guidValue: guidEnd, binaryValue: base64End,
  decimalValue: numberEnd, doubleValue: numberEnd, singleValue: numberEnd,
  sbyteValue: digits(3, true), byteValue: digits(3, false), byte: digits(3, false), int16Value: digits(5, true), int32Value: digits(10, true),
  int64Value: digits(19, true), fullCollectionLiteral: geoValue, fullLineStringLiteral: geoValue, fullMultiPointLiteral: geoValue,
  fullMultiLineStringLiteral: geoValue, fullMultiPolygonLiteral: geoValue, fullPointLiteral: geoValue, fullPolygonLiteral: geoValue,
  sridLiteral: sridEnd, pointLiteral: anyShape, lineStringLiteral: anyShape, polygonLiteral: anyShape, collectionLiteral: anyShape,
  multiPointLiteral: anyShape, multiLineStringLiteral: anyShape, multiPolygonLiteral: anyShape, geoLiteral: anyShape,
  year: (text, from, end) => yearEnd(text, from, end), nanInfinity: word('NaN', '-INF', 'INF'), null: word('null'),
};

function yearEnd(text: string, from: number, end: number): number {
  const reach = dateEnd(`${text}-01-01`, from, end + 6);
  return reach < 0 ? reach : end;
}

const formRule = (name: string, form: Form): Rule => (c) => {
  const k = openCursor(c.text);
  takeForm(k, form, name);
  finish(k);
};

/** Literals of one kind in a URL: the production parser must see exactly that kind. */
const LITERALS: Readonly<Record<string, readonly LiteralKind[]>> = {
  primitiveLiteral: [], binaryLiteral: ['binary'], boolean: ['boolean'], dateTimeOffsetLiteral: ['dateTimeOffset'],
  dateTimeOffsetValueInUrl: ['dateTimeOffset'], timeOfDayLiteral: ['timeOfDay'], durationLiteral: ['duration'],
  decimalLiteral: ['integer', 'decimal', 'double'], doubleLiteral: ['integer', 'decimal', 'double'], singleLiteral: ['integer', 'decimal', 'double'],
  sbyteLiteral: ['integer'], int16Literal: ['integer'], int32Literal: ['integer'], int64Literal: ['integer'], stringLiteral: ['string'],
};

const GEO = ['Collection', 'LineString', 'MultiLineString', 'MultiPoint', 'MultiPolygon', 'Point', 'Polygon'];

/** Most digits of the integer literals. */
const DIGITS: Readonly<Record<string, number>> = { sbyteLiteral: 3, int16Literal: 5, int32Literal: 10, int64Literal: 19 };

/** How the literals that must not be read as anything else begin. */
const STARTS: Readonly<Record<string, RegExp>> = { boolean: /^(?:true|false)/i, stringLiteral: /^(?:'|%27)/ };

/** Numbers are read form by form, so that a broken one is blamed where it breaks. */
function checkNumber(c: Check): void {
  const sign = /^%2B/i.test(c.text) ? 2 : 0;
  const text = c.text.replaceAll(/%2B/gi, '+');
  const end = numberEnd(text, 0, text.length);
  if (end < 0 && !/\d/.test(text.slice(0, ~end))) refuseAt(~end + sign, 'a number');
}

const literalRule = (name: string, kinds: readonly LiteralKind[]): Rule => (c, options) => {
  if (STARTS[name]?.test(c.text) === false) refuseAt(0, name);
  if (kinds.includes('integer')) checkNumber(c);
  const literal = parseExpression(c.text, options);
  if (literal.kind !== 'literal') return refuseAt(literal.kind === 'path' ? literal.end : 0, 'a literal');
  note(c, name, literal);
  if (kinds.length > 0 && !kinds.includes(literal.type)) refuseAt(0, name);
  const most = DIGITS[name];
  const sign = /^(?:[+-]|%2B)/i.exec(c.text)?.[0].length ?? 0;
  if (most !== undefined && c.text.length - sign > most) refuseAt(sign + most, 'the end');
  checkLiteral(c, literal);
};

/** A literal that begins with a given word: refused at its start when the word is missing. */
const prefixedRule = (name: string, prefix: string, kinds: readonly LiteralKind[]): Rule => (c, options) => {
  if (!c.text.toLowerCase().startsWith(prefix)) refuseAt(0, prefix);
  literalRule(name, kinds)(c, options);
};

const durationRule: Rule = (c, options) => {
  if (/^duration/i.test(c.text)) return literalRule('durationLiteral', ['duration'])(c, options);
  const k = openCursor(c.text);
  needQuote(k);
  takeForm(k, durationEnd, 'a duration');
  needQuote(k);
  finish(k);
};

function needQuote(k: Cursor): void {
  if (!take(k, "'") && !take(k, '%27')) refuseAt(k.pos, 'a quote');
}

const enumLiteralRule: Rule = (c, options) => {
  const value = parseExpression(c.text, options);
  checkExpr(c, { kind: 'compare', op: 'has', left: value, right: value, at: value.at, end: value.end });
};

const enumValueRule: Rule = (c) => {
  const k = openCursor(c.text);
  do {
    const member = match(k, /[A-Za-z_]\w{0,127}|[+-]?\d{1,19}/, 'an enumeration member or a number');
    if (/^[A-Za-z_]/.test(member) && !isOf(c, 'enumerationMember', member)) refuseAt(k.pos, 'an enumeration member');
  } while (take(k, ','));
  finish(k);
};

/** The first form that fits the beginning is the value; when it leaves something, the farthest place read is blamed. */
const primitiveValueRule: Rule = (c, options) => {
  let reach = 0;
  for (const form of VALUE_FORMS) {
    const end = form === 'enumValue' ? enumValueEnd(c, options) : FORMS[form]!(c.text, 0, c.text.length);
    reach = Math.max(reach, end < 0 ? ~end : end);
    if (end >= 0) return end === c.text.length ? undefined : refuseAt(reach, 'the end');
  }
  refuseAt(reach, 'a primitive value');
};

const VALUE_FORMS = [
  'booleanValue', 'guidValue', 'durationValue', 'dateTimeOffsetValue', 'dateValue', 'timeOfDayValue', 'enumValue', 'fullCollectionLiteral',
  'decimalValue', 'binaryValue',
];

/** Digits alone are left to the number forms: an enumeration value of numbers is one as well. */
function enumValueEnd(c: Check, options: ParseOptions): number {
  try {
    enumValueRule(c, options);
    return c.text.length;
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return ~(error.fault.at ?? 0);
  }
}

const stringInUrlRule: Rule = (c, options) => {
  if (!/^(?:"|%22)/.test(c.text)) refuseAt(0, 'a double quote');
  parseWhole(c.text, options, parseJsonString);
};

/** An identifier, restricted to the rule's list when there is one. */
const identifierRule = (name: string): Rule => (c) => {
  const k = openCursor(c.text);
  const found = match(k, /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Cf}]{0,127}/u, 'an identifier');
  if (!isOf(c, name, found)) refuseAt(k.pos, name);
  finish(k);
};

const IDENTIFIERS = [
  'odataIdentifier', 'entitySetName', 'singletonEntity', 'entityTypeName', 'complexTypeName', 'typeDefinitionName', 'enumerationTypeName',
  'enumerationMember', 'termName', 'namespacePart', 'primitiveKeyProperty', 'primitiveNonKeyProperty', 'primitiveColProperty', 'complexProperty',
  'complexColProperty', 'streamProperty', 'entityNavigationProperty', 'entityColNavigationProperty', 'action', 'actionImport', 'entityFunction',
  'entityColFunction', 'complexFunction', 'complexColFunction', 'primitiveFunction', 'primitiveColFunction', 'parameterName', 'customAggregate',
  'expressionAlias', 'computedProperty', 'keyPropertyAlias', 'lambdaVariableExpr', 'annotationQualifier',
];

const primitiveTypeRule: Rule = (c) => {
  if (!isPrimitiveType(c.text)) refuseAt(c.text.startsWith('Edm.') ? 4 : 0, 'a primitive type');
};

const namespaceRule: Rule = (c) => {
  const k = openCursor(c.text);
  do match(k, /[A-Za-z_]\w{0,127}/, 'a name'); while (take(k, '.'));
  if (!c.text.split('.').every((part) => isOf(c, 'namespacePart', part))) refuseAt(nameReach(c, c.text, 0), 'a namespace');
  finish(k);
};

const quotedGeo = (shape: string, prefix: string): Rule => (c, options) => prefixedRule(shape, prefix, [prefix as LiteralKind])(c, options);

export const VALUE_RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...Object.entries(FORMS).map(([name, form]): [string, Rule] => [name, formRule(name, form)]),
  ...Object.entries(LITERALS).map(([name, kinds]): [string, Rule] => [name, literalRule(name, kinds)]),
  ...IDENTIFIERS.map((name): [string, Rule] => [name, identifierRule(name)]),
  ...GEO.flatMap((shape): [string, Rule][] => [
    [`geography${shape}`, quotedGeo(`geography${shape}`, 'geography')], [`geometry${shape}`, quotedGeo(`geometry${shape}`, 'geometry')],
  ]),
  ['binaryLiteral', prefixedRule('binaryLiteral', 'binary', ['binary'])],
  ['durationLiteral', durationRule], ['enumLiteral', enumLiteralRule], ['enumValue', enumValueRule], ['primitiveValue', primitiveValueRule],
  ['stringInUrl', stringInUrlRule], ['primitiveTypeName', primitiveTypeRule], ['namespace', namespaceRule],
]);

