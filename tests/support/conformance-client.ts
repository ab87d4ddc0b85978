/**
 * A client generated from our own metadata by odata2ts, compiled and run as its users would do it.
 * In: the metadata, a program that imports the generated service. Out: what the compiler had to say, and a
 * `run` that starts the program against a URL and reads its answer. Everything lives in a temporary folder.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Json } from './service.ts';

const start = promisify(execFile);
const COMPILER = { target: 'es2022', module: 'commonjs', moduleResolution: 'node', strict: true, skipLibCheck: true, outDir: 'js', rootDir: '.', types: ['node'] };

export type TypedClient = { readonly compilerOutput: string; readonly run: (url: string) => Promise<Json>; readonly remove: () => void };

export async function generateClient(csdlXml: string, program: string): Promise<TypedClient> {
  const folder = mkdtempSync(join(tmpdir(), 'typed-client-'));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'metadata.xml'), csdlXml);
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER, include: ['client/*.ts', 'program.ts'] }));
  writeFileSync(join(folder, 'program.ts'), program);
  const node = (...parameters: string[]) => start(process.execPath, parameters, { cwd: folder });
  await node('node_modules/@odata2ts/odata2ts/lib/run-cli.js', '-s', 'metadata.xml', '-o', 'client', '-m', 'all', '-e', 'ts', '-name', 'LoanService');
  const { stdout } = await node('node_modules/typescript/bin/tsc', '-p', '.').catch((error: { stdout: string }) => error);
  return {
    compilerOutput: stdout,
    run: async (url) => JSON.parse((await node('js/program.js', url)).stdout) as Json,
    remove: () => rmSync(folder, { recursive: true }),
  };
}
