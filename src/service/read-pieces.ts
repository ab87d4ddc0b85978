/**
 * A stream too long to be fetched at once, piece by piece. In: the compiled read, the answer with the first piece.
 * Out: all pieces in their order, as bytes. Each is a read of its own, so nothing is held between them; when the
 * stream is replaced meanwhile, its tag or length differs and the answer breaks off, which the client can tell.
 */
import type { Database, Row, Scope } from '../db/index.ts';
import { PIECE_BYTES } from '../plan/index.ts';
import { fillStatement } from './fill.ts';
import type { Filling } from './fill.ts';
import type { CompiledRead } from './plan-cache.ts';

export type Pieces = { readonly length: number; readonly chunks: () => AsyncIterable<Uint8Array> };
type Source = { readonly database: Database; readonly scope: Scope; readonly found: CompiledRead; readonly filling: Filling };

/** Undefined where the first piece is all there is. */
export function piecesOf([first, etag, , , length]: Row, source: Source): Pieces | undefined {
  const total = Number(length ?? 0);
  if (first === null || first === undefined || total <= PIECE_BYTES) return undefined;
  return { length: total, chunks: () => chunksOf(first, { etag: etag ?? null, length: length ?? null }, source) };
}

type Tag = { readonly etag: string | null; readonly length: string | null };

async function* chunksOf(first: string, tag: Tag, { database, scope, found, filling }: Source): AsyncGenerator<Uint8Array> {
  yield Buffer.from(first, 'base64');
  for (let at = PIECE_BYTES; at < Number(tag.length); at += PIECE_BYTES) {
    const { rows } = await database.read(scope, fillStatement(found, { ...filling, pieceAt: at }), found.mode);
    const [piece, etag, , , length] = rows[0] ?? [];
    if (typeof piece !== 'string' || etag !== tag.etag || length !== tag.length) throw new Error('the stream was changed while it was read');
    yield Buffer.from(piece, 'base64');
  }
}
