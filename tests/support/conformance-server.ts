/**
 * The whole service behind a real socket, for tests that are clients. In: an open test database with the
 * demo data. Out: its base URL, a raw `ask` that shows headers as they came, and a close.
 */
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { gunzipSync, inflateSync } from 'node:zlib';
import { createApp } from '../../src/app.ts';
import { observeNothing } from '../../src/base/index.ts';
import { loadConfig } from '../../src/config.ts';
import type { Database } from '../../src/db/index.ts';
import { listen, stop } from '../../src/http/index.ts';
import { loanOperations } from '../../src/servicing/index.ts';
import { loanModel } from './service.ts';
import type { Json } from './service.ts';

export type Reply = {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** Names as sent, in order, repetitions included. */
  readonly rawNames: readonly string[];
  readonly encoded: boolean;
  readonly text: string;
  readonly json: Json;
};
export type Listening = {
  readonly url: string;
  readonly ask: (target: string, headers?: Readonly<Record<string, string>>) => Promise<Reply>;
  readonly close: () => Promise<void>;
};

export async function listenOn(database: Database, environment: Readonly<Record<string, string>> = {}): Promise<Listening> {
  const config = loadConfig({ PORT: '0', LOG_LEVEL: 'silent', ...environment });
  const server = createApp({ config, database, model: loanModel(), operations: loanOperations(), observe: observeNothing });
  const origin = await listen(server, config);
  const url = `${origin}/odata.svc`;
  return { url, ask: (target, headers = {}) => ask(target.startsWith('http') ? target : url + target, headers), close: () => stop(server) };
}

function ask(url: string, headers: Readonly<Record<string, string>>): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => resolve(readReply(incoming, Buffer.concat(chunks))));
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

function readReply(incoming: IncomingMessage, body: Buffer): Reply {
  const encoding = incoming.headers['content-encoding'];
  const plain = encoding === 'gzip' ? gunzipSync(body) : encoding === 'deflate' ? inflateSync(body) : body;
  const text = plain.toString('utf8');
  const rawNames = incoming.rawHeaders.filter((_, index) => index % 2 === 0);
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, rawNames, encoded: encoding !== undefined, text, json: parse(text) };
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
