/**
 * What the decoding functions pass along: the model, the request's settings and the problems so far.
 * It holds no behaviour beyond counting entities against the published limit.
 */
import { fail } from '../base/index.ts';
import type { Limits } from '../base/index.ts';
import type { EdmModel, EntityType, Navigation } from '../edm/index.ts';
import type { ValueOptions } from './decode-property.ts';
import type { EntityInput, KeyTexts } from './entity-input.ts';
import type { JsonObject } from './json.ts';
import type { Problems } from './problems.ts';

export type Method = 'POST' | 'PUT' | 'PATCH';

/**
 * How related entities without markers are read. named: each is created (or, single-valued, updated or
 * created). exact: the array states the whole membership, and items may name what exists by address or key.
 * delta: each is added, changed or removed. refused: the request's version forbids them.
 */
export type Membership = 'named' | 'exact' | 'delta' | 'refused';

export type DecodeContext = {
  readonly model: EdmModel;
  readonly limits: Limits;
  readonly membership: Membership;
  /** ETags in the body count: from 4.01 on. */
  readonly heedsEtags: boolean;
  /** Complex values are replaced as a whole: what they leave out takes its default or null. */
  readonly replaces: boolean;
  /** The service itself writes: computed values count. */
  readonly asService: boolean;
  readonly values: ValueOptions;
  readonly problems: Problems;
  readonly counter: { entities: number };
  /** Breaks the circle between items and navigations without an import cycle. */
  readonly decodeItem: (context: DecodeContext, object: JsonObject, place: Place) => EntityInput | undefined;
};

/** Where an object of the body stands. */
export type Place = {
  readonly type: EntityType;
  readonly path: string;
  readonly via: { readonly navigation: Navigation; readonly membership: Membership } | undefined;
  /** For the root of an update: the key of the URL. */
  readonly urlKey?: KeyTexts | undefined;
  readonly method: Method;
};

export function countEntity({ counter, limits }: DecodeContext, path: string): void {
  counter.entities += 1;
  if (counter.entities <= limits.bodyEntities) return;
  fail('LIM602', `The body holds more entities than the limit bodyEntities of ${limits.bodyEntities}.`, { target: path });
}
