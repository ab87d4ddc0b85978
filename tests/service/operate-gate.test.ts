import { makeGate } from '../../src/service/index.ts';

/** Work that ends when told, and says when it began. */
function makeWork(log: string[], name: string) {
  let end = (): void => undefined;
  const done = new Promise<void>((resolve) => { end = resolve; });
  const work = async (): Promise<string> => {
    log.push(`${name} begins`);
    await done;
    log.push(`${name} ends`);
    return name;
  };
  return { work, end: () => end() };
}
const settled = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

test('work that wants to be alone waits for the others and holds back what comes later', async () => {
  const log: string[] = [];
  const gate = makeGate();
  const [first, second, alone, third] = ['first', 'second', 'alone', 'third'].map((name) => makeWork(log, name));
  const all = [gate.shared(first!.work), gate.shared(second!.work), gate.alone(alone!.work), gate.shared(third!.work)];
  await settled();
  expect(log).toEqual(['first begins', 'second begins']);
  first!.end();
  second!.end();
  await settled();
  expect(log.slice(2)).toEqual(['first ends', 'second ends', 'alone begins']);
  alone!.end();
  third!.end();
  expect(await Promise.all(all)).toEqual(['first', 'second', 'alone', 'third']);
  expect(log.slice(5)).toEqual(['alone ends', 'third begins', 'third ends']);
});

test('two that want to be alone run one after the other, and a failure lets the next one in', async () => {
  const gate = makeGate();
  const log: string[] = [];
  const failing = gate.alone(async () => {
    log.push('a');
    await settled();
    log.push('a fails');
    throw new Error('no');
  });
  const next = gate.alone(async () => { log.push('b'); });
  await expect(failing).rejects.toThrow('no');
  await next;
  await gate.shared(async () => { log.push('c'); });
  expect(log).toEqual(['a', 'a fails', 'b', 'c']);
});
