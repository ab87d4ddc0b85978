/**
 * A read plan as one statement whose columns are finished JSON text.
 * Forms measured against their alternatives: rows aggregated as JSON where they lie, children as
 * subselects of their parent's row; behind a full page one more row is looked for.
 * Columns answered: collection → body, token, count, found; entity → body, etag, found;
 * value → value, etag, content type, address, then the length of a stream or the number of elements;
 * count → number, found. No row: the entity does not exist.
 */
import { unreachable } from '../base/index.ts';
import type { EntityPlan, ReadPlan, RowsPlan } from '../plan/index.ts';
import { whenNarrow } from './compile-breadth.ts';
import { answerRows, countRows, rowArray, rowObject, tokenOf, whenFull } from './compile-entity.ts';
import { compileExpr, fromWhere } from './compile-expr.ts';
import { finish, joined, print } from './printer.ts';
import type { Piece, Template } from './printer.ts';

export function compileRead(plan: ReadPlan): Template {
  const answer = compileAnswer(plan);
  return finish(plan.breadth === undefined ? answer : print('{0}{1}', answer, whenNarrow(plan.breadth)));
}

type Answer = ReadPlan['answer'];
const NULL = print('null');
const TRUE = print('true');

function compileAnswer({ answer, parent, container }: ReadPlan): Piece {
  switch (answer.kind) {
    case 'collection': return compileCollection(answer, parent, container);
    case 'entity': return compileEntity(answer, parent, container);
    case 'value': return compileValue(answer);
    case 'count': return print('select {0}::text, {1}', countRows(answer.rows), foundIn(parent));
    case 'keys': return print('select {0}, {1} from (select 1) as one left join (select {2} {3}) as entity on true', joined(answer.key.map((_, i) => print(`k${i}::text`)), ', '), foundIn(parent), joined(answer.key.map((key, i) => print(`{0} as k${i}`, compileExpr(key))), ', '), fromWhere(answer.rows));
    default: return unreachable(answer);
  }
}

const foundIn = (parent: RowsPlan | undefined): Piece => (parent === undefined ? TRUE : print('exists (select 1 {0})', fromWhere(parent)));

/** Whether what the path passes through is there; and the address of what contains the answer, where there is such. */
const around = (parent: RowsPlan | undefined, container: ReadPlan['container']): Piece =>
  (container === undefined ? foundIn(parent) : print('{0}, (select {1} {2})', foundIn(parent), compileExpr(container.address), fromWhere(container.rows)));

function compileCollection(answer: Answer & { kind: 'collection' }, parent: RowsPlan | undefined, container: ReadPlan['container']): Piece {
  const { page, entity } = answer;
  const { body, from } = collectionBody(entity);
  const token = page === undefined ? NULL : whenFull(page, tokenOf(entity, page));
  const total = answer.count === undefined ? NULL : print('{0}::text', countRows(answer.count));
  return print('select {0}, {1}, {2}, {3} from {4}', body, token, total, around(parent, container), from);
}

function collectionBody(entity: EntityPlan): { readonly body: Piece; readonly from: Piece } {
  const rows = answerRows(entity);
  if (rows !== undefined) return { body: print("'[' || coalesce(string_agg(object, ','), '') || ']'"), from: print('(select {0} as object {1}) as objects', rows.object, rows.from) };
  const { array, from } = rowArray(entity);
  return { body: print('{0}::text', bare(entity, array)), from };
}

function compileEntity(answer: Answer & { kind: 'entity' }, parent: RowsPlan | undefined, container: ReadPlan['container']): Piece {
  const etag = answer.etag === undefined ? NULL : compileExpr(answer.etag);
  const row = entityRow(answer.entity, etag);
  if (parent === undefined) return print('select body, etag, true from ({0}) as entity', row);
  return print('select body, etag, {1} from (select 1) as one left join ({0}) as entity on true', row, around(parent, container));
}

function entityRow(entity: EntityPlan, etag: Piece): Piece {
  const rows = answerRows(entity);
  if (rows !== undefined) return print('select {0} as body, {1} as etag {2}', rows.object, etag, rows.from);
  const { object, lateral } = rowObject(entity);
  return print('select {0}::text as body, {1} as etag {2}', bare(entity, object), etag, fromWhere(entity.rows, [], lateral));
}

/** Without the members that are null, where the shape has it so. */
const bare = ({ omitsNulls }: EntityPlan, json: Piece): Piece => (omitsNulls === true ? print('json_strip_nulls({0})', json) : json);

function compileValue(answer: Answer & { kind: 'value' }): Piece {
  const etag = answer.etag === undefined ? NULL : compileExpr(answer.etag);
  const contentType = answer.contentType === undefined ? NULL : compileExpr(answer.contentType);
  const address = answer.address === undefined ? NULL : compileExpr(answer.address);
  const number = answer.length !== undefined ? compileExpr(answer.length) : answer.count === undefined ? undefined : print('{0}::text', countRows(answer.count));
  const last = number === undefined ? address : print('{0}, {1}', address, number);
  return print('select {0}::text, {1}, {2}, {3} {4}', compileExpr(answer.value), etag, contentType, last, fromWhere(answer.rows));
}
