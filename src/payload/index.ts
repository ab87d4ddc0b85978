/** Request bodies in: exact JSON, and what it asks for, checked against the model. */
export { readJson } from './read-json.ts';
/** JSON of our own making, for bodies translated from another API shape. */
export { jsonObject, printJson } from './print-json.ts';
export { describeJson, isJsonArray, isJsonNumber, isJsonObject } from './json.ts';
export type { JsonNumber, JsonObject, JsonValue } from './json.ts';
/** Checks a body against the model and says what it asks for. */
export { decodeEntity } from './decode-entity.ts';
export type { DecodeOptions, RootTarget } from './decode-entity.ts';
export type { Method } from './decode-context.ts';
export { completeKeys } from './complete-keys.ts';
export { expandTreeOf } from './entity-input.ts';
export type { EntityInput, ExpandTree, ItemAction, KeyTexts, NavigationInput, Scalar, ValueInput } from './entity-input.ts';
export { checkArguments, decodeArguments } from './decode-arguments.ts';
export { clearedValues, decodeAppended, decodePropertyBody, decodeRawValue, decodeReferences, referenceTo } from './decode-part.ts';
export { deltaItem } from './decode-delta.ts';
export { readReference } from './reference.ts';
export { checkContentType } from './content-type.ts';
export { missingProperties } from './required.ts';
export { typeOfTable } from './link-values.ts';
export { columnOf } from './decode-members.ts';
export { appended, arrayLiteral } from './collections.ts';
export { schemaOf } from './value-schema.ts';
