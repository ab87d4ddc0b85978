/**
 * The catalog model's two texts: the CSDL that clients read, and the mapping of its names to tables.
 * In: nothing. Out: the texts, read once per call. The files lie beside this module in the sources and
 * are not copied by the build, so the compiled module looks for them under the project's root.
 * It does not parse them; `src/edm` does.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { ModelSources } from '../../src/edm/index.ts';

/** From `metadata/catalog/` itself, then from `dist/metadata/catalog/`. */
const PLACES = ['./', '../../../metadata/catalog/'];

function readBeside(fileName: string): string {
  const place = PLACES.map((prefix) => new URL(prefix + fileName, import.meta.url)).find((url) => existsSync(url));
  if (place === undefined) throw new Error(`metadata/catalog/${fileName} is missing`);
  return readFileSync(place, 'utf8');
}

export const readCatalogSources = (): ModelSources => ({
  csdlXml: readBeside('service.csdl.xml'),
  mapping: JSON.parse(readBeside('mapping.json')) as unknown,
});
