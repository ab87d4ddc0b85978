/**
 * The model as data: CSDL, indexed, cross-linked, mapped to tables and frozen.
 * In: made by `parseModel` from CSDL text and a mapping file. Out: read by every later room.
 * All lookups go through Maps, so that names such as `__proto__` are names like any other.
 * It holds no behaviour and knows no particular model.
 */

export type PrimitiveName =
  | 'Edm.Binary' | 'Edm.Boolean' | 'Edm.Byte' | 'Edm.Date' | 'Edm.DateTimeOffset' | 'Edm.Decimal'
  | 'Edm.Double' | 'Edm.Duration' | 'Edm.Guid' | 'Edm.Int16' | 'Edm.Int32' | 'Edm.Int64' | 'Edm.SByte'
  | 'Edm.Single' | 'Edm.Stream' | 'Edm.String' | 'Edm.TimeOfDay'
  | 'Edm.Geography' | 'Edm.GeographyPoint' | 'Edm.GeographyLineString' | 'Edm.GeographyPolygon'
  | 'Edm.GeographyMultiPoint' | 'Edm.GeographyMultiLineString' | 'Edm.GeographyMultiPolygon' | 'Edm.GeographyCollection'
  | 'Edm.Geometry' | 'Edm.GeometryPoint' | 'Edm.GeometryLineString' | 'Edm.GeometryPolygon'
  | 'Edm.GeometryMultiPoint' | 'Edm.GeometryMultiLineString' | 'Edm.GeometryMultiPolygon' | 'Edm.GeometryCollection';

export type PrimitiveType = { readonly kind: 'primitive'; readonly name: PrimitiveName };
export type EnumType = {
  readonly kind: 'enum';
  readonly name: string; // qualified by namespace, as are all `name`s of types
  readonly underlying: PrimitiveName;
  readonly isFlags: boolean;
  readonly members: ReadonlyMap<string, bigint>;
};
export type TypeDefinition = {
  readonly kind: 'typeDefinition';
  readonly name: string;
  readonly underlying: PrimitiveType;
  readonly facets: Facets;
};
export type ComplexType = StructuredType & { readonly kind: 'complex' };
export type EntityType = StructuredType & {
  readonly kind: 'entity';
  readonly hasStream: boolean;
  /** Key properties in declaration order; empty only for abstract types. */
  readonly key: readonly KeyProperty[];
  readonly table: TableMapping;
};
/** A key part: usually a property of the type; `alias` and `path` differ for parts inside complex values. */
export type KeyProperty = { readonly alias: string; readonly path: readonly Property[] };

type StructuredType = {
  readonly name: string;
  readonly baseType: string | undefined;
  /** Qualified names of this type and every type derived from it. */
  readonly family: readonly string[];
  readonly isAbstract: boolean;
  readonly isOpen: boolean;
  /** Own and inherited, base first, in declaration order. */
  readonly properties: ReadonlyMap<string, Property>;
  readonly navigations: ReadonlyMap<string, Navigation>;
  readonly annotations: Annotations;
};

export type EdmType = PrimitiveType | EnumType | TypeDefinition | ComplexType | EntityType;
export type ValueType = Exclude<EdmType, EntityType>;
export type TypeRef = { readonly type: EdmType; readonly collection: boolean; readonly nullable: boolean; readonly facets: Facets };

export type Facets = {
  readonly maxLength?: number;
  readonly precision?: number;
  readonly scale?: number | 'variable' | 'floating';
  readonly srid?: number | 'variable';
};

export type Property = {
  readonly kind: 'property';
  readonly name: string;
  readonly declaredBy: string;
  readonly type: ValueType;
  readonly collection: boolean;
  readonly nullable: boolean;
  readonly facets: Facets;
  readonly defaultValue: string | undefined;
  readonly computed: boolean;
  readonly immutable: boolean;
  readonly searchable: boolean;
  readonly visibility: Visibility;
  /** `Validation.AllowedValues`, where given. */
  readonly allowedValues: ReadonlySet<string> | undefined;
  /** `Validation.Pattern`, where given: an ECMA 262 test; it is anchored only where the pattern says so. */
  readonly pattern: string | undefined;
  readonly storage: Storage;
  readonly annotations: Annotations;
};

/**
 * plain: everybody reads it. masked: only callers that may see secrets read it, others get null.
 * writeOnly: nobody reads it; it is stored as `storage` says (a hash).
 */
export type Visibility = 'plain' | 'masked' | 'writeOnly';

/**
 * Where a property lives. column: one column of the entity's table. complex: the columns of its
 * properties, each prefixed. hashed: a column that takes a password hash. link: a column of the link
 * row through which the entity was reached (null otherwise). stream: bytes and their media type.
 */
