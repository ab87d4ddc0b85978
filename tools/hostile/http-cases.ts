/**
 * Hostile HTTP: verbs nobody defined, headers twice or without end, hosts that are none, credentials that
 * are garbage, and request lines a client would never send. Data only.
 */
import { get, put, rawly } from './request.ts';
import type { Group, Hostile, Want } from './request.ts';

const verb = (method: string, want: Want = 'refused', target = '/Customers(42)'): Hostile => ({ ...get(`${method || '(empty)'} ${target}`, target, { want }), method });
const AUTH = 'Authorization: Bearer {token}\r\n';
const plain = (name: string, lines: string, want: Want = 'refused'): Hostile => rawly(name, `${lines}Connection: close\r\n\r\n`, want);

const verbs: Group = {
  title: 'Verbs',
  cases: [
    ...['TRACE', 'CONNECT', 'PROPFIND', 'MKCOL', 'LOCK', 'SEARCH', 'PURGE', 'LINK', 'MERGE', 'FOO', 'get', 'Get', 'put', '', '__proto__', 'constructor', 'G\xC3\x84T', 'A'.repeat(5_000)].map((method) => ({ ...verb(method), name: `${method.slice(0, 20) || '(empty)'}` })),
    verb('HEAD', 'served'), verb('HEAD', 'refused', '/Customers(99999)'), verb('HEAD', 'refused', '/Nothing'), verb('HEAD', 'served', '/$metadata'), verb('HEAD', 'served', '/'), verb('OPTIONS', 'either'), verb('OPTIONS', 'either', '/'),
    { ...put('a GET with a body', '/Customers(42)', '{"firstName":"Mallory"}', { want: 'served' }), method: 'GET' }, { ...put('a HEAD with a body', '/Customers(42)', '{', { want: 'served' }), method: 'HEAD' },
    get('X-HTTP-Method: DELETE', '/Customers(42)', { want: 'served', headers: [['X-HTTP-Method', 'DELETE']] }), { ...get('a PUT without body or length', '/Customers(42)'), method: 'PUT' },
  ],
};

