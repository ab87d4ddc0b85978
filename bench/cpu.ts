/**
 * What a server of the bench and its connections have used. In: the server and an open connection. Out: CPU in
 * microseconds, of its process and of its backends.
 */
import { readFileSync } from 'node:fs';
import type pg from 'pg';
import type { Server, Usage } from './child.ts';

/** `application`: the name its connections give themselves. */
export type Watched = { readonly server: Server; readonly application: string };

export async function usageOf(side: Watched, admin: pg.Client): Promise<Usage & { readonly databaseCpu: number }> {
  const { rows } = await admin.query<{ pid: number }>('select pid from pg_stat_activity where application_name = $1', [side.application]);
  const databaseCpu = rows.reduce((sum, { pid }) => sum + processCpu(pid), 0);
  return { ...(await side.server.usage()), databaseCpu };
}

const TICK_MICROSECONDS = 10_000;

/** CPU of a local backend from /proc; 0 where there is none, as on other systems or with a server elsewhere. */
function processCpu(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MICROSECONDS;
  } catch {
    return 0;
  }
}
