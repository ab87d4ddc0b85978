/**
 * The x-ray of one URL: syntax tree, bound request, plan, SQL and parameters.
 * In: a target such as `Customers?$filter=…`. Out: text on stdout. It opens no database.
 */
import { readLoanSources } from '../metadata/loans/index.ts';
import { LIMITS, RequestError } from '../src/base/index.ts';
import { parseModel } from '../src/edm/index.ts';
import { planRead } from '../src/plan/index.ts';
import { bindUrl, parseUrl, scanShape } from '../src/query/index.ts';
import { compileRead } from '../src/sql/index.ts';

const SHAPE = { metadata: 'minimal', prefix: '@odata.', version: '4.0', ieee754Compatible: false } as const;

function explain(target: string): void {
  const model = parseModel(readLoanSources());
  const context = { model, limits: LIMITS, seesSecrets: true };
  section('shape (the plan cache\'s key)', scanShape(target).shape.replaceAll('\u0000', '\u2039'));
  const syntax = parseUrl(target, { limits: LIMITS, lenient: model.rules.lenient });
  section('syntax', outline(syntax));
  const request = bindUrl(context, syntax);
  section('bound request', outline(request));
  if (request.kind !== 'read') return;
  const plan = planRead({ ...context, shape: SHAPE, pageSize: LIMITS.pageSize }, request, undefined);
  section(`plan (${plan.mode})`, outline(plan));
  const { text, params, name } = compileRead(plan);
  section(`SQL (${name})`, text);
  section('parameters', params.map(({ source, sqlType }, i) => `$${i + 1} ${sqlType}: ${JSON.stringify(source.kind === 'slot' ? source.slot.text : source)}`).join('\n'));
}

function section(title: string, text: string): void {
  process.stdout.write(`— ${title}\n${text}\n\n`);
}

/** JSON with model pieces cut to their names: they refer to each other in cycles. */
function outline(value: unknown): string {
  const shorten = (key: string, part: unknown): unknown => {
    if (key === 'at' || key === 'end' || key === 'refill') return undefined;
    if (typeof part !== 'object' || part === null) return part;
    if (part instanceof Map) return Object.fromEntries(part);
    return isModelPiece(part) ? `«${part.name}»` : part;
  };
  return JSON.stringify(value, shorten, 1).replace(/\n\s*(?=[}\]])/g, '').replace(/([[{])\n\s*/g, '$1');
}

function isModelPiece(part: object): part is { readonly name: string } {
  if (!('kind' in part) || !('name' in part)) return false;
  return 'storage' in part || 'link' in part || 'properties' in part || 'bindings' in part || part.kind === 'primitive';
}

const [target] = process.argv.slice(2);
if (target === undefined) {
  process.stderr.write('usage: npm run -s explain -- "Customers?$filter=…"\n');
  process.exit(2);
}
try {
  explain(target);
} catch (error) {
  if (!(error instanceof RequestError)) throw error;
  process.stderr.write(`${JSON.stringify(error.fault, undefined, 1)}\n`);
  process.exitCode = 1;
}