const lines: Group = {
  title: 'Request lines and headers',
  cases: [
    rawly('garbage', 'hello\r\n\r\n'), rawly('bytes of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'), rawly('HTTP/0.9', 'GET {root}/\r\n\r\n'), rawly('HTTP/9.9', 'GET {root}/ HTTP/9.9\r\nHost: a\r\n\r\n'), rawly('HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
    plain('no Host', `GET {root}/ HTTP/1.1\r\n${AUTH}`), plain('no Host, HTTP/1.0', `GET {root}/ HTTP/1.0\r\n${AUTH}`, 'served'), plain('two Hosts', `GET {root}/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n${AUTH}`),
    ...['', ' ', 'a b', 'a,b', 'http://a', '<script>', 'a:99999999', 'a:b', '[::1', '"', "a'", 'a/b', '\\', 'a%00', '\xff'].map((host) => plain(`Host: ${host === '\xff' ? '(byte 255)' : host}`, `GET {root}/ HTTP/1.1\r\nHost: ${host}\r\n${AUTH}`)),
    plain('Authorization twice', `GET {root}/ HTTP/1.1\r\nHost: a\r\n${AUTH}${AUTH}`, 'either'), plain('Accept twice', `GET {root}/ HTTP/1.1\r\nHost: a\r\n${AUTH}Accept: application/json\r\nAccept: text/html\r\n`, 'served'), plain('Content-Type twice', `PUT {root}/Customers(42) HTTP/1.1\r\nHost: a\r\n${AUTH}Content-Type: application/json\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n`), plain('If-Match twice', `GET {root}/Customers(42) HTTP/1.1\r\nHost: a\r\n${AUTH}If-Match: W/"x"\r\nIf-Match: W/"y"\r\n`), plain('OData-MaxVersion twice', `GET {root}/Customers(42) HTTP/1.1\r\nHost: a\r\n${AUTH}OData-MaxVersion: 4.0\r\nOData-MaxVersion: 4.01\r\n`, 'either'), plain('Autopal-Instance-ID twice', `GET {root}/Customers(42) HTTP/1.1\r\nHost: a\r\n${AUTH}Autopal-Instance-ID: demo\r\nAutopal-Instance-ID: other\r\n`),
    plain('Content-Length twice', `PUT {root}/Customers(42) HTTP/1.1\r\nHost: a\r\n${AUTH}Content-Length: 2\r\nContent-Length: 3\r\n`), plain('a negative Content-Length', `PUT {root}/Customers(42) HTTP/1.1\r\nHost: a\r\n${AUTH}Content-Length: -1\r\n`), plain('a huge Content-Length', `PUT {root}/Customers(42) HTTP/1.1\r\nHost: a\r\n${AUTH}Content-Type: application/json\r\nContent-Length: 99999999999\r\n`), plain('length and chunks', `PUT {root}/Customers(42) HTTP/1.1\r\nHost: a\r\n${AUTH}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n`), plain('an unknown Transfer-Encoding', `PUT {root}/Customers(42) HTTP/1.1\r\nHost: a\r\n${AUTH}Transfer-Encoding: xyz\r\n`), plain('chunks that are none', `PUT {root}/Customers(42) HTTP/1.1\r\nHost: a\r\n${AUTH}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`),
    plain('a header without a colon', `GET {root}/ HTTP/1.1\r\nHost: a\r\nnonsense\r\n`), plain('a header without a name', `GET {root}/ HTTP/1.1\r\nHost: a\r\n: x\r\n`), plain('a blank in a header name', `GET {root}/ HTTP/1.1\r\nHost: a\r\nA B: x\r\n`), plain('NUL in a header', `GET {root}/ HTTP/1.1\r\nHost: a\r\nX-A: a\0b\r\n`), plain('a folded header', `GET {root}/ HTTP/1.1\r\nHost: a\r\n${AUTH}X-A: a\r\n b\r\n`, 'either'),
    plain('a header of 100 kB', `GET {root}/ HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(100_000)}\r\n`), plain('10,000 headers', `GET {root}/ HTTP/1.1\r\nHost: a\r\n${Array.from({ length: 10_000 }, (_, i) => `X-${i}: a\r\n`).join('')}`), plain('1,500 headers', `GET {root}/ HTTP/1.1\r\nHost: a\r\n${AUTH}${Array.from({ length: 1_500 }, (_, i) => `X-${i}: a\r\n`).join('')}`, 'either'), plain('a URL of 100 kB', `GET {root}/${'a'.repeat(100_000)} HTTP/1.1\r\nHost: a\r\n${AUTH}`),
    plain('a blank in the URL', `GET {root}/Customers (42) HTTP/1.1\r\nHost: a\r\n${AUTH}`), plain('a fragment in the URL', `GET {root}/Customers(42)#x HTTP/1.1\r\nHost: a\r\n${AUTH}`, 'either'), plain('a control character in the URL', `GET {root}/\x01 HTTP/1.1\r\nHost: a\r\n${AUTH}`), plain('the absolute form', `GET http://b{root}/Customers(42) HTTP/1.1\r\nHost: a\r\n${AUTH}`, 'served'), plain('an unknown path', `GET /nothing HTTP/1.1\r\nHost: a\r\n${AUTH}`), plain('a broken escape outside the service', 'GET /%FF HTTP/1.1\r\nHost: a\r\n'), plain('the asterisk form', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n'), plain('a path that climbs', `GET {root}/../../etc/passwd HTTP/1.1\r\nHost: a\r\n${AUTH}`), plain('a path in another case', `GET /ODATA.SVC/ HTTP/1.1\r\nHost: a\r\n${AUTH}`),
    plain('Expect: nonsense', `GET {root}/ HTTP/1.1\r\nHost: a\r\n${AUTH}Expect: nonsense\r\n`), plain('Upgrade: websocket', `GET {root}/ HTTP/1.1\r\nHost: a\r\n${AUTH}Upgrade: websocket\r\n`, 'either'), plain('Range', `GET {root}/Customers(42) HTTP/1.1\r\nHost: a\r\n${AUTH}Range: bytes=0-1\r\n`, 'served'),
  ],
};

const callers: Group = {
  title: 'Credentials, preferences and conditions',
  cases: [
    ...['', 'Bearer', 'Bearer ', 'Basic', 'Basic !!!', 'Basic Og==', 'Basic ZGVtbw==', 'Digest x', `Bearer ${'a'.repeat(20_000)}`, 'Bearer \xff', 'Bearer a b c', 'Bearer %00', "Bearer ' or 1=1 --", 'Negotiate'].map((value) => get(`Authorization: ${value.length > 40 ? `${value.slice(0, 12)}…` : value.replace('\xff', '(byte 255)')}`, '/Customers(42)', { headers: [['Authorization', value]] })),
    ...['Forwarded', 'X-Forwarded-For', 'X-Forwarded-Host', 'Via', 'X-Real-IP'].map((name) => get(`the demo token with ${name}`, '/Customers(42)', { headers: [[name, '127.0.0.1']] })),
    ...['other', '999999999999', '-1', '1e0', "1 or 1=1", '%00', 'a'.repeat(10_000)].map((name) => get(`Autopal-Instance-ID: ${name.slice(0, 20)}`, '/Customers(42)', { headers: [['Autopal-Instance-ID', name]] })),
    ...['*', 'W/"x"', '"', 'W/', 'x'.repeat(10_000), ','.repeat(5_000)].flatMap((tag) => [
      put(`If-Match: ${tag.slice(0, 20)}`, '/Customers(42)', '{}', { want: 'either', headers: [['If-Match', tag]] }), get(`If-None-Match: ${tag.slice(0, 20)}`, '/Customers(42)', { want: 'either', headers: [['If-None-Match', tag]] }),
    ]),
    ...['return=', 'return=nonsense', ';;;', 'odata.maxpagesize=x', 'odata.maxpagesize=99999999999999999999', 'odata.maxpagesize=0', 'wait=1e99', '='.repeat(5_000), 'respond-async', 'odata.continue-on-error', 'a="'].map((value) => get(`Prefer: ${value.slice(0, 40)}`, '/Customers?$top=1', { want: 'served', headers: [['Prefer', value]] })),
    ...['gzip;q=9', '*;q=0', 'identity;q=0', ','.repeat(5_000), '__proto__', 'deflate'].map((value) => get(`Accept-Encoding: ${value.slice(0, 20)}`, '/Customers?$top=50', { want: 'either', headers: [['Accept-Encoding', value]] })),
    get('an X-Request-Id of 10 kB', '/Customers(42)', { want: 'served', headers: [['X-Request-Id', 'a'.repeat(10_000)]] }), get('an X-Request-Id of signs', '/Customers(42)', { want: 'served', headers: [['X-Request-Id', '<script>;--']] }), get('Accept-Language: x', '/Nothing', { headers: [['Accept-Language', '__proto__;q=x']] }), get('Access-Control-Allow-Origin sent', '/Customers(42)', { want: 'served', headers: [['Access-Control-Allow-Origin', '*']] }),
  ],
};

export const httpGroups: readonly Group[] = [verbs, lines, callers];