export type Storage =
  | { readonly kind: 'column'; readonly column: string }
  | { readonly kind: 'complex'; readonly prefix: string }
  | { readonly kind: 'hashed'; readonly column: string }
  | { readonly kind: 'link'; readonly column: string }
  | { readonly kind: 'stream'; readonly content: string; readonly contentType: string };

export type Navigation = {
  readonly kind: 'navigation';
  readonly name: string;
  readonly declaredBy: string;
  /** Qualified name of the target type; look it up in `types` (types refer to each other in cycles). */
  readonly target: string;
  readonly collection: boolean;
  readonly nullable: boolean;
  readonly partner: string | undefined;
  readonly containsTarget: boolean;
  /** `OnDelete Cascade` in the CSDL, or containment: the child goes with its parent. */
  readonly owned: boolean;
  /** `OnDelete SetNull`: the rows it leads to stay, and lose their reference. */
  readonly letsGo?: boolean;
  readonly constraints: readonly { readonly property: string; readonly referenced: string }[];
  readonly link: Link;
  readonly annotations: Annotations;
};

export type JoinPair = { readonly source: string; readonly target: string };

/**
 * How rows are joined. foreignKey: `source.column = target.column` for each pair; `holder` tells which
 * row stores the reference. linkTable: a row of `table` for each pair of entities; `source` and
 * `target` pair link columns (`.source` = column of the link table, `.target` = column of the entity).
 */
export type Link =
  | { readonly kind: 'foreignKey'; readonly holder: 'source' | 'target'; readonly pairs: readonly JoinPair[] }
  | {
      readonly kind: 'linkTable';
      readonly table: TableMapping;
      readonly source: readonly JoinPair[];
      readonly target: readonly JoinPair[];
    };

export type TableMapping = {
  /** The table that is written. */
  readonly name: string;
  /** The relation that is read: a view that carries tenant and soft deletion, or the table itself. */
  readonly read: string;
  readonly tenantColumn: string | undefined;
  /** Integer column that grows with each change: the source of the ETag. */
  readonly versionColumn: string | undefined;
  /** Set instead of deleting the row, where the table has one. */
  readonly deletedColumn: string | undefined;
  /** Timestamp column that each change of the row sets to the time of its transaction. */
  readonly updatedColumn?: string | undefined;
  /**
   * For entities that are contained: the columns that hold their parent's key. Their own key is unique among the
   * children of one parent only, where it does not hold these columns already.
   */
  readonly ownerColumns?: readonly { readonly name: string; readonly sqlType: string }[];
  /** Columns of a media entity's stream: its bytes and their media type. */
  readonly media?: { readonly content: string; readonly contentType: string };
  /** For type hierarchies in one table: the column that names the type, and the value of each type. */
  readonly discriminator: { readonly column: string; readonly values: ReadonlyMap<string, string> } | undefined;
};

export type EntitySet = {
  readonly kind: 'entitySet';
  readonly name: string;
  readonly type: EntityType;
  /** Navigation path (with casts) → name of the target set or singleton. */
  readonly bindings: ReadonlyMap<string, string>;
  readonly inServiceDocument: boolean;
  readonly capabilities: Capabilities;
  /** Each alternate key is a list of alias → property. Only what the model declares is one. */
  readonly alternateKeys: readonly (readonly KeyProperty[])[];
  readonly annotations: Annotations;
};

export type Singleton = Omit<EntitySet, 'kind' | 'alternateKeys'> & { readonly kind: 'singleton' };

/** The capability annotations the engine enforces, with the standard's defaults filled in. */
export type Capabilities = {
  readonly filterable: boolean;
  readonly nonFilterable: ReadonlySet<string>;
  readonly sortable: boolean;
  readonly nonSortable: ReadonlySet<string>;
  readonly expandable: boolean;
  readonly nonExpandable: ReadonlySet<string>;
  readonly countable: boolean;
  readonly searchable: boolean;
  readonly selectable: boolean;
  readonly topSupported: boolean;
  readonly skipSupported: boolean;
  readonly insertable: boolean;
  readonly updatable: boolean;
  /** PATCH on the set itself, with a delta; off unless the metadata says so, as the vocabulary has it. */
  readonly deltaUpdatable: boolean;
  readonly deletable: boolean;
  /** Values that a creation, or a change, leaves alone; bodies may carry them. */
  readonly nonInsertable: ReadonlySet<string>;
  readonly nonUpdatable: ReadonlySet<string>;
  /** `Core.OptimisticConcurrency` on the set itself: changes need If-Match. */
  readonly ifMatchRequired: boolean;
};

