/**
 * Members of objects of another API shape: values of the row under that shape's names, objects made of
 * them, and related entities. In: bound members. Out: columns and children, as for any other entity.
 */
import { exprType } from '../query/index.ts';
import type { BoundMember } from '../query/index.ts';
import type { PlanContext } from './context.ts';
import { planValue } from './plan-expr.ts';
import { NULL, encodeJson } from './plan-value.ts';
import type { ChildPlan, EntityPlan, OutputColumn, PlanExpr } from './read-plan.ts';

type RowMember = Extract<BoundMember, { kind: 'rows' }>;
export const isRowMember = (member: BoundMember): member is RowMember => member.kind === 'rows';

export function planValueMembers(context: PlanContext, members: readonly BoundMember[]): readonly OutputColumn[] {
  return members.flatMap((member): readonly OutputColumn[] => {
    if (member.kind === 'rows') return [];
    return [{ name: member.name, value: member.kind === 'parts' ? planParts(context, member.members) : planOne(context, member) }];
  });
}

function planOne(context: PlanContext, { expr, spelled }: Extract<BoundMember, { kind: 'value' }>): PlanExpr {
  const type = exprType(expr);
  return type === undefined ? NULL : encodeJson(context, type, planValue(context, expr), spelled);
}

function planParts(context: PlanContext, members: readonly BoundMember[]): PlanExpr {
  const parts = planValueMembers(context, members);
  return { kind: 'object', members: parts, presence: parts.map(({ value }) => value) };
}

export function planRowMember({ name, single, envelope }: RowMember, entity: EntityPlan): ChildPlan {
  return single ? { kind: 'one', name, entity } : { kind: 'many', name, entity, page: undefined, count: undefined, envelope };
}
