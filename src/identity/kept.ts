/**
 * Answers of the database about callers, kept for a few seconds, so that most requests need no round trip of
 * their own; what is revoked works no longer than that. In: a question by its key. Out: the answer.
 * That there is none is not kept: there is no end of such keys.
 */
export type Find<T> = (key: string) => Promise<T | undefined>;

const KEPT_MS = 5_000;
const KEPT_ANSWERS = 1_000;

/** `now` in milliseconds, from a clock that never goes back. */
export function keepBriefly<T>(find: Find<T>, now: () => number): Find<T> {
  const kept = new Map<string, { readonly answer: Promise<T | undefined>; readonly until: number }>();
  const forget = (key: string): void => void kept.delete(key);
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined && known.until > now()) return known.answer;
    const answer = find(key);
    if (kept.size >= KEPT_ANSWERS) kept.clear();
    kept.set(key, { answer, until: now() + KEPT_MS });
    void answer.then((found) => found ?? forget(key), () => forget(key));
    return answer;
  };
}
