/**
 * What a write answers: status and headers by method and preference, and the entity's text when asked.
 * In: what was written and read back. Out: a `WriteResult`. Content type and version headers belong to
 * the API shape that called.
 */
import type { StatementResult } from '../db/index.ts';
import type { KeyTexts } from '../payload/index.ts';
import { etagOf } from './write-precondition.ts';

export type Preference = 'minimal' | 'representation';

export type WriteResult = {
  readonly status: 200 | 201 | 204;
  readonly headers: Readonly<Record<string, string>>;
  /** The entity, as text made by the database. */
  readonly body: string | undefined;
};

export type Written = {
  readonly key: KeyTexts;
  readonly version: string | undefined;
  /** The entity as it is afterwards, where it was asked for. */
  readonly readBack: StatementResult | undefined;
  /** The entity of the answer was created. */
  readonly isNew: boolean;
};

type Asked = { readonly method: string; readonly prefer: Preference | undefined; readonly showsBody: boolean };

export function answerOf(deps: { readonly entityUrl: (key: KeyTexts) => string }, { method, prefer, showsBody }: Asked, written: Written): WriteResult {
  if (method === 'DELETE') return { status: 204, headers: {}, body: undefined };
  const row = written.readBack?.rows[0];
  const etag = row?.[1] ?? (written.version === undefined ? undefined : etagOf(written.version));
  const url = deps.entityUrl(written.key);
  const headers = {
    ...(etag === undefined ? {} : { ETag: etag }),
    ...(prefer === undefined ? {} : { 'Preference-Applied': `return=${prefer}` }),
    ...(written.isNew || method === 'POST' ? { Location: url } : {}),
  };
  if (!showsBody) return { status: 204, headers: { ...headers, 'OData-EntityId': url }, body: undefined };
  return { status: written.isNew || method === 'POST' ? 201 : 200, headers, body: row?.[0] ?? '' };
}

/** A changed property, stream or relation: nothing is shown, but the entity has a new ETag. */
export const partAnswer = ({ version }: Written): WriteResult => ({ status: 204, headers: version === undefined ? {} : { ETag: etagOf(version) }, body: undefined });
