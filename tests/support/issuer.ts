/** An issuer of JSON Web Tokens with a key set of its own on a local port. In: nothing. Out: tokens good and bad. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { JWK } from 'jose';

export type Claims = Readonly<Record<string, unknown>>;
export type Key = { readonly kid: string; readonly jwk: JWK; readonly sign: (claims?: Claims) => Promise<string> };
export type Issuer = { readonly url: string; readonly publish: (...keys: readonly Key[]) => void; readonly break: () => void; readonly close: () => Promise<void> };

export const ISSUER = 'https://issuer.test';
export const AUDIENCE = 'loans';
export const GOOD: Claims = { iss: ISSUER, aud: AUDIENCE, sub: 'portal', tenant: 'demo', role: 'writer' };

export const secondsFromNow = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

export async function makeKey(kid: string): Promise<Key> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' };
  const sign = (claims: Claims = {}): Promise<string> => new SignJWT({ exp: secondsFromNow(300), ...GOOD, ...claims }).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey);
  return { kid, jwk, sign };
}

/** The claims of a good token, with nobody's signature. */
export function unsigned(): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  return `${encode({ alg: 'none' })}.${encode({ exp: secondsFromNow(300), ...GOOD })}.`;
}

export async function startIssuer(): Promise<Issuer> {
  let keys: readonly Key[] = [];
  let status = 200;
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
    publish: (...published) => {
      keys = published;
    },
    break: () => {
      status = 500;
    },
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
