/**
 * The documents that no table is read for: service document and metadata.
 * In: the model. Out: responses. The metadata is made once per model and carries an ETag.
 */
import { createHash } from 'node:crypto';
import { fail } from '../../base/index.ts';
import type { EdmModel } from '../../edm/index.ts';
import { negotiateMetadata } from '../../http/index.ts';
import type { HttpRequest, HttpResponse } from '../../http/index.ts';
import { matchesEtag } from './etag.ts';
import type { Version } from './version.ts';

export function serviceDocument(model: EdmModel, baseUrl: string, dress: Version & { readonly withContext: boolean }): string {
  const sets = [...model.entitySets.values()].map(({ name, inServiceDocument }) => ({ name, kind: 'EntitySet', url: name, inServiceDocument }));
  const singletons = [...model.singletons.values()].map(({ name, inServiceDocument }) => ({ name, kind: 'Singleton', url: name, inServiceDocument }));
  const functions = [...model.imports.values()].filter(({ kind }) => kind === 'functionImport');
  const imports = functions.map(({ name, inServiceDocument }) => ({ name, kind: 'FunctionImport', url: name, inServiceDocument }));
  const value = [...sets, ...singletons, ...imports].filter((item) => item.inServiceDocument).map(({ name, kind, url }) => ({ name, kind, url }));
  return JSON.stringify({ ...(dress.withContext ? { [`${dress.prefix}context`]: `${baseUrl}/$metadata` } : {}), value });
}

type Etags = { readonly xml: string; readonly json: string };
const etags = new WeakMap<EdmModel, Etags>();

function etagsOf(model: EdmModel): Etags {
  const hash = (text: string): string => `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
  const made = etags.get(model) ?? { xml: hash(model.csdlXml), json: hash(model.csdlJson) };
  etags.set(model, made);
  return made;
}

export type MetadataDress = { readonly dress: Version; readonly formatOption: string | undefined };

/** The XML is readable by clients of 4.0 and says so; the JSON is answered in the version asked for. */
export function metadataDocument(model: EdmModel, request: HttpRequest, { dress, formatOption }: MetadataDress): HttpResponse {
  const format = negotiateMetadata(request.headers.get('accept'), formatOption);
  if (format === undefined) return fail('URL110', '$metadata is offered as application/xml and application/json.', { target: formatOption === undefined ? 'Accept' : '$format' });
  const etag = etagsOf(model)[format];
  const headers = { 'OData-Version': format === 'xml' ? '4.0' : dress.version, ETag: etag, 'Cache-Control': 'no-cache', Vary: 'Accept, OData-MaxVersion, Authorization' };
  if (matchesEtag(request.headers.get('if-none-match'), etag)) return { status: 304, headers };
  const contentType = format === 'xml' ? 'application/xml' : 'application/json';
  return { status: 200, headers: { ...headers, 'Content-Type': contentType }, body: format === 'xml' ? model.csdlXml : model.csdlJson };
}
