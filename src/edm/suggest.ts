/**
 * The nearest name, for hints in faults. In: a name nobody knows and those that exist. Out: one of them, or
 * nothing when none is near. Long client-supplied names are not compared: the cost must stay bounded.
 */
const LENGTH_MAX = 128;
const DISTANCE_MAX = 3;

export function suggest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length === 0 || name.length > LENGTH_MAX) return undefined;
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.min(DISTANCE_MAX, Math.max(1, Math.floor(name.length / 3))) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = editDistance(wanted, candidate.toLowerCase(), bestDistance);
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/** Levenshtein distance by rows; gives up with `limit` once no cell of a row is below it. */
function editDistance(left: string, right: string, limit: number): number {
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const above = previous[column] ?? limit;
      const diagonal = previous[column - 1] ?? limit;
      const before = current[column - 1] ?? limit;
      const change = left[row - 1] === right[column - 1] ? 0 : 1;
      current.push(Math.min(above + 1, before + 1, diagonal + change));
    }
    if (Math.min(...current) >= limit) return limit;
    previous = current;
  }
  return previous[right.length] ?? limit;
}
