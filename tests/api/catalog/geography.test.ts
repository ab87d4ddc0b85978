/** Geography: GeoJSON in and out, well-known text, and the three functions in metres on WGS 84. */
import { onTheCatalog, seedKey } from '../../support/catalog.ts';

const NAMES = ['Laptop', 'Wireless Mouse', 'Coffee Mug', 'Office Chair', 'Smartphone', 'Premium Laptop Pro', 'Gaming Mouse Ultra'];
const PRODUCT = `/Products(${seedKey('a4')})`;
const point = (longitude: number, latitude: number): string => `geography'SRID=4326;Point(${longitude} ${latitude})'`;
const degrees = (whole: number, minutes: number, seconds: number): number => whole + minutes / 60 + seconds / 3600;
const SEATTLE = point(-122.3321, 47.6062);

onTheCatalog(({ send, get }) => {
  const found = async (filter: string): Promise<readonly string[]> => {
    const { status, json, text } = await get(`/Products?$select=Name&$filter=${filter}`);
    if (status !== 200) throw new Error(`${filter}: ${status} ${text}`);
    return json.value.map(({ Name }: { Name: string }) => Name);
  };
  const metres = async (call: string): Promise<number> => (await get(`/Products?$top=1&$select=m&$compute=${call} as m`)).json.value[0].m;

  // The first is the example of Vincenty's paper as geodesists check it; the others follow from the ellipsoid's axes.
  test.each([
    ['Flinders Peak to Buninyong', [degrees(144, 25, 29.5244), -degrees(37, 57, 3.7203)], [degrees(143, 55, 35.3839), -degrees(37, 39, 10.1561)], 54972.271],
    ['a degree of the equator', [0, 0], [1, 0], (6378137 * Math.PI) / 180],
    ['a quarter of a meridian', [0, 0], [0, 90], 10001965.7293],
    ['pole to pole', [0, 90], [0, -90], 2 * 10001965.7293],
    ['the same place at the date line', [180, 10], [-180, 10], 0],
    ['across the date line', [179.9, 0], [-179.9, 0], (6378137 * Math.PI * 0.2) / 180],
    ['one pole, two longitudes', [10, 90], [50, 90], 0],
    ['nowhere', [5, 5], [5, 5], 0],
    ['nearly opposite, where steps are many', [0, 0], [179.5, 0.5], 19936288.6],
  ])('geo.distance: %s', async (_title, [a = 0, b = 0], [c = 0, d = 0], expected) => {
    expect(Math.abs((await metres(`geo.distance(${point(a, b)},${point(c, d)})`)) - expected)).toBeLessThan(expected > 19e6 ? 1 : 0.001);
  });

  test('geo.length is the sum of the distances along the line; of nothing it is null', async () => {
    const [a, b, c] = [point(0, 0), point(1, 0), point(1, 1)];
    const legs = (await metres(`geo.distance(${a},${b})`)) + (await metres(`geo.distance(${b},${c})`));
    expect(await metres("geo.length(geography'SRID=4326;LineString(0 0,1 0,1 1)')")).toBeCloseTo(legs, 6);
    const { json } = await get('/Products?$select=Name,m&$compute=geo.length(Route) as m');
    expect(json.value.map(({ m }: { m: number | null }) => (m === null ? null : Math.round(m)))).toEqual([39828, 13467, 1645, null, 1963, 6300, expect.any(Number)]);
  });

  test.each([
    [`geo.distance(Location,${SEATTLE}) lt 1000000`, ['Laptop', 'Coffee Mug']], [`geo.distance(${SEATTLE},Location) gt 3000000`, ['Premium Laptop Pro']],
    [`GEO.DISTANCE(Location,@p) eq 0&@p=${SEATTLE}`, ['Laptop']], ['geo.length(Route) gt 10000', ['Laptop', 'Wireless Mouse', 'Gaming Mouse Ultra']],
    ['geo.intersects(Location,Area)', NAMES.filter((name) => name !== 'Office Chair')], ['not geo.intersects(Location,Area)', []], ['geo.distance(Location,null) lt 1', []],
    ["geo.intersects(Location,geography'SRID=4326;Polygon((-123 47,-122 47,-122 48,-123 48,-123 47))')", ['Laptop']],
    ["geo.intersects(Location,geography'SRID=4326;POLYGON((-123 47,-123 48,-122 48,-122 47,-123 47))')", ['Laptop']],
    ["geo.intersects(Location,geography'SRID=4326;Polygon((-123 47,-122 47,-122 48,-123 48,-123 47),(-122.4 47.5,-122.3 47.5,-122.3 47.7,-122.4 47.7,-122.4 47.5))')", []],
    ["geo.intersects(Location,geography'SRID=4326;Polygon((-122.3321 47,-122 47,-122 48,-122.3321 48,-122.3321 47))')", ['Laptop']],
    ["geo.intersects(Location,geography'SRID=4326;Polygon((-122.3321 47.6062,-122 47,-122 48,-122.3321 47.6062))')", ['Laptop']],
    ["geo.intersects(Location,geography'SRID=4326;Polygon((-122.33 47,-122 47,-122 48,-122.33 48,-122.33 47))')", []],
    [`Category/Products/any(p:geo.distance(p/Location,${SEATTLE}) lt 1) and Price gt 900`, ['Laptop', 'Premium Laptop Pro']],
    ['Location eq null', ['Office Chair']], ['Route ne null and Area ne null', NAMES.filter((name) => name !== 'Office Chair')],
  ])('$filter=%s', async (filter, expected) => expect(await found(filter)).toEqual(expected));

  test('the nearest come first', async () => {
    const { json } = await get(`/Products?$select=Name&$filter=Location ne null&$orderby=geo.distance(Location,${SEATTLE})&$top=3`);
    expect(json.value.map(({ Name }: { Name: string }) => Name)).toEqual(['Laptop', 'Coffee Mug', 'Wireless Mouse']);
  });

  test.each([
    ['geo.nearby(Location,Area) eq 1', 400], ['geo.distance(Location) lt 1', 400], ['geo.distance() lt 1', 400], ['geo.length() gt 1', 400], ['geo.intersects(Location)', 400],
    [`geo.distance(Location,${SEATTLE},${SEATTLE}) lt 1`, 400], ['geo.distance(Location,1) lt 1', 400], ["geo.distance(Location,'x') lt 1", 400], ['geo.distance(Location,Area) lt 1', 400],
    ['geo.length(Location) gt 1', 400], ['geo.intersects(Area,Location)', 400], ["geo.distance(Location,geography'SRID=4326;Point(1)') lt 1", 400], ["geo.distance(Location,geography'Point(1 2)') lt 1", 400],
    ["geo.distance(Location,geography'SRID=4269;Point(1 2)') lt 1", 400], ["geo.intersects(Location,geography'SRID=4326;Polygon((0 0,1 0,1 1,0 1))')", 400],
    ['Location eq Location', 400], ['Location gt null', 400], ['Location in (null)', 400], ["cast(Location,Edm.String) eq 'x'", 501], ["geo.distance(Location,geometry'SRID=0;Point(1 2)') lt 1", 501],
  ])('$filter=%s is %i, with a message', async (filter, status) => {
    const answer = await get(`/Products?$filter=${filter}`);
    expect([answer.status, answer.json.error]).toEqual([status, { code: expect.any(String), message: expect.any(String), target: expect.any(String) }]);
  });

  test('nothing is ordered by a place', async () => expect((await get('/Products?$orderby=Location')).status).toBe(400));

  test.each([
    ['Location', 'Point', [-0.5, 51.25], 'SRID=4326;Point(-0.5 51.25)'], ['Route', 'LineString', [[0, 0], [1, 1.5], [2, -1]], 'SRID=4326;LineString(0 0,1 1.5,2 -1)'],
    ['Area', 'Polygon', [[[0, 0], [4, 0], [4, 4], [0, 0]], [[1, 0.5], [2, 0.5], [2, 1], [1, 0.5]]], 'SRID=4326;Polygon((0 0,4 0,4 4,0 0),(1 0.5,2 0.5,2 1,1 0.5))'],
  ])('%s is GeoJSON in bodies and well-known text as a raw value, both ways', async (name, type, coordinates, text) => {
    const value = { type, coordinates };
    expect((await send('PATCH', PRODUCT, { body: { [name]: value } })).status).toBe(204);
    expect((await get(PRODUCT)).json[name]).toEqual(value);
    expect((await get(`${PRODUCT}/${name}`)).json.value).toEqual(value);
    const raw = await get(`${PRODUCT}/${name}/$value`);
    expect([raw.text, raw.headers['content-type']]).toEqual([text, 'text/plain']);
    expect((await send('DELETE', `${PRODUCT}/${name}`)).status).toBe(204);
    expect((await get(`${PRODUCT}/${name}/$value`)).status).toBe(204);
    expect((await send('PUT', `${PRODUCT}/${name}/$value`, { body: text, headers: { 'content-type': 'text/plain' } })).status).toBe(204);
    expect((await get(PRODUCT)).json[name]).toEqual(value);
    expect((await send('PUT', `${PRODUCT}/${name}`, { body: { value: { type: 'Circle', coordinates } } })).status).toBe(400);
    expect((await send('PUT', `${PRODUCT}/${name}/$value`, { body: 'here', headers: { 'content-type': 'text/plain' } })).status).toBe(400);
  });
});
