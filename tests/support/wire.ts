/**
 * Requests over a socket exactly as they are written: no client that tidies paths, headers or bodies. In: the
 * server's origin. Out: status, headers and body.
 */
import { request as send } from 'node:http';
import type { Answer, Json } from './service.ts';

export type Wired = Answer & { readonly reason: string };
export type WireRequest = { readonly method: string; readonly path: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: string | undefined };

export function askWire(origin: string, { method, path, headers = {}, body }: WireRequest): Promise<Wired> {
  const { hostname, port } = new URL(origin);
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const outgoing = send({ hostname, port, method, path, headers: { ...length, ...headers }, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const names = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
        resolve({ status: incoming.statusCode ?? 0, reason: incoming.statusMessage ?? '', headers: names, text, json: parse(text) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
