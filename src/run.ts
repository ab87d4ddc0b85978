/**
 * From a server that does not listen to one that stops in good order. In: configuration, log, storage,
 * server, what to say. Out: a running process; the first signal stops it, a second one at once.
 */
import type { Server } from 'node:http';
import type { Config } from './config.ts';
import { listen, stop } from './http/index.ts';
import type { Log } from './log.ts';
import type { Storage } from './storage.ts';

export type Running = { readonly config: Config; readonly server: Server; readonly storage: Storage; readonly log: Log };

/** `welcome` makes the lines that follow `listening on …`. */
export async function run(running: Running, welcome: (origin: string) => Promise<readonly string[]>): Promise<void> {
  const { config, server, storage, log } = running;
  const origin = await listen(server, config).catch(async (error: unknown) => {
    await storage.close();
    throw error;
  });
  stopOnSignal(running);
  const lines = await welcome(origin);
  log.flush();
  process.stdout.write(`listening on ${origin}\n${lines.join('\n')}\n`);
}

function stopOnSignal({ server, storage, log }: Running): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    log.observe({ kind: 'notice', message: `stopping on ${signal}` });
    const end = (status: number): void => {
      log.flush();
      process.exit(status);
    };
    stop(server)
      .then(storage.close)
      .then(() => end(0), (error: unknown) => {
        log.observe({ kind: 'error', where: 'stop', error });
        end(1);
      });
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

/** Why the process could not start, for the person at the terminal. */
export function exitWith(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
