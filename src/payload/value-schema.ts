/**
 * JSON Schemas for the values of one structured type, derived from the model and run by ajv.
 * In: a bag with the plain members of one JSON object. Out: canonical texts, and problems.
 * A schema is flat: `decode-level` walks into navigations and complex values and calls here per
 * object. Only values are judged, never markers or rows.
 */
import { Ajv } from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { suggest } from '../edm/index.ts';
import type { ComplexType, EntityType, Property } from '../edm/index.ts';
import { decodeProperty } from './decode-property.ts';
import type { ValueOptions } from './decode-property.ts';
import type { Scalar } from './entity-input.ts';
import type { JsonValue } from './json.ts';
import { addProblem, joinPath } from './problems.ts';
import type { Problems } from './problems.ts';

type Structured = EntityType | ComplexType;
type Bag = { [name: string]: JsonValue };
type SchemaFault = { readonly keyword: 'edm'; readonly message: string; readonly params: { readonly item: string } };
type KeywordCheck = { (this: ValueOptions, data: JsonValue, context?: Parameters<ValidateFunction>[1]): boolean; errors?: SchemaFault[] };

const compiled = new WeakMap<Structured, ValidateFunction>();

/** One keyword, `edm: "<property>"`, judges and converts a value; ajv finds unknown members. */
function validatorOf(type: Structured): ValidateFunction {
  const known = compiled.get(type);
  if (known !== undefined) return known;
  const ajv = new Ajv({ allErrors: true, passContext: true, strict: true });
  ajv.addKeyword({ keyword: 'edm', schemaType: 'string', modifying: true, errors: 'full', compile: (name: string) => checkOf(type, name) });
  const validate = ajv.compile(schemaOf(type));
  compiled.set(type, validate);
  return validate;
}

/** The schema as data: `{"type":"object","properties":{"code":{"edm":"code"}},"additionalProperties":false}`. */
export function schemaOf(type: Structured): object {
  const properties = Object.fromEntries([...type.properties.keys()].map((name) => [name, { edm: name }]));
  return { type: 'object', properties, additionalProperties: false };
}

function checkOf(type: Structured, name: string): KeywordCheck {
  const property = type.properties.get(name);
  const check: KeywordCheck = function (data, context) {
    if (property === undefined || context === undefined) return false;
    const result = decodeProperty(property, data, this);
    if (result.kind === 'problem') {
      check.errors = [{ keyword: 'edm', message: result.message, params: { item: result.item } }];
      return false;
    }
    context.parentData[context.parentDataProperty] = result.value;
    return true;
  };
  return check;
}

export type Judged = ReadonlyMap<Property, Scalar>;

/** Judges every member of the bag; whatever is wrong is added to the problems, the rest is returned. */
export function judgeValues(type: Structured, members: ReadonlyMap<string, JsonValue>, at: JudgeContext): Judged {
  const bag: Bag = Object.create(null);
  for (const [name, value] of members) bag[name] = value;
  const validate = validatorOf(type);
  const faulty = new Set<string>();
  if (!validate.call(at.options, bag)) {
    for (const error of validate.errors ?? []) faulty.add(report(type, error, at));
  }
  const judged = new Map<Property, Scalar>();
  for (const name of members.keys()) {
    const property = type.properties.get(name);
    // The keyword has put canonical text, or null, in the place of each good value.
    if (property !== undefined && !faulty.has(name)) judged.set(property, bag[name] as Scalar);
  }
  return judged;
}

export type JudgeContext = { readonly path: string; readonly problems: Problems; readonly options: ValueOptions; readonly typeLabel: string };

function report(type: Structured, error: ErrorObject, at: JudgeContext): string {
  if (error.keyword === 'additionalProperties') {
    const name = String(error.params['additionalProperty']);
    addProblem(at.problems, 'BOD303', { path: joinPath(at.path, name), message: unknownMember(type, name, at) });
    return name;
  }
  const name = unescapePointer(error.instancePath.slice(1));
  const path = joinPath(at.path, name) + String(error.params['item'] ?? '');
  addProblem(at.problems, 'BOD303', { path, message: `${path} ${error.message ?? 'has a wrong value'}` });
  return name;
}

export function unknownMember(type: Structured, name: string, at: { readonly path: string; readonly typeLabel: string }): string {
  const shown = name.length > 80 ? `${name.slice(0, 80)}…` : name;
  const candidates = [...type.properties.keys(), ...(type.kind === 'entity' ? type.navigations.keys() : [])];
  const near = suggest(name, candidates);
  return `${joinPath(at.path, shown)} is unknown: ${at.typeLabel} has no property '${shown}'.${near === undefined ? '' : ` Did you mean '${near}'?`}`;
}

const unescapePointer = (text: string): string => text.replaceAll('~1', '/').replaceAll('~0', '~');
