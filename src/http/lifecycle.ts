/**
 * Start and stop of an http.Server. In: the server, where to listen. Out: its URL once it listens; a
 * stop that takes no new requests, lets those in flight finish and then closes what is left.
 */
import type { Server } from 'node:http';

export type Address = { readonly host: string; readonly port: number };

const GRACE_MS = 10_000;

/** Port 0 picks a free one; the answer tells which. */
export function listen(server: Server, { host, port }: Address): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      const actual = typeof address === 'object' && address !== null ? address.port : port;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${actual}`);
    });
  });
}

export function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // Connections that are kept alive would otherwise keep the server open after their last answer.
    server.prependListener('request', (_incoming, outgoing) => outgoing.setHeader('Connection', 'close'));
    const idle = setInterval(() => server.closeIdleConnections(), 50);
    const forced = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    server.close(() => {
      clearInterval(idle);
      clearTimeout(forced);
      resolve();
    });
    server.closeIdleConnections();
  });
}
