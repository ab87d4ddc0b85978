/**
 * Golden files: texts kept in tests/golden and read in review like code. `npm run golden:update`
 * rewrites them; otherwise a difference fails the test.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

export function expectGolden(name: string, text: string): void {
  const path = `tests/golden/${name}`;
  if (process.env['GOLDEN_UPDATE'] !== undefined) writeFileSync(path, text);
  expect(existsSync(path)).toBe(true);
  expect(text).toBe(readFileSync(path, 'utf8'));
}
