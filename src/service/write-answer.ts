/**
 * What a write answers: status and headers by method and preference, and the entity's text when asked.
 * In: what was written and read back. Out: a `WriteResult`. Content type and version headers belong to
 * the API shape that called.
 */
import type { Row, StatementResult } from '../db/index.ts';
import type { KeyTexts } from '../payload/index.ts';
import { etagOf } from './write-precondition.ts';

export type Preference = 'minimal' | 'representation';

export type WriteResult = {
  readonly status: 200 | 201 | 204;
  readonly headers: Readonly<Record<string, string>>;
  /** The entity, as text made by the database. */
  readonly body: string | undefined;
  /** The part that was written, as a read of it answers. */
  readonly part?: readonly Row[];
};

export type Written = {
  readonly key: KeyTexts;
  readonly version: string | undefined;
  /** The entity as it is afterwards, where it was asked for. */
  readonly readBack: StatementResult | undefined;
  /** The entity of the answer was created. */
  readonly isNew: boolean;
};

/** One of many: an entity's text as it is now, or the key of one that is gone. */
export type Changed = { readonly text: string } | { readonly removed: KeyTexts };
/** What is shown of a change of many entities: all of them in one text, or one by one. */
export type ManyResult = { readonly shown: { readonly kind: 'entities'; readonly text: string } | { readonly kind: 'delta'; readonly items: readonly Changed[] } | undefined };

type Asked = { readonly method: string; readonly prefer: Preference | undefined; readonly showsBody: boolean };

export function answerOf(deps: { readonly entityUrl: (key: KeyTexts) => string }, { method, prefer, showsBody }: Asked, written: Written): WriteResult {
  if (method === 'DELETE') return { status: 204, headers: {}, body: undefined };
  const row = written.readBack?.rows[0];
  const etag = row?.[1] ?? (written.version === undefined ? undefined : etagOf(written.version));
  const url = deps.entityUrl(written.key);
  const headers = {
    ...(etag === undefined ? {} : { ETag: etag }),
    ...preferenceApplied(prefer, showsBody),
    ...(written.isNew || method === 'POST' ? { Location: url } : {}),
  };
  if (!showsBody) return { status: 204, headers: { ...headers, 'OData-EntityId': url }, body: undefined };
  return { status: written.isNew || method === 'POST' ? 201 : 200, headers, body: row?.[0] ?? '' };
}

/** What a client asked for and got; $select may have had it otherwise. */
const preferenceApplied = (prefer: Preference | undefined, showsBody: boolean): Readonly<Record<string, string>> =>
  (prefer !== undefined && (prefer === 'representation') === showsBody ? { 'Preference-Applied': `return=${prefer}` } : {});

type PartRequest = { readonly prefer: Preference | undefined; readonly part?: { readonly kind: string } | undefined };

/** A changed property, stream or relation: the entity has a new ETag; a property is shown to who asks for it. */
export function partAnswer({ prefer, part }: PartRequest, { version, readBack }: Written): WriteResult {
  const applied = part?.kind === 'property' ? preferenceApplied(prefer, readBack !== undefined) : {};
  const headers = { ...(version === undefined ? {} : { ETag: etagOf(version) }), ...applied };
  return { status: readBack === undefined ? 204 : 200, headers, body: undefined, ...(readBack === undefined ? {} : { part: readBack.rows }) };
}
