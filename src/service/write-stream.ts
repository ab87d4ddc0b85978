/**
 * Brings the bytes of a stream into the transaction, piece by piece, before the row that takes them is locked.
 * In: an open transaction and the bytes. Out: the name under which a statement of this transaction finds them.
 * What is not committed is gone; `forget` lets go of what the row has taken over. Nothing is ever whole in memory here.
 */
import type { Transaction } from '../db/index.ts';
import { compileForgetUpload, compilePiece, compileUpload } from '../sql/index.ts';
import type { StreamBody, Upload } from './write-request.ts';

export async function upload(tx: Transaction, { bytes, pieces }: StreamBody): Promise<Upload> {
  const [begun] = await tx.run([compileUpload()]);
  const name = begun?.rows[0]?.[0] ?? '';
  let at = 0;
  for await (const piece of pieces()) {
    await tx.run([compilePiece({ name, at }, `\\x${Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('hex')}`)]);
    at += piece.length;
  }
  return { name, bytes };
}

export const forget = (tx: Transaction, { name }: Upload): Promise<unknown> => tx.run([compileForgetUpload(name)]);
