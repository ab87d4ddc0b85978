/**
 * The service as a process of its own, which a test can kill. In: the environment it is started with. Out: where it
 * listens, and `kill`, which gives it no time to tidy up. The sources run as they stand, whatever was built before.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const living = new Set<() => Promise<void>>();

export type ServiceProcess = { readonly origin: string; readonly kill: () => Promise<void> };

export async function startProcess(environment: Readonly<Record<string, string>>): Promise<ServiceProcess> {
  const child = spawn(process.execPath, ['--import', './tests/support/run-typescript.mjs', 'src/main.ts'], {
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', LOG_LEVEL: 'error', ...environment }, stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const kill = async (): Promise<void> => {
    living.delete(kill);
    child.kill('SIGKILL');
    await ended;
  };
  living.add(kill);
  const lines = createInterface({ input: child.stdout });
  const listening = new Promise<string>((resolve) => lines.on('line', (line) => {
    if (line.startsWith('listening on ')) resolve(line.slice('listening on '.length));
  }));
  const origin = await Promise.race([listening, ended.then(() => Promise.reject(new Error('the service ended before it listened')))]);
  return { origin, kill };
}

/** What a test that failed has left running. */
export async function killAll(): Promise<void> {
  await Promise.all([...living].map((kill) => kill()));
}
