/**
 * What planning carries along: the model, the caller's sight, the dress of the answer, an alias
 * counter, and which alias stands for which range. One context per plan; only the counter moves.
 */
import type { EdmModel, PrimitiveName, Property, TableMapping } from '../edm/index.ts';
import type { Limits } from '../base/index.ts';
import type { Envelope, Expr, Range, RowSource, Spelling } from '../query/index.ts';
import type { PlanExpr, TableRef } from './read-plan.ts';

/** How the answer is dressed; part of the plan cache's key. */
export type ResultShape = {
  readonly metadata: 'minimal' | 'full' | 'none';
  /** Prefix of control information: `@odata.` or `@`. */
  readonly prefix: '@odata.' | '@';
  readonly version: '4.0' | '4.01';
  readonly ieee754Compatible: boolean;
  /** Entities of several types stand side by side: each says its type and address. */
  readonly mixed?: boolean;
  /** How values of a type are written, where that is not OData's JSON. */
  readonly spelled?: Readonly<Partial<Record<PrimitiveName, Spelling>>>;
  /** OData's second version: `__metadata`, `__deferred` navigations, collections as they are or in an object. */
  readonly verbose?: { readonly typePrefix: string; readonly envelope: Envelope | undefined };
  /** Members that are null are left out. */
  readonly omitsNulls?: boolean;
  /** Entities are answered as references: their address and nothing else. */
  readonly references?: boolean;
};

export type PlanContext = {
  readonly model: EdmModel;
  readonly limits: Limits;
  readonly seesSecrets: boolean;
  readonly shape: ResultShape;
  /** Rows of a page, top level and expanded (Prefer: maxpagesize, at most the limit). */
  readonly pageSize: number;
  readonly nextAlias: () => string;
  /** `planCondition`, handed down so that rows and expressions, which need each other, form no cycle. */
  readonly condition: (context: PlanContext, expr: Expr) => PlanExpr;
  /** The rows of the resource path, which `$it` means in nested options as well. */
  readonly it?: RowSource;
  readonly aliases: Map<Range, string>;
  /** Alias of the link row through which the rows of a range were reached. */
  readonly links: Map<Range, string>;
  /** Alias of the answered keys through which the rows of a range were reached: it holds their order. */
  readonly results: Map<Range, string>;
};

export type PlanSettings = Pick<PlanContext, 'model' | 'limits' | 'seesSecrets' | 'shape' | 'pageSize'>;

export function planContext(settings: PlanSettings, condition: PlanContext['condition']): PlanContext {
  let last = 0;
  return { ...settings, condition, nextAlias: () => `t${(last += 1)}`, aliases: new Map(), links: new Map(), results: new Map() };
}

/** Nobody reads write-only properties; masked ones show null to callers without the right. */
export const isHidden = (context: PlanContext, property: Property): boolean =>
  property.visibility === 'writeOnly' || (property.visibility === 'masked' && !context.seesSecrets);

/** Stands for `$it` in texts of options: a character that no request target has. */
export const IT_MARK = '\u0001';

export const column = (alias: string, name: string): PlanExpr => ({ kind: 'column', alias, column: name });
export const fragment = (name: string, ...args: readonly PlanExpr[]): PlanExpr => ({ kind: 'fragment', name, args });
export const textConstant = (value: string): PlanExpr => ({ kind: 'constant', value });
const TENANT: PlanExpr = { kind: 'param', source: { kind: 'tenant' }, sqlType: 'int4' };

/** The relation under a new alias, and the condition that confines it to the tenant. */
export function openTable(context: PlanContext, table: TableMapping): { readonly ref: TableRef; readonly where: readonly PlanExpr[] } {
  const ref = { relation: table.read, alias: context.nextAlias() };
  if (table.tenantColumn === undefined) return { ref, where: [] };
  return { ref, where: [fragment('eq', column(ref.alias, table.tenantColumn), TENANT)] };
}
