/**
 * A load generator that costs little: HTTP/1.1 over plain sockets, kept alive, one request after the other
 * on each. In: where, what to send next, for how long. Out: how many answers came.
 * It reads the status line and Content-Length only: both servers of the bench always send it. Any status
 * but the expected one ends the run.
 */
import { connect } from 'node:net';
import type { Socket } from 'node:net';

export type Call = { readonly method: string; readonly path: string; readonly headers: string; readonly body?: string };
export type Load = {
  readonly port: number;
  readonly connections: number;
  readonly seconds: number;
  /** Called for each request with the answer before it on this connection, as text when `wantsBody`. */
  readonly next: (previous: string | undefined) => Call;
  readonly wantsBody: boolean;
};
export type Outcome = { readonly requests: number; readonly seconds: number; readonly bytes: number };

export async function run(load: Load): Promise<Outcome> {
  const started = performance.now();
  const until = started + load.seconds * 1000;
  const lanes = await Promise.all(Array.from({ length: load.connections }, () => runLane(load, until)));
  const seconds = (performance.now() - started) / 1000;
  const sum = (pick: (lane: Lane) => number): number => lanes.reduce((total, lane) => total + pick(lane), 0);
  return { requests: sum((lane) => lane.requests), bytes: sum((lane) => lane.bytes), seconds };
}

type Lane = { requests: number; bytes: number };

async function runLane(load: Load, until: number): Promise<Lane> {
  const lane: Lane = { requests: 0, bytes: 0 };
  const wire = await openWire(load.port);
  let previous: string | undefined;
  do {
    const chunks = await wire.exchange(requestBytes(load.next(previous)));
    lane.requests += 1;
    lane.bytes += wire.length();
    previous = load.wantsBody ? bodyOf(chunks) : undefined;
  } while (performance.now() < until);
  wire.close();
  return lane;
}

/** One request outside the measurement, with its body. */
export async function fetchText(port: number, call: Call): Promise<string> {
  const wire = await openWire(port);
  const chunks = await wire.exchange(requestBytes(call));
  wire.close();
  return bodyOf(chunks);
}

const bodyOf = (chunks: readonly Buffer[]): string => {
  const all = Buffer.concat(chunks);
  return all.toString('utf8', all.indexOf('\r\n\r\n') + 4);
};

function requestBytes({ method, path, headers, body }: Call): string {
  const length = body === undefined ? '' : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
  return `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers}${length}\r\n${body ?? ''}`;
}

type Wire = { readonly exchange: (request: string) => Promise<readonly Buffer[]>; readonly length: () => number; readonly close: () => void };
type Pending = { readonly resolve: (chunks: readonly Buffer[]) => void; readonly reject: (error: Error) => void };

async function openWire(port: number): Promise<Wire> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  let chunks: Buffer[] = [];
  let received = 0;
  let expected = -1;
  let pending: Pending | undefined;
  const give = (error: Error): void => pending?.reject(error);
  socket.on('error', give);
  socket.on('close', () => give(new Error('the server closed the connection')));
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    received += chunk.length;
    if (expected < 0) expected = wholeLength(chunks);
    if (Number.isNaN(expected)) give(new Error(`unexpected answer: ${Buffer.concat(chunks).toString('utf8').slice(0, 600)}`));
    else if (expected >= 0 && received >= expected) pending?.resolve(chunks);
  });
  return { exchange: (request) => exchange(socket, request), length: () => received, close: () => socket.destroy() };

  function exchange(to: Socket, request: string): Promise<readonly Buffer[]> {
    chunks = [];
    received = 0;
    expected = -1;
    return new Promise((resolve, reject) => {
      pending = { resolve, reject };
      to.write(request);
    });
  }
}

/** Length of the answer with its head; -1 while the head is incomplete; NaN when it is no success. */
function wholeLength(chunks: readonly Buffer[]): number {
  const head = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
  const end = head.indexOf('\r\n\r\n');
  if (end < 0) return -1;
  const text = head.toString('latin1', 0, end);
  const status = text.slice(9, 12);
  if (status === '204') return end + 4;
  const length = /\r\ncontent-length: *(\d+)/i.exec(text);
  return status !== '200' || length === null ? NaN : end + 4 + Number(length[1]);
}
