/**
 * Serves the model in a folder at the server's root: `npm run start:model -- FOLDER`.
 * In: the folder, the environment. Out: a running service that says what it serves.
 */
import { resolve } from 'node:path';
import { loadConfig } from './config.ts';
import { makeLog } from './log.ts';
import { openFolder } from './open-folder.ts';
import { exitWith, run } from './run.ts';

const PORT = 8090;

async function start(folder: string): Promise<void> {
  const config = loadConfig(undefined, { PORT });
  const log = makeLog(config.logLevel);
  const { model, storage, server } = await openFolder(folder, config, log.observe);
  await run({ config, server, storage, log }, (origin) => {
    const sets = [...model.entitySets.keys()].map((name) => `    ${config.publicUrl ?? origin}/${name}`);
    return Promise.resolve(['', `  ${model.name}, OData v4, no credentials: ${config.publicUrl ?? origin}/`, ...sets, '']);
  });
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('usage: npm run start:model -- FOLDER\n');
  process.exit(2);
}
start(resolve(folder)).catch(exitWith);
