/**
 * Capability annotations of a set or singleton → the flags the engine enforces.
 * In: the annotations of the set, of its type and of the container. Out: `Capabilities`, with the
 * standard's default where nothing is said: everything allowed, but no deltas of a set. What no flag stands for is only published.
 */
import { recordField } from './build-properties.ts';
import type { AnnotationValue, Annotations, Capabilities } from './model.ts';

const TERMS = 'Org.OData.Capabilities.V1.';
const CORE = 'Org.OData.Core.V1.';

/** The set's own word counts first, then the container's. */
export function readCapabilities(own: Annotations, container: Annotations): Capabilities {
  const term = (name: string): AnnotationValue | undefined => own.get(TERMS + name) ?? container.get(TERMS + name);
  const allows = (name: string, field: string): boolean => recordField(term(name), field) !== false;
  const names = (name: string, field: string): ReadonlySet<string> => readNames(recordField(term(name), field));
  const mayWrite = !isReadOnly(own.get(`${CORE}Permissions`));
  return {
    filterable: allows('FilterRestrictions', 'Filterable'),
    nonFilterable: names('FilterRestrictions', 'NonFilterableProperties'),
    sortable: allows('SortRestrictions', 'Sortable'),
    nonSortable: names('SortRestrictions', 'NonSortableProperties'),
    expandable: allows('ExpandRestrictions', 'Expandable'),
    nonExpandable: names('ExpandRestrictions', 'NonExpandableProperties'),
    countable: allows('CountRestrictions', 'Countable'),
    searchable: allows('SearchRestrictions', 'Searchable'),
    selectable: allows('SelectSupport', 'Supported'),
    topSupported: term('TopSupported') !== false,
    skipSupported: term('SkipSupported') !== false,
    insertable: mayWrite && allows('InsertRestrictions', 'Insertable'),
    updatable: mayWrite && allows('UpdateRestrictions', 'Updatable'),
    deltaUpdatable: recordField(term('UpdateRestrictions'), 'DeltaUpdateSupported') === true,
    deletable: mayWrite && allows('DeleteRestrictions', 'Deletable'),
    nonInsertable: names('InsertRestrictions', 'NonInsertableProperties'),
    nonUpdatable: names('UpdateRestrictions', 'NonUpdatableProperties'),
    ifMatchRequired: own.has(`${CORE}OptimisticConcurrency`),
  };
}

const readNames = (value: AnnotationValue | undefined): ReadonlySet<string> =>
  new Set(Array.isArray(value) ? value.filter((name) => typeof name === 'string') : []);

const isReadOnly = (permissions: AnnotationValue | undefined): boolean =>
  typeof permissions === 'string' && !permissions.includes('Write') && !/Insert|Update|Delete/.test(permissions);
