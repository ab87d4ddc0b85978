/**
 * A model with one property of every primitive type, and rows at the edges of those types: nulls, extremes,
 * LIKE's special characters, text beyond the Basic Multilingual Plane, leap days, fractions of every sign.
 * In: the owner's knex on a migrated schema. Out: a table `samples` that the runtime role may read, and its model.
 */
import type { Knex } from 'knex';
import { parseModel } from '../../src/edm/index.ts';
import type { EdmModel } from '../../src/edm/index.ts';
import type { Json } from './service.ts';

const PROPERTIES: readonly (readonly [name: string, type: string, sql: string, facets?: string])[] = [
  ['tiny', 'Edm.Byte', 'smallint'], ['signed', 'Edm.SByte', 'smallint'], ['small', 'Edm.Int16', 'smallint'],
  ['whole', 'Edm.Int32', 'int'], ['large', 'Edm.Int64', 'bigint'],
  ['exact', 'Edm.Decimal', 'numeric', 'Precision="60" Scale="variable"'], ['money', 'Edm.Decimal', 'numeric(19,4)', 'Precision="19" Scale="4"'],
  ['single', 'Edm.Single', 'real'], ['real', 'Edm.Double', 'double precision'],
  ['text', 'Edm.String', 'text collate "C"'], ['other', 'Edm.String', 'text collate "C"'],
  ['flag', 'Edm.Boolean', 'boolean'], ['guid', 'Edm.Guid', 'uuid'],
  ['day', 'Edm.Date', 'date'], ['due', 'Edm.Date', 'date'],
  ['at', 'Edm.DateTimeOffset', 'timestamptz', 'Precision="6"'], ['till', 'Edm.DateTimeOffset', 'timestamptz', 'Precision="6"'],
  ['clock', 'Edm.TimeOfDay', 'time', 'Precision="6"'], ['span', 'Edm.Duration', 'numeric', 'Precision="6"'], ['lapse', 'Edm.Duration', 'numeric', 'Precision="6"'],
  ['style', 'Samples.Style', 'int'], ['parentId', 'Edm.Int32', 'int'],
  ['code', 'Edm.String', 'text collate "C" not null', 'Nullable="false"'], ['rank', 'Edm.Int32', 'int not null', 'Nullable="false"'],
  ['mark', 'Edm.Boolean', 'boolean not null', 'Nullable="false"'], ['colour', 'Samples.Colour', 'int not null', 'Nullable="false"'],
];

const CSDL = `<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" Version="4.0"><edmx:DataServices>
<Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="Samples">
  <EntityType Name="Sample">
    <Key><PropertyRef Name="id"/></Key>
    <Property Name="id" Type="Edm.Int32" Nullable="false"/>
    ${PROPERTIES.map(([name, type, , facets = '']) => `<Property Name="${name}" Type="${type}" ${facets}/>`).join('\n')}
    <Property Name="place" Type="Samples.Place"/>
    <NavigationProperty Name="Parent" Type="Samples.Sample" Partner="Children"><ReferentialConstraint Property="parentId" ReferencedProperty="id"/></NavigationProperty>
    <NavigationProperty Name="Children" Type="Collection(Samples.Sample)" Partner="Parent"/>
  </EntityType>
  <EntityType Name="Special" BaseType="Samples.Sample"><Property Name="bonus" Type="Edm.Int32"/></EntityType>
  <ComplexType Name="Place"><Property Name="city" Type="Edm.String"/><Property Name="floor" Type="Edm.Int32"/></ComplexType>
  <EnumType Name="Style" IsFlags="true"><Member Name="None" Value="0"/><Member Name="Bold" Value="1"/><Member Name="Thin" Value="2"/><Member Name="Wide" Value="4"/></EnumType>
  <EnumType Name="Colour"><Member Name="Red" Value="1"/><Member Name="Green" Value="2"/><Member Name="Blue" Value="3"/></EnumType>
  <EntityContainer Name="Container"><EntitySet Name="Samples" EntityType="Samples.Sample">
    <NavigationPropertyBinding Path="Parent" Target="Samples"/><NavigationPropertyBinding Path="Children" Target="Samples"/>
  </EntitySet></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>`;

export const parseSamples = (): EdmModel => parseModel({
  csdlXml: CSDL,
  mapping: {
    model: 'samples',
    discriminators: { 'Samples.Sample': { column: 'sort', values: { 'Samples.Sample': 'S', 'Samples.Special': 'X' } } },
  },
});

