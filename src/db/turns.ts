/**
 * Turns on something that only one may use at a time: first come, first served.
 * In: requests for a turn. Out: a function that ends it. Waiting has a limit, so that a transaction
 * that never ends shows as an error instead of a silent standstill.
 */
export type Turns = { readonly take: () => Promise<() => void> };

const WAIT_LIMIT_MS = 30_000;

export function makeTurns(): Turns {
  const waiting: (() => void)[] = [];
  let taken = false;

  const makeEnd = (): (() => void) => {
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const next = waiting.shift();
      if (next) next();
      else taken = false;
    };
  };

  const take = (): Promise<() => void> => {
    if (!taken) {
      taken = true;
      return Promise.resolve(makeEnd());
    }
    return new Promise((resolve, reject) => {
      const onTurn = (): void => {
        clearTimeout(timer);
        resolve(makeEnd());
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(onTurn), 1);
        reject(new Error(`waited ${WAIT_LIMIT_MS} ms for a turn on the embedded database`));
      }, WAIT_LIMIT_MS);
      waiting.push(onTurn);
    });
  };
  return { take };
}
