/** A write as data: what an API shape hands over, and what the use case needs from outside. */
import type { Limits } from '../base/index.ts';
import type { Database } from '../db/index.ts';
import type { EdmModel, EntitySet, EntityType, Property, Singleton } from '../edm/index.ts';
import type { ExpandTree, KeyTexts } from '../payload/index.ts';
import type { Statement } from '../sql/index.ts';
import type { DuplicateRule } from './write-duplicates.ts';
import type { Preference } from './write-answer.ts';
import type { HashSecret } from './write-secrets.ts';
import type { WriteTarget } from './write-target.ts';

export type WriteMethod = 'PUT' | 'PATCH' | 'POST' | 'DELETE';

/** The part of an entity that a request is about. `reference`: the target is what the navigation leads to. */
export type WritePart =
  | { readonly kind: 'reference'; readonly id: string | undefined }
  | { readonly kind: 'property'; readonly path: readonly Property[]; readonly raw: boolean }
  | { readonly kind: 'stream'; readonly property: Property | undefined; /** Where its bytes are, once they are in the transaction. */ readonly upload?: Upload };

/** The bytes of a stream, which need not be in memory as a whole. */
export type StreamBody = { readonly bytes: number; readonly pieces: () => AsyncIterable<Uint8Array> };
export type Upload = { readonly name: string; readonly bytes: number };

export type WriteRequest = {
  readonly method: WriteMethod;
  /** Undefined: the whole entity. */
  readonly part?: WritePart | undefined;
  /** The entity and what is nested in it are one object for the client: whatever changes, its version grows. */
  readonly asOne?: boolean;
  /** The Slug header: what a client would like a new media entity to be called. */
  readonly slug?: string | undefined;
  /** The set the entity belongs to: its capabilities apply. */
  readonly set: EntitySet | Singleton;
  readonly target: WriteTarget;
  readonly contentType: string | undefined;
  readonly body: () => Promise<Uint8Array>;
  /** The body of a stream; absent where no stream is written. */
  readonly stream?: () => Promise<StreamBody>;
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly prefer: Preference | undefined;
  /** $select or $expand is given: whoever says what to show wants it shown. */
  readonly shaped?: boolean;
  /** The OData-Version header as sent. */
  readonly version: '4.0' | '4.01' | undefined;
  readonly requestId: string;
  /** An operation writes what clients may not: computed values. */
  readonly asService?: boolean;
};

/** Reads what was written; of entities and parts only the statement is known here, their dress is not. */
export type ReadBack = (entity: { readonly type: EntityType; readonly key: KeyTexts; readonly expand: ExpandTree }) => Statement;

export type WriteDeps = {
  readonly model: EdmModel;
  readonly database: Database;
  readonly limits: Limits;
  readonly hashSecret: HashSecret;
  /** Reads the entity as it is after the change; first column: the body, second: the ETag. */
  readonly readBack: ReadBack;
  /** Reads the part that the URL addresses; for shapes that write parts. */
  readonly readPart?: () => Statement;
  /** Reads entities by their keys, as one array; for shapes that change many at once. */
  readonly readMany?: (entities: { readonly keys: readonly KeyTexts[]; readonly expand: ExpandTree }) => Statement;
  /** Absolute URL of an entity by its key, for OData-EntityId and Location. */
  readonly entityUrl: (key: KeyTexts) => string;
  /** Values that two entities may share, but that are refused for want of a word that says so. */
  readonly duplicates?: readonly DuplicateRule[];
};
