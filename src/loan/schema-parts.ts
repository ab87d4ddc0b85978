/**
 * Pieces of the JSON Schema of loan terms. Each field says its unit, its default and what it does; the page
 * docs/loan-terms.md is made from these descriptions. Meaning across fields is checked by `checkTerms`.
 */

/** A JSON Schema, as far as terms need one. */
export type JsonSchema = {
  readonly $schema?: string;
  readonly $id?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly required?: readonly string[];
  readonly properties?: { readonly [name: string]: JsonSchema };
  readonly additionalProperties?: boolean;
  readonly items?: JsonSchema;
  readonly if?: JsonSchema;
  readonly then?: JsonSchema;
  readonly else?: JsonSchema;
};

const TEXT_MAX = 100;
const text = (pattern: string) => (description: string): JsonSchema => ({ type: 'string', pattern, maxLength: TEXT_MAX, description });

const AMOUNT = '^[0-9]+(\\.[0-9]+)?$';
const DECIMAL = '^-?[0-9]+(\\.[0-9]+)?$';
const RATIO = '^-?[0-9]+(\\.[0-9]+)?(/[0-9]+(\\.[0-9]+)?)?$';
const DATE = '^[0-9]{4}-[0-9]{2}-[0-9]{2}$';

/** What a pattern asks for, for people. */
export const PATTERN_WORDS: ReadonlyMap<unknown, string> = new Map([
  [AMOUNT, 'plain decimal text of zero or more, such as "1432.86"'],
  [DECIMAL, 'plain decimal text, such as "-6.75"'],
  [RATIO, 'plain decimal text, or two with a slash, such as "1/12"'],
  [DATE, 'a date YYYY-MM-DD'],
]);

export const amount = text(AMOUNT);
export const decimal = text(DECIMAL);
export const ratio = text(RATIO);
export const date = text(DATE);

export const flag = (description: string): JsonSchema => ({ type: 'boolean', default: false, description });
export const integer = (minimum: number, maximum: number, description: string): JsonSchema => ({ type: 'integer', minimum, maximum, description });
export const choice = (names: readonly string[], description: string, preset?: string): JsonSchema => ({
  type: 'string', enum: names, description, ...(preset === undefined ? {} : { default: preset }),
});
export const list = (items: JsonSchema, description: string): JsonSchema => ({ type: 'array', maxItems: 10_000, items, description });

type Members = { readonly [name: string]: JsonSchema };

export const record = (properties: Members, description: string, required: readonly string[] = []): JsonSchema => ({
  type: 'object', additionalProperties: false, properties, required, description,
});

export const rounding = (description: string): JsonSchema => ({
  type: ['object', 'null'],
  additionalProperties: false,
  required: ['increment', 'mode'],
  description: `${description} Null or absent: not rounded.`,
  properties: {
    increment: amount('Step to round to, in units of the currency: "0.01" cents, "1" whole units, "0.05" five cents.'),
    mode: choice(['halfUp', 'halfEven', 'up', 'down'], '`halfUp`: nearest, ties away from zero. `halfEven`: nearest, ties to the even neighbour. `up`: away from zero. `down`: toward zero.'),
  },
});

export const businessDays: JsonSchema = record(
  {
    convention: choice(['none', 'following', 'preceding', 'modifiedFollowing', 'modifiedPreceding'], 'Where a date that is no business day goes. The modified ones turn round where they would leave the month.'),
    holidays: list(date('A day that is no business day, beside Saturdays and Sundays.'), 'Holidays of the calendar; none by default.'),
    interest: choice(['scheduled', 'shifted'], '`scheduled`: interest runs to the date as scheduled, only the payment moves (calculate, then shift). `shifted`: it runs to the business day (shift, then calculate).', 'scheduled'),
  },
  'Moves payments to business days. Absent: dates stay.',
  ['convention'],
);

export const fixedRate: JsonSchema = flag('Whether the rate was fixed beforehand (RRF): no cap changes it.');

export const rateCaps: JsonSchema = record(
  {
    periodic: decimal('Most points a step may raise or lower the rate.'),
    periodicFall: decimal('Most points a step may lower the rate, where that differs from `periodic`.'),
    lifetime: decimal('Most points above the first rate.'),
    ceiling: decimal('Highest rate, percent a year.'),
    floor: decimal('Lowest rate, percent a year.'),
  },
  'What limits a rate step; points are percentage points a year. A step beyond a cap takes effect as far as the cap lets it.',
);

export const decimals: JsonSchema = { ...integer(0, 18, 'Fewest decimals shown in amounts. Never rounds: an unrounded amount shows up to 36.'), default: 2 };
