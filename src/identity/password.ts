/**
 * Passwords, hashed so that a stolen database does not give them away.
 * In: the password. Out: a text that names method, parameters and salt, in the PHC string format.
 * It is slow on purpose and runs outside the event loop.
 */
import { randomBytes, scrypt } from 'node:crypto';

const LOG_N = 15;
const BLOCK_SIZE = 8;
const PARALLEL = 3;
const HASH_BYTES = 32;
const SALT_BYTES = 16;

export function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const cost = { N: 2 ** LOG_N, r: BLOCK_SIZE, p: PARALLEL, maxmem: 256 * 2 ** LOG_N * BLOCK_SIZE };
  return new Promise((resolve, reject) => {
    // Two ways to type the same accented letter must give the same hash.
    scrypt(password.normalize('NFC'), salt, HASH_BYTES, cost, (error, hash) => {
      if (error) reject(error);
      else resolve(`$scrypt$ln=${LOG_N},r=${BLOCK_SIZE},p=${PARALLEL}$${unpadded(salt)}$${unpadded(hash)}`);
    });
  });
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');
