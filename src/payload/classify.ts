/**
 * What an item of a body means: the table of the deep-update dialect, and the standard's own forms.
 * In: the markers found, whether the item carries fields, and the navigation it stands in.
 * Out: the action, or problems where neither reading is safe. Whether the row exists is not known here.
 */
import type { EntityType, Markers, Navigation } from '../edm/index.ts';
import type { ItemAction, KeyTexts } from './entity-input.ts';
import type { Marking } from './markers.ts';
import { addProblem, joinPath } from './problems.ts';
import type { Problems } from './problems.ts';

export type Situation = {
  readonly navigation: Navigation;
  readonly target: EntityType;
  readonly markers: Markers | undefined;
  readonly marking: Marking;
  /** Properties, navigations and unknown names: anything but markers and control information. */
  readonly hasFields: boolean;
  /** Key named by a marker or a reference, already decoded. */
  readonly key: KeyTexts | undefined;
  /** Key properties among the fields, decoded; null where the body holds none. */
  readonly bodyKey: KeyTexts | undefined;
  readonly membership: 'named' | 'exact';
  readonly path: string;
  readonly problems: Problems;
};

/** Undefined: the item asks for nothing, or a problem was noted. */
export function classifyItem(situation: Situation): ItemAction | undefined {
  const { marking } = situation;
  if (marking.destroy) return classifyDestroy(situation);
  if (marking.update) return classifyUpdate(situation);
  if (situation.key !== undefined) return situation.membership === 'exact' && situation.hasFields ? 'merge' : classifyNamed(situation);
  if (marking.id !== undefined || marking.uri !== undefined) return undefined; // its key was refused already
  if (marking.nameless !== undefined && !(marking.nameless.isTyped && situation.hasFields)) return refuseNameless(situation, marking.nameless);
  return classifyPlain(situation);
}

function refuseNameless({ problems }: Situation, { path }: NonNullable<Marking['nameless']>): undefined {
  addProblem(problems, 'BOD304', { path, message: `${path} has no uri: it does not say which entity is meant. Leave it out to create one.` });
}

function classifyDestroy({ marking, key, navigation, markers, path, problems }: Situation): ItemAction | undefined {
  if (key !== undefined || !navigation.collection) return 'destroy';
  const word = marking.destroyWord;
  addProblem(problems, 'BOD304', { path, message: `${path} has ${word} without ${markers?.id}: in a collection it does not say which row to remove.` });
  return undefined;
}

function classifyUpdate({ key, navigation, markers, path, problems }: Situation): ItemAction | undefined {
  if (key !== undefined || !navigation.collection) return 'update';
  addProblem(problems, 'BOD304', {
    path,
    message: `${path} has ${markers?.update} without ${markers?.id}: in a collection it does not say which row to update.`,
  });
  return undefined;
}

function classifyNamed({ marking, navigation, hasFields, markers, path, problems }: Situation): ItemAction | undefined {
  if (!hasFields) return navigation.owned ? 'mention' : 'link';
  const word = marking.uri === undefined ? markers?.id : markers?.metadata;
  addProblem(problems, 'BOD304', {
    path,
    message: `${path} has ${word} and fields, but no ${markers?.update}: neither creating nor updating is safe. Add "${markers?.update}": true to update it, or leave ${word} out to create.`,
  });
  return undefined;
}

function classifyPlain({ navigation, target, markers, hasFields, bodyKey, membership, path, problems }: Situation): ItemAction | undefined {
  if (membership === 'exact') return bodyKey === undefined ? createOrUpsert(navigation) : 'merge';
  const keyName = target.key[0]?.alias ?? '';
  if (markers !== undefined && bodyKey !== undefined && target.key.every((part) => part.path.at(-1)?.computed === true)) {
    addProblem(problems, 'BOD304', {
      path: joinPath(path, keyName),
      message: `${joinPath(path, keyName)} names a row, but the item has no ${markers.id}: it is neither a new row nor an update. Use ${markers.id} with ${markers.update}.`,
    });
    return undefined;
  }
  if (!navigation.collection && !hasFields && bodyKey === undefined) return undefined;
  return createOrUpsert(navigation);
}

const createOrUpsert = (navigation: Navigation): ItemAction => (navigation.collection ? 'create' : 'upsert');
