/**
 * Lets requests run together, and one that must be alone run alone.
 * In: work to do. Out: its result. Work that wants to be alone waits for what is running and holds back
 * what comes after it; several such run one after the other, in the order they came.
 */
export type Gate = {
  readonly shared: <T>(work: () => Promise<T>) => Promise<T>;
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
};

type Waiting = { readonly isAlone: boolean; readonly go: () => void };

export function makeGate(): Gate {
  let running = 0;
  let isAlone = false;
  const queue: Waiting[] = [];

  /** Starts, from the front of the queue, everything that may run now. */
  const advance = (): void => {
    for (let next = queue[0]; next !== undefined && !isAlone && (!next.isAlone || running === 0); next = queue[0]) {
      queue.shift();
      running += 1;
      isAlone = next.isAlone;
      next.go();
    }
  };

  const enter = async <T>(alone: boolean, work: () => Promise<T>): Promise<T> => {
    await new Promise<void>((go) => {
      queue.push({ isAlone: alone, go });
      advance();
    });
    try {
      return await work();
    } finally {
      running -= 1;
      if (alone) isAlone = false;
      advance();
    }
  };

  return { shared: (work) => enter(false, work), alone: (work) => enter(true, work) };
}