export type Parameter = TypeRef & { readonly name: string; readonly optional: boolean };
export type Operation = {
  readonly kind: 'function' | 'action';
  readonly name: string; // qualified
  readonly bound: boolean;
  readonly composable: boolean;
  /** The binding parameter is the first one when `bound`. */
  readonly parameters: readonly Parameter[];
  readonly returns: TypeRef | undefined;
  readonly entitySetPath: string | undefined;
  readonly annotations: Annotations;
};
export type OperationImport = {
  readonly kind: 'functionImport' | 'actionImport';
  readonly name: string;
  readonly operation: string; // qualified
  readonly entitySet: string | undefined;
  readonly inServiceDocument: boolean;
  readonly annotations: Annotations;
};

export type AnnotationValue =
  | string | number | boolean | null
  | readonly AnnotationValue[]
  | { readonly record: ReadonlyMap<string, AnnotationValue> };
/** Full term name, with `#Qualifier` where given → value. Paths and enum members are strings. */
export type Annotations = ReadonlyMap<string, AnnotationValue>;

export type EdmModel = {
  readonly name: string;
  /** Namespace of the schema whose operations may be called unqualified. */
  readonly namespace: string;
  readonly schemaVersion: string | undefined;
  /** The CSDL as clients read it. */
  readonly csdlXml: string;
  readonly csdlJson: string;
  /** By qualified name, `Edm.` primitives included; alias-qualified names are found too. */
  readonly types: ReadonlyMap<string, EdmType>;
  /** Overloads by qualified name. */
  readonly operations: ReadonlyMap<string, readonly Operation[]>;
  readonly containerName: string; // qualified
  readonly entitySets: ReadonlyMap<string, EntitySet>;
  readonly singletons: ReadonlyMap<string, Singleton>;
  readonly imports: ReadonlyMap<string, OperationImport>;
  readonly rules: ModelRules;
};

/** Settings of a model that are not CSDL; they come from its mapping file. */
export type ModelRules = {
  /** Database schema that holds the tables. */
  readonly databaseSchema: string;
  /** What PUT means: the standard's replacement, or merging what the body names. */
  readonly put: 'replace' | 'merge';
  readonly markers: Markers | undefined;
  /** Accept `Set(id=5)`, `Set()`, `$expand=A/B`, `datetime'…'`, 0/1, numeric strings. */
  readonly lenient: boolean;
  /** Table that takes an audit row for each write, where the model has one. */
  readonly auditTable: string | undefined;
  /** Values that only one row per scope may hold, by qualified type name. */
  readonly uniqueFlags?: ReadonlyMap<string, readonly UniqueFlag[]>;
  /** Values that a property may have when its entity is created, by `Ns.Type/property`. */
  readonly createValues?: ReadonlyMap<string, ReadonlySet<string>>;
  /** What a new link of a many-to-many navigation asks of one of its ends, by `Ns.Type/Navigation`. */
  readonly linkRequires?: ReadonlyMap<string, LinkRequirement>;
  /** Foreign keys of which each entity has one and no more, by qualified type name. */
  readonly exactlyOne?: ReadonlyMap<string, readonly string[]>;
  /** By qualified type name of media entities. */
  readonly media?: ReadonlyMap<string, MediaRule>;
  /** The action that a POST to the import of a function means, by the names of both imports. */
  readonly postAs?: ReadonlyMap<string, string>;
  /** Navigations, by qualified type name, that must lead nowhere before an entity may be deleted. */
  readonly restrictDelete?: ReadonlyMap<string, readonly string[]>;
};

/** `property` of the navigation's source or target must have one of the values. */
export type LinkRequirement = { readonly end: 'source' | 'target'; readonly property: string; readonly values: readonly string[] };

/** What is kept about a media entity's stream: its length in bytes; the name a client proposes, or the one for want of it. */
export type MediaRule = { readonly size?: string; readonly name?: string; readonly untitled?: string };

/** `property` may equal `value` in one row only among those that agree in the `scope` properties. */
export type UniqueFlag = { readonly property: string; readonly value: string; readonly scope: readonly string[] };

/** Words of the deep-update dialect (`__id`, `__update` …); the engine knows the mechanism only. */
export type Markers = {
  readonly id: string;
  readonly update: string;
  readonly destroy: readonly string[];
  readonly metadata: string;
  readonly results: string;
  /** What an answer shows of a navigation that is not expanded; sent back, it leaves the navigation alone. */
  readonly deferred?: string;
  readonly ignored: readonly string[];
  readonly ignoredPrefixes: readonly string[];
  /** Marker → column of the link row, by navigation (`Ns.Type/Navigation`). */
  readonly linkColumns: ReadonlyMap<string, ReadonlyMap<string, string>>;
};
