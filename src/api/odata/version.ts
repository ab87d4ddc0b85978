/**
 * Which OData version answers: 4.0 and 4.01 when named by OData-MaxVersion; a client that
 * names none is answered as 4.01 in meaning, with `@odata.` names, which many such clients look for.
 * Versions before 4.0 are refused (URL111); later ones get the highest we speak.
 */
import { fail } from '../../base/index.ts';

export type Version = { readonly version: '4.0' | '4.01'; readonly prefix: '@odata.' | '@' };

const UNNAMED: Version = { version: '4.01', prefix: '@odata.' };
const V40: Version = { version: '4.0', prefix: '@odata.' };
const V401: Version = { version: '4.01', prefix: '@' };

export function responseVersion(headers: ReadonlyMap<string, string>): Version {
  checkBodyVersion(headers.get('odata-version'));
  const named = headers.get('odata-maxversion')?.trim();
  if (named === undefined || named === '') return UNNAMED;
  const match = /^(\d{1,3})\.(\d{1,3})$/.exec(named);
  if (match === null || Number(match[1]) < 4) {
    return fail('URL111', `OData-MaxVersion is '${named.slice(0, 40)}'; this service speaks 4.0 and 4.01.`, { target: 'OData-MaxVersion' });
  }
  return named === '4.0' || named === '4.00' ? V40 : V401;
}

function checkBodyVersion(named: string | undefined): void {
  if (named === undefined || /^\s*4\.(0|00|01)\s*$/.test(named)) return;
  fail('URL111', `OData-Version is '${named.slice(0, 40)}'; this service reads 4.0 and 4.01.`, { target: 'OData-Version' });
}
