/** Which representation a client gets for its Accept header and $format. */
import { negotiateJson, negotiateMetadata } from '../../src/http/index.ts';
import type { JsonFormat } from '../../src/http/index.ts';
import { negotiateEncoding } from '../../src/http/respond.ts';

const plain: JsonFormat = { metadata: 'minimal', ieee754Compatible: false, exponentialDecimals: false, streaming: false };
const EXCEL =
  'application/json;odata.metadata=minimal;q=1.0,application/json;odata=minimalmetadata;q=0.9,application/atomsvc+xml;q=0.8,application/atom+xml;q=0.8,application/xml;q=0.7,text/plain;q=0.7';

type JsonCase = readonly [accept: string | undefined, format: string | undefined, expected: Partial<JsonFormat> | undefined];
const jsonCases: readonly JsonCase[] = [
  [undefined, undefined, {}],
  ['', undefined, {}],
  ['*/*', undefined, {}],
  ['*', undefined, {}],
  ['application/*', undefined, {}],
  ['application/json', undefined, {}],
  ['APPLICATION/JSON; Charset="UTF-8"', undefined, { charset: 'utf-8' }],
  ['application/json;odata.metadata=full', undefined, { metadata: 'full' }],
  ['application/json;metadata=none', undefined, { metadata: 'none' }],
  ['application/json ; odata.metadata = "full"', undefined, { metadata: 'full' }],
  ['application/json;IEEE754Compatible=true', undefined, { ieee754Compatible: true }],
  ['application/json;odata.metadata=minimal;IEEE754Compatible=true;ExponentialDecimals=true;odata.streaming=true', undefined, { ieee754Compatible: true, exponentialDecimals: true, streaming: true }],
  ['application/json;IEEE754Compatible=false', undefined, {}],
  ['application/json;IEEE754Compatible=perhaps', undefined, undefined],
  // version 3 parameters, as DevExtreme and Excel send them
  ['application/json;odata=verbose,text/plain, */*; q=0.01', undefined, {}],
  ['application/json;odata=minimalmetadata', undefined, {}],
  [EXCEL, undefined, {}],
  // nobody's parameters
  ['application/json;foo=bar', undefined, undefined],
  ['application/json;foo=bar, */*;q=0.1', undefined, {}],
  ['application/json;odata.metadata=everything', undefined, undefined],
  ['application/json;charset=iso-8859-1', undefined, undefined],
  ['application/json;q=0.5;foo=bar', undefined, {}],
  ['application/json;q=0.5;odata.metadata=full', undefined, { metadata: 'full' }],
  // other types
  ['text/html', undefined, undefined],
  ['application/xml, application/atom+xml', undefined, undefined],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', undefined, {}],
  ['nonsense', undefined, undefined],
  // weights
  ['application/json;odata.metadata=none;q=0.2, application/json;odata.metadata=full;q=0.9', undefined, { metadata: 'full' }],
  ['*/*, application/json;odata.metadata=full', undefined, { metadata: 'full' }],
  ['application/json;odata.metadata=none, application/json;odata.metadata=full', undefined, { metadata: 'none' }],
  ['application/json, application/json;odata.metadata=full', undefined, {}],
  ['application/json;q=0', undefined, undefined],
  ['application/json;q=0, */*', undefined, undefined],
  ['*/*;q=0, application/json', undefined, {}],
  ['application/*;q=0, */*', undefined, undefined],
  ['application/json;odata.metadata=full;q=0, application/json', undefined, {}],
  ['application/json;odata.metadata=full;q=0, application/json;odata.metadata=full', undefined, undefined],
  ['text/html;q=1, application/json;q=.3', undefined, {}],
  ['application/json;x="a,b;c", application/json;odata.metadata=full', undefined, { metadata: 'full' }],
  // $format wins over Accept
  ['text/html', 'json', {}],
  ['application/json', 'xml', undefined],
  ['application/json', 'atom', undefined],
  ['application/json', 'text/html', undefined],
  ['application/json', '', undefined],
  [undefined, 'JSON', {}],
  [undefined, 'application/json;odata.metadata=full', { metadata: 'full' }],
  [undefined, 'application/json;odata.metadata=none;IEEE754Compatible=true', { metadata: 'none', ieee754Compatible: true }],
  [undefined, 'json;odata.metadata=full', { metadata: 'full' }],
  [undefined, 'application/json;foo=bar', undefined],
  [undefined, 'application/json;odata=verbose', {}],
  [undefined, '*/*', undefined],
];

describe('JSON for data', () => {
  it.each(jsonCases)('Accept %j with $format %j', (accept, format, expected) => {
    expect(negotiateJson(accept, format)).toEqual(expected === undefined ? undefined : { ...plain, ...expected });
  });
});

const metadataCases: readonly (readonly [string | undefined, string | undefined, 'xml' | 'json' | undefined])[] = [
  [undefined, undefined, 'xml'],
  ['*/*', undefined, 'xml'],
  ['application/*', undefined, 'xml'],
  ['application/xml', undefined, 'xml'],
  ['application/xml;charset=utf-8', undefined, 'xml'],
  ['application/json', undefined, 'json'],
  ['application/json;odata.metadata=minimal', undefined, 'json'],
  ['application/json, text/plain, */*', undefined, 'json'],
  ['application/json, application/xml;q=0.1', undefined, 'xml'],
  ['application/json;foo=bar', undefined, undefined],
  [EXCEL, undefined, 'xml'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', undefined, 'xml'],
  ['text/html', undefined, undefined],
  ['application/xml;q=0, */*', undefined, 'json'],
  ['application/json;q=0, */*', undefined, 'xml'],
  ['application/xml;q=0, application/json;q=0, */*', undefined, undefined],
  ['application/json', 'xml', 'xml'],
  ['application/xml', 'json', 'json'],
  [undefined, 'application/xml', 'xml'],
  [undefined, 'application/json', 'json'],
  [undefined, 'text/html', undefined],
];

describe('XML or JSON for metadata', () => {
  it.each(metadataCases)('Accept %j with $format %j is %s', (accept, format, expected) => {
    expect(negotiateMetadata(accept, format)).toBe(expected);
  });
});

describe('compression', () => {
  it.each([
    ['gzip, deflate', 'gzip'],
    ['deflate', 'deflate'],
    ['gzip;q=0.1, deflate;q=0.9', 'deflate'],
    ['br', undefined],
    ['gzip;q=0', undefined],
    ['*', 'gzip'],
    ['identity', undefined],
    ['*;q=0', undefined],
    ['gzip;q=x', undefined],
  ])('Accept-Encoding %s gives %s', (header, expected) => {
    expect(negotiateEncoding(header)).toBe(expected);
  });
});