type Cell = string | number | boolean | null;
const TEXTS = [
  null, '', 'a', 'A', 'abc', 'ABC', 'a%c', 'a_c', 'a\\c', "O'Neil", '"quoted"', 'straße', 'STRASSE', 'İstanbul', 'istanbul', 'ıI', 'ΑΣ', 'ας',
  'é', 'e\u0301', '😀a', 'a😀b', '𝒳', '\uFFFD', '\uE000', 'zz', 'Z', ' lead', 'trail ', '\u00A0hard\u00A0', '\u3000wide', 'tab\t', 'line\nbreak',
  '100%', '50% off', 'a b', '1', '-1', '12.50', 'true', '2024-02-29', 'null', 'ǅ', 'ß', '\u0085next', 'a+b', 'a&b', 'x/y', '[a]', 'a.c', '(',
];
const EDGES: Readonly<Record<string, readonly Cell[]>> = {
  tiny: [null, 0, 1, 7, 255], signed: [null, -128, -1, 0, 7, 127], small: [-32768, -7, 0, 7, null, 3, 32767],
  whole: [0, null, 1, -1, 7, -7, 10, 2147483647, -2147483648, 2, 5], large: ['0', '9007199254740993', null, '-9223372036854775808', '9223372036854775807', '42', '-42', '9007199254740992'],
  exact: ['0', '1', null, '-1', '0.1', '-0.1', '0.5', '-0.5', '1.5', '2.5', '-2.5', '12345678901234567890.123456789012345678', '-99999999999999999999.999', '0.000000000000000000001', '100', '3', '10.50'],
  money: ['0', null, '1', '-1', '2.55', '2.5', '999999999999999.9999', '-999999999999999.9999', '0.0001', '-0.5', '0.5', '100', '5'],
  single: [0, 1.5, null, -1.5, 3.14, 16777216, 0.1, -2.5, 2.5], real: [0, '-0', 0.1, 0.3, null, 0.5, -0.5, 2.5, -2.5, 1e300, -1e300, 5e-324, 'Infinity', '-Infinity', 0.49999999999999994, 123456.789, 3],
  text: TEXTS, other: ['a', null, 'abc', '', '%', '_', '\\', 'A', '😀', 'ß', 'b', '.', 'c'],
  flag: [true, null, false], guid: [null, '00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '01234567-89ab-cdef-0123-456789abcdef'],
  day: ['2024-02-29', null, '2023-02-28', '1970-01-01', '0001-01-01', '9999-12-31', '2000-02-29', '1900-03-01', '2024-12-31', '1969-12-31'],
  due: ['2024-02-29', '2024-03-01', null, '1999-12-31', '2023-02-28', '1970-01-02', '2024-02-28'],
  at: ['2024-02-29T23:59:59.999999Z', '1970-01-01T00:00:00Z', null, '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999999Z', '2024-03-01T00:00:00.1Z', '1969-12-31T23:59:59.5Z', '2024-06-15T12:30:45.123456Z'],
  till: [null, '2024-03-01T00:00:00Z', '1970-01-01T00:00:00Z', '2024-06-15T12:30:45.123456Z', '2024-02-29T12:00:00Z'],
  clock: ['00:00:00', null, '23:59:59.999999', '12:30:45.5', '09:30:00', '12:30:45.123456'],
  span: ['0', '86400', null, '-86400', '0.000001', '-93784.5', '3600', '-1', '2678400', '90061.25'], lapse: [null, '3600', '0', '-3600', '86400', '1.5'],
  style: [null, 0, 1, 3, 4, 7, 2], code: ['k', 'K', '', 'ä', 'z', '😀', '\uFFFD', 'k'], rank: [1, 2, 3, 1, 2], mark: [true, false], colour: [1, 2, 3],
  bonus: [null, 5, -5, 0], place_city: ['Graz', null, 'Linz', 'graz'], place_floor: [null, 0, -1, 3], sort: ['S', 'S', 'X'],
};
const COUNT = 156;

/** Every column walks its list at a pace of its own, so that edges meet in many combinations. Row 1 holds only nulls. */
function makeRow(id: number): Record<string, Cell> {
  const columns = Object.entries(EDGES).map(([name, cells], column): [string, Cell] => [name, cells[(id + (name === 'sort' ? 0 : Math.floor(id / cells.length) * (column % 7))) % cells.length] ?? null]);
  const row = { id, ...Object.fromEntries(columns), bonus: EDGES['sort']?.[id % 3] === 'X' ? columns.find(([name]) => name === 'bonus')?.[1] ?? null : null, parent_id: id % 5 === 0 || id < 4 ? null : Math.ceil(id / 3) };
  const bare = Object.fromEntries(Object.keys(row).map((name) => [name, null]));
  return id === 1 ? { ...bare, id, code: '', rank: 0, mark: false, colour: 1, sort: 'S' } : row;
}

/**
 * What a row's JSON must say whichever way the service writes it: the type of derived entities and complex values,
 * from the rows as they were inserted. Applied to every row at any depth of an answer.
 */
export function completeSample(json: Json): Json {
  if (json === null || json === undefined) return json;
  const row = makeRow(Number(json.id));
  const { Parent, Children } = json;
  const derived = row['sort'] === 'X' ? { '@odata.type': '#Samples.Special', bonus: row['bonus'] } : {};
  const related = { ...(Parent === undefined ? {} : { Parent: completeSample(Parent) }), ...(Children === undefined ? {} : { Children: Children.map(completeSample) }) };
  return { ...json, ...derived, ...related, place: { city: row['place_city'], floor: row['place_floor'] } };
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export async function installSamples(knex: Knex): Promise<void> {
  const columns = PROPERTIES.map(([name, , sql]) => `${snake(name)} ${sql}`).join(', ');
  await knex.raw(`create table samples (id int primary key, sort text not null, ${columns}, bonus int, place_city text collate "C", place_floor int)`);
  await knex.raw('grant select on samples to odata_runtime');
  await knex('samples').insert(Array.from({ length: COUNT }, (_, i) => makeRow(i + 1)));
}
