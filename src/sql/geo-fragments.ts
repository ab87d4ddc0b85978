/**
 * The SQL text of geography, in plain SQL over GeoJSON: no extension, no function of the database's own.
 * Distances and lengths are metres along the WGS 84 ellipsoid, by the inverse method of T. Vincenty, "Direct
 * and inverse solutions of geodesics on the ellipsoid", Survey Review XXIII 176 (1975). It settles within a
 * few steps, except between points nearly opposite each other, where it stops after a hundred.
 * Lines between positions of an area are straight in longitude and latitude, as RFC 7946, 3.1.1 has it.
 */

const A = '6378137';
const F = '(1 / 298.257223563)';
const B = `(${A} * (1 - ${F}))`;

/** Degrees; rounded to less than a micrometre, or squares of tiny differences would leave the range of a double. */
const degrees = (position: string, index: 0 | 1): string => `round((${position} ->> ${index})::numeric, 12)::float8`;

/** One step: from a difference of longitude on the auxiliary sphere (lambda) to a better one. */
const STEP =
  'select n + 1, l + (1 - middle.c) * f * sine * (angle + middle.c * arc.s * (m + middle.c * arc.c * (2 * m * m - 1))), lambda, angle, arc.s, arc.c, square, m ' +
  'from step cross join ends ' +
  'cross join lateral (select sqrt((cos(u2) * sin(lambda)) ^ 2 + (cos(u1) * sin(u2) - sin(u1) * cos(u2) * cos(lambda)) ^ 2), sin(u1) * sin(u2) + cos(u1) * cos(u2) * cos(lambda)) as arc (s, c) ' +
  'cross join lateral (select atan2(arc.s, arc.c), case when arc.s = 0 then 0 else cos(u1) * cos(u2) * sin(lambda) / arc.s end) as azimuth (angle, sine) ' +
  'cross join lateral (select 1 - sine * sine) as cosine (square) ' +
  'cross join lateral (select case when square < 1e-15 then 0 else arc.c - 2 * sin(u1) * sin(u2) / square end, f / 16 * square * (4 + f * (4 - 3 * square))) as middle (m, c) ' +
  'where n < 100 and (n = 0 or abs(lambda - before) > 1e-12)';

/** The series of the paper, for the last step. */
const DISTANCE =
  `select ${B} * (1 + k / 16384 * (4096 + k * (-768 + k * (320 - 175 * k)))) * (sigma - turn * sin_sigma * (mid + turn / 4 * (cos_sigma * (2 * mid * mid - 1) - turn / 6 * mid * (4 * sin_sigma * sin_sigma - 3) * (4 * mid * mid - 3)))) ` +
  `from step cross join lateral (select cos2_alpha * (${A}::float8 ^ 2 - ${B} ^ 2) / ${B} ^ 2) as flat (k) ` +
  'cross join lateral (select k / 1024 * (256 + k * (-128 + k * (74 - 47 * k)))) as correction (turn) order by n desc limit 1';

/** Metres between two positions, which are JSON arrays. */
const geodesic = (from: string, to: string): string =>
  `(with recursive ends as (select radians(${degrees(to, 0)} - ${degrees(from, 0)}) as l, atan((1 - ${F}) * tan(radians(${degrees(from, 1)}))) as u1, atan((1 - ${F}) * tan(radians(${degrees(to, 1)}))) as u2, ${F}::float8 as f), ` +
  'step (n, lambda, before, sigma, sin_sigma, cos_sigma, cos2_alpha, mid) as (' +
  `select 0, l, l, 0::float8, 0::float8, 0::float8, 0::float8, 0::float8 from ends union all ${STEP}) ${DISTANCE})`;

const coordinates = (shape: string): string => `(${shape} -> 'coordinates')`;
/** Each position of a list with the one after it. */
const pairs = (positions: string): string =>
  `(select position as p, lead(position) over (order by place) as q from json_array_elements(${positions}) with ordinality as listed (position, place)) as pair`;

/** Exact, so that a point on an edge is found on it. */
const exact = (position: string, index: 0 | 1): string => `round((${position} ->> ${index})::numeric, 15)`;
const EDGES =
  `select ${exact('p', 0)} as x1, ${exact('p', 1)} as y1, ${exact('q', 0)} as x2, ${exact('q', 1)} as y2, ${exact(coordinates('{0}'), 0)} as x, ${exact(coordinates('{0}'), 1)} as y ` +
  `from json_array_elements(${coordinates('{1}')}) as ring, lateral ${pairs('ring')} where q is not null`;
/** An edge is crossed by the ray to the east when the point is to the west of it. */
const CROSSED = 'case when y1 <= y and y < y2 then side > 0 when y2 <= y and y < y1 then side < 0 else false end';
const ON_EDGE = 'side = 0 and x between least(x1, x2) and greatest(x1, x2) and y between least(y1, y2) and greatest(y1, y2)';

const KNOWN = '{0} is not null and {1} is not null';

export const GEO_FRAGMENTS = {
  geoDistance: `(case when ${KNOWN} then ${geodesic(coordinates('{0}'), coordinates('{1}'))} end)`,
  geoLength: `(case when {0} is not null then (select coalesce(sum(${geodesic('p', 'q')}), 0) from ${pairs(coordinates('{0}'))} where q is not null) end)`,
  /** Inside or on the boundary: on an edge, or behind an odd number of them. Holes count their edges, too. */
  geoIntersects:
    `(case when ${KNOWN} then (select coalesce(bool_or(${ON_EDGE}), false) or mod(count(*) filter (where ${CROSSED}), 2) = 1 ` +
    `from (select *, (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1) as side from (${EDGES}) as edge) as sided) end)`,
  /** Well-known text: commas inside a position become blanks, its brackets go, or become parentheses where it is a point. */
  geoText:
    String.raw`('SRID=' || {1} || ';' || ({0} ->> 'type') || translate(regexp_replace(regexp_replace(regexp_replace(({0} -> 'coordinates')::text, '\s', '', 'g'), '([0-9]),(?=[-0-9])', '\1 ', 'g'), '\[([^][]+)\]', case when {0} ->> 'type' like '%Point' then '(\1)' else '\1' end, 'g'), '[]', '()'))`,
} as const;
