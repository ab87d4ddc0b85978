/**
 * Lets a Node of any version run the sources as they stand: `node --import ./tests/support/run-typescript.mjs src/main.ts`.
 * In: modules as Node loads them. Out: the `.ts` ones without their types, which is all they need to become JavaScript.
 */
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import ts from 'typescript';

const OPTIONS = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true, inlineSourceMap: true };

if (isMainThread) register(import.meta.url);

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const { outputText } = ts.transpileModule(readFileSync(fileURLToPath(url), 'utf8'), { compilerOptions: OPTIONS, fileName: url });
  return { format: 'module', shortCircuit: true, source: outputText };
}
