/** How figures are written into a merging body: amounts with all digits, days as text, records with markers. */
import { dateText, decimalText } from '../loan/index.ts';
import type { Day, Ratio } from '../loan/index.ts';
import { jsonObject } from '../payload/index.ts';
import type { JsonObject, JsonValue } from '../payload/index.ts';

export type Members = Readonly<Record<string, JsonValue>>;

export const decimal = (value: Ratio): JsonValue => ({ number: decimalText(value) });
export const day = (value: Day | undefined): JsonValue => (value === undefined ? null : dateText(value));
export const whole = (value: number): JsonValue => ({ number: String(value) });
export const record = (members: Members): JsonObject => jsonObject(Object.entries(members));
export const update = (id: number, members: Members): JsonObject => record({ __id: whole(id), __update: true, ...members });
export const remove = (id: number): JsonObject => record({ __id: whole(id), __destroy: true });
/** A collection nothing of which changes is not named. */
export const listed = (name: string, items: readonly JsonValue[]): Members => (items.length === 0 ? {} : { [name]: items });

/** Compared as text: stored figures may have been printed as doubles by the system they came from. */
export const sameFigure = (text: string, value: Ratio): boolean => text === decimalText(value) || Number(text) === Number(decimalText(value));
