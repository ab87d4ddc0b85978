/**
 * The body of a request: whole, or piece by piece. In: the incoming message and two limits. Out: bytes in memory up to
 * `bodyBytes`; or, for what is stored as it comes, up to `streamBytes`, of which only a little is ever in memory: the
 * rest waits in a temporary file, so that nothing else waits for a slow client. A body is read once, whoever asks.
 */
import { randomUUID } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail } from '../base/index.ts';
import type { Spooled } from './message.ts';

export type BodyLimits = { readonly bodyBytes: number; readonly streamBytes: number };
export type Content = {
  readonly body: () => Promise<Uint8Array>;
  readonly spool: () => Promise<Spooled>;
  /** Lets go of what a spooled body keeps. */
  readonly discard: () => Promise<void>;
};

/** What is kept in memory of a spooled body, and read at once from its file. */
const PIECE_BYTES = 1 << 20;

export function contentOf(incoming: IncomingMessage, { bodyBytes, streamBytes }: BodyLimits): Content {
  let body: Promise<Uint8Array> | undefined;
  let spooled: Promise<Spooled> | undefined;
  const makeWhole = async (): Promise<Uint8Array> => (spooled === undefined ? wholeBody(incoming, bodyBytes) : wholeOf(await spooled, bodyBytes));
  const makeSpooled = async (): Promise<Spooled> => (body === undefined ? spoolBody(incoming, streamBytes) : inMemory([await body]));
  return {
    body: () => (body ??= makeWhole()),
    spool: () => (spooled ??= makeSpooled()),
    discard: async () => {
      await spooled?.then(({ discard }) => discard(), () => undefined);
    },
  };
}

/** Bytes that are in memory already, as a spooled body. */
function inMemory(chunks: readonly Uint8Array[]): Spooled {
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
  return { bytes, pieces: async function* () { yield* chunks; }, discard: () => Promise.resolve() };
}

async function wholeBody(incoming: IncomingMessage, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(incoming, 'bodyBytes', limit)) chunks.push(chunk);
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

async function wholeOf(spooled: Spooled, limit: number): Promise<Uint8Array> {
  if (spooled.bytes > limit) refuseBody('bodyBytes', limit);
  const chunks: Uint8Array[] = [];
  for await (const piece of spooled.pieces()) chunks.push(piece);
  return Buffer.concat(chunks);
}

/** The chunks as they come; what is beyond the limit is read and thrown away, so that the client gets to see the answer. */
async function* chunksOf(incoming: IncomingMessage, name: keyof BodyLimits, limit: number): AsyncGenerator<Uint8Array> {
  const encoding = incoming.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    fail('BOD302', `The Content-Encoding '${encoding}' is not supported for request bodies.`, { hint: 'Send the body uncompressed.' });
  }
  if (Number(incoming.headers['content-length'] ?? 0) > limit) {
    incoming.resume();
    refuseBody(name, limit);
  }
  let size = 0;
  const source = (incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  for (;;) {
    const next = await source.next().catch(() => fail('URL115', 'The connection ended before the whole request body had arrived.'));
    if (next.done === true) return;
    size += next.value.length;
    if (size > limit) break;
    yield next.value;
  }
  await source.return?.();
  incoming.resume();
  refuseBody(name, limit);
}

const refuseBody = (name: keyof BodyLimits, limit: number): never => fail('BOD306', `The request body is larger than the limit ${name} of ${limit} bytes.`);

async function spoolBody(incoming: IncomingMessage, limit: number): Promise<Spooled> {
  const held: Uint8Array[] = [];
  let heldBytes = 0;
  let file: FileHandle | undefined;
  let written = 0;
  try {
    for await (const chunk of chunksOf(incoming, 'streamBytes', limit)) {
      held.push(chunk);
      heldBytes += chunk.length;
      if (heldBytes < PIECE_BYTES) continue;
      file ??= await openUnnamed();
      written += await writeAll(file, held);
      held.length = 0;
      heldBytes = 0;
    }
    if (file === undefined) return inMemory([...held]);
    written += await writeAll(file, held);
    return inFile(file, written);
  } catch (error) {
    await file?.close();
    throw error;
  }
}

/** Nobody else finds the file, and the system forgets it with its last reader, even when this process is killed. */
async function openUnnamed(): Promise<FileHandle> {
  const path = join(tmpdir(), `odata-stream-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}

async function writeAll(file: FileHandle, chunks: readonly Uint8Array[]): Promise<number> {
  if (chunks.length === 0) return 0;
  const bytes = Buffer.concat(chunks);
  await file.writeFile(bytes);
  return bytes.length;
}

function inFile(file: FileHandle, bytes: number): Spooled {
  let isOpen = true;
  const discard = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    await file.close();
  };
  return { bytes, pieces: () => readPieces(file, bytes), discard };
}

async function* readPieces(file: FileHandle, bytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes; ) {
    const piece = Buffer.alloc(Math.min(PIECE_BYTES, bytes - at));
    const { bytesRead } = await file.read(piece, 0, piece.length, at);
    if (bytesRead === 0) throw new Error('a spooled body is shorter than it was');
    at += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}
