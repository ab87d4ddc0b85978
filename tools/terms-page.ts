/**
 * The page and the JSON Schema file of loan terms, made from the schema the loan room holds.
 * In: the schema. Out: docs/loan-terms.md and docs/loan-terms.schema.json, when run as `npm run docs:terms`; the texts, for the test
 * that holds them in step.
 */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { LOAN_TERMS_SCHEMA } from '../src/loan/index.ts';
import type { JsonSchema } from '../src/loan/index.ts';

export const TERMS_PAGE = 'docs/loan-terms.md';
export const TERMS_SCHEMA_FILE = 'docs/loan-terms.schema.json';

const INTRODUCTION = `# Loan terms

What \`npm run -s schedule -- TERMS.json\` reads, and what the service's calculator takes. Made from the schema in \`src/loan\` by
\`npm run docs:terms\`; the same as JSON Schema: \`loan-terms.schema.json\`.

Amounts, percentages and ratios are plain decimal text without exponent, at most 38 digits on each side of the point; a ratio may be
two of them with a slash (\`"1/12"\`). Dates are \`YYYY-MM-DD\`, years 0001 to 9999. Nothing is rounded that the terms do not round. A field that is not known, or
has no meaning beside the others, is refused; every problem is named at once (\`LON701\`). At most 10,000 rows.

## Which fields the kinds of instalments need

| \`amortization\` | rows | needs |
|---|---|---|
| \`level\` | one payment for all rows, sized or given | \`count\` |
| \`balloon\`, \`stepRate\`, \`skip\` | as \`level\`, named for what is special; \`stepRate\` sizes on all periods at the first rate | \`count\`; \`rateSteps\` with \`stepRate\` |
| \`graduated\` | payments on rungs | \`count\`, \`stepEvery\`, \`stepPercent\` |
| \`fixedPayment\` | a given payment until paid off | \`payment\` |
| \`fixedPrincipal\` | a given principal until paid off | \`fixedPrincipal\` |
| \`percentOfBalance\` | a share of what is owed, with a floor, until paid off | \`percentBase\`, \`percent\`, \`minimum\` |
| \`equalPrincipal\` | principal over count | \`count\` |
| \`principalPlusInterest\` | a given principal, the rest in the last row | \`count\`, \`fixedPrincipal\` |
| \`interestOnly\` | interest, the principal in the last row | \`count\` |
| \`flat\` | interest always on the original principal | \`count\` |
| \`ruleOf78\` | a fixed finance charge, earned by the sum of the digits | \`count\` |
`;

export const termsPage = (): string => [INTRODUCTION, form('Instalments', LOAN_TERMS_SCHEMA.else), form('Contracts', LOAN_TERMS_SCHEMA.then)].join('\n');
export const termsSchemaText = (): string => `${JSON.stringify(LOAN_TERMS_SCHEMA, null, 2)}\n`;

function form(title: string, schema: JsonSchema = {}): string {
  return `## ${title}\n\n${schema.description ?? ''} An asterisk marks what is required.\n\n| field | value | default | meaning |\n|---|---|---|---|\n${fields(schema, '').join('\n')}\n`;
}

/** A line for each field, those of nested records after the record itself. */
function fields(schema: JsonSchema, prefix: string): readonly string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const isRequired = schema.required?.includes(name) === true;
    const path = `${prefix}${name}`;
    const line = `| \`${path}\`${isRequired ? '*' : ''} | ${valueOf(field)} | ${field.default === undefined ? '' : `\`${String(field.default)}\``} | ${field.description ?? ''} |`;
    return isRounding(field) ? [line] : [line, ...fields(field, `${path}.`), ...(field.items === undefined ? [] : fields(field.items, `${path}[].`))];
  });
}

const isRounding = ({ properties }: JsonSchema): boolean => properties?.['increment'] !== undefined;

function valueOf(field: JsonSchema): string {
  if (field.enum !== undefined) return field.enum.map((name) => `\`${String(name)}\``).join(', ');
  if (isRounding(field)) return '`{"increment": "0.01", "mode": "halfUp" \\| "halfEven" \\| "up" \\| "down"}`, null';
  if (field.type === 'array') return field.items?.properties === undefined ? `list: ${valueOf(field.items ?? {})}` : 'list of records';
  if (field.type === 'object') return 'record';
  if (field.type === 'integer') return `${field.minimum ?? ''}–${field.maximum ?? ''}`;
  if (field.type === 'boolean') return 'true, false';
  return textOf(field.pattern);
}

const textOf = (pattern: string | undefined): string =>
  pattern === undefined ? 'text' : pattern.includes('{4}') ? 'date' : pattern.includes('/') ? 'ratio' : pattern.startsWith('^-') ? 'decimal' : 'amount';

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(TERMS_PAGE, termsPage());
  writeFileSync(TERMS_SCHEMA_FILE, termsSchemaText());
}
