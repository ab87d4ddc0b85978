/**
 * Runs files of grammar cases through the production parser.
 * In: `{suite: {names, cases}}`, a case being a rule, an input, and where it must fail if it must.
 * Out: per case what went wrong, if anything. It judges the grammar, not any model.
 */

import { LIMITS, RequestError } from '../../base/index.ts';
import type { ParseOptions } from '../parse-url.ts';
import { CONTEXT_RULES } from './context-rules.ts';
import { HEADER_RULES } from './header-rules.ts';
import { checkAggregate } from './check-apply.ts';
import { keySegmentReach, readNames } from './names.ts';
import type { Check, Names } from './names.ts';
import { PART_RULES } from './part-rules.ts';
import { URL_RULES } from './url-rules.ts';
import { VALUE_RULES } from './value-rules.ts';
import type { Rule } from './value-rules.ts';

export type GrammarCase = {
  readonly name?: string;
  readonly rule: string;
  readonly input: string;
  /** Offset where the invalid part begins; absent when the input is valid. */
  readonly failAt?: number;
  /** `rule:text` of nodes the input must contain. */
  readonly expect?: readonly string[];
};

export type GrammarSuite = { readonly names: Readonly<Record<string, readonly string[]>>; readonly cases: readonly GrammarCase[] };
export type GrammarFailure = { readonly case: GrammarCase; readonly reason: string };
export type GrammarReport = { readonly suite: string; readonly passed: number; readonly failures: readonly GrammarFailure[] };

/** Rule names are read in any case, as in the grammar. */
const RULES: ReadonlyMap<string, Rule> = new Map(
  [...VALUE_RULES, ...HEADER_RULES, ...CONTEXT_RULES, ...URL_RULES, ...PART_RULES].map(([name, rule]) => [name.toLowerCase(), rule]),
);

const OPTIONS: ParseOptions = { limits: { ...LIMITS, urlBytes: 1_000_000 }, lenient: false, maxVersion: '4.01' };

export function runGrammarFile(file: Readonly<Record<string, GrammarSuite>>): readonly GrammarReport[] {
  return Object.entries(file).map(([suite, { names, cases }]) => runSuite(suite, readNames(names), cases));
}

function runSuite(suite: string, names: Names, cases: readonly GrammarCase[]): GrammarReport {
  const failures: GrammarFailure[] = [];
  for (const one of cases) {
    const reason = runCase(one, names);
    if (reason !== undefined) failures.push({ case: one, reason });
  }
  return { suite, passed: cases.length - failures.length, failures };
}

/** Why a case fails, or undefined when it holds. */
function runCase(one: GrammarCase, names: Names): string | undefined {
  const rule = RULES.get(one.rule.toLowerCase());
  if (rule === undefined) return `the rule ${one.rule} is not known here`;
  const check: Check = { text: one.input, names, facts: new Set(), aggregate: checkAggregate };
  const refused = earliestRefusal(check, rule);
  if (one.failAt !== undefined) {
    if (refused === undefined) return `accepted, but must fail at ${one.failAt}`;
    const at = keySegmentReach(check, refused.at, one.rule);
    return at === one.failAt ? undefined : `refused at ${at}, but must fail at ${one.failAt}: ${refused.message}`;
  }
  if (refused !== undefined) return `refused at ${refused.at}: ${refused.message}`;
  const missing = one.expect?.filter((fact) => !check.facts.has(fact)) ?? [];
  return missing.length > 0 ? `not found: ${missing.join(', ')}` : undefined;
}

type Refusal = { readonly at: number; readonly message: string; readonly isSyntax: boolean };

function refusalOf(rule: () => void): Refusal | undefined {
  try {
    rule();
    return undefined;
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return { at: error.fault.at ?? -1, message: error.fault.message, isSyntax: error.fault.target !== undefined || error.fault.code !== 'URL101' };
  }
}

/**
 * Names are checked on a whole tree, and a syntax fault leaves none. So the longest beginning that
 * parses (with its parentheses closed) is checked too: an unknown name in it comes first.
 */
function earliestRefusal(check: Check, rule: Rule): Refusal | undefined {
  const refused = refusalOf(() => rule(check, OPTIONS));
  if (refused === undefined || !refused.isSyntax) return refused;
  for (let cut = Math.min(refused.at, check.text.length); cut > Math.max(0, refused.at - BACKWARDS); cut--) {
    const text = closed(check.text.slice(0, cut));
    const earlier = refusalOf(() => rule({ ...check, text, facts: new Set() }, OPTIONS));
    if (earlier?.isSyntax) continue;
    return earlier !== undefined && earlier.at > 0 && earlier.at < cut ? earlier : refused;
  }
  return refused;
}

/** How far back a beginning that parses is looked for. */
const BACKWARDS = 60;

function closed(text: string): string {
  const open: string[] = [];
  for (const c of text.replaceAll(/'(?:[^']|'')*'/g, '')) {
    if (c === '(' || c === '[' || c === '{') open.unshift(c === '(' ? ')' : c === '[' ? ']' : '}');
    else if (c === ')' || c === ']' || c === '}') open.shift();
  }
  return text + open.join('');
}
