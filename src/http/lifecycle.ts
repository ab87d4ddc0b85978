/**
 * Start and stop of an http.Server. In: the server, where to listen. Out: its URL once it listens; a
 * stop that takes no new requests, lets those in flight finish and then closes what is left.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

export type Address = { readonly host: string; readonly port: number };

const GRACE_MS = 10_000;
/** What each server that listens has not answered yet. */
const unanswered = new WeakMap<Server, Set<ServerResponse>>();

/** Port 0 picks a free one; the answer tells which. */
export function listen(server: Server, { host, port }: Address): Promise<string> {
  watch(server);
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

function watch(server: Server): void {
  const open = new Set<ServerResponse>();
  const take = (_incoming: IncomingMessage, outgoing: ServerResponse): void => {
    open.add(outgoing);
    outgoing.once('close', () => open.delete(outgoing));
  };
  unanswered.set(server, open);
  server.prependListener('request', take);
  server.prependListener('checkContinue', take);
}

export function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // A client that is told so does not send its next request into a connection that is being closed.
    const tell = (outgoing: ServerResponse): void => void (outgoing.headersSent || outgoing.setHeader('Connection', 'close'));
    unanswered.get(server)?.forEach(tell);
    server.prependListener('request', (_incoming, outgoing) => tell(outgoing));
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
