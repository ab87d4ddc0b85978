/**
 * A server of the bench in a process of its own. In: the module to run and its arguments. Out: its port,
 * and what it has used so far, asked over the process channel. The counterpart of `report.ts`.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** CPU in microseconds, memory in bytes; `notes` is whatever a server wants to tell. */
export type Usage = { readonly cpu: number; readonly memory: number; readonly notes: string };
export type Server = { readonly name: string; readonly port: number; readonly usage: () => Promise<Usage>; readonly stop: () => void };

export async function startServer(name: 'service' | 'baseline', execArgv: readonly string[]): Promise<Server> {
  const path = fileURLToPath(new URL(`./serve-${name}.js`, import.meta.url));
  const child = fork(path, [], { execArgv: [...execArgv], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const started = (await answerOf(child)) as { port: number };
  const usage = (): Promise<Usage> => {
    const answer = answerOf(child);
    child.send('usage');
    return answer as Promise<Usage>;
  };
  return { name, port: started.port, usage, stop: () => child.disconnect() };
}

function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error('a server of the bench ended before it answered'));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}
