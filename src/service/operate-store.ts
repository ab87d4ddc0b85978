/**
 * The store as the handler of an operation sees it: inside the operation's transaction and its tenant.
 * Reads are objects of a shape, changes are merging bodies in our names: both take the one way that all
 * reads and writes take, so rules, versions and the audit trail hold for operations as for anybody.
 */
import type { Transaction } from '../db/index.ts';
import { hashPassword } from '../identity/index.ts';
import type { Caller } from '../identity/index.ts';
import { printJson } from '../payload/index.ts';
import type { Deps } from './deps.ts';
import { shapeStatement } from './read-shape.ts';
import type { Store } from './store.ts';
import { runStored } from './write.ts';
import { jobOf } from './write-job.ts';
import type { WriteDeps, WriteRequest } from './write-request.ts';

export function storeOf(deps: Deps, caller: Caller, tx: Transaction, requestId: string): Store {
  return {
    read: async (input) => {
      const [result] = await tx.run([shapeStatement(deps, caller, input).statement]);
      return result?.rows[0]?.[0] ?? undefined;
    },
    merge: async (name, key, body) => {
      const set = deps.model.entitySets.get(name);
      if (set === undefined) throw new Error(`the model has no set ${name}`);
      const request: WriteRequest = {
        method: 'PUT', set, target: { type: set.type, key, via: undefined }, contentType: 'application/json', body: () => Promise.resolve(Buffer.from(printJson(body))),
        ifMatch: undefined, ifNoneMatch: undefined, prefer: 'minimal', version: undefined, requestId, asService: true,
      };
      const writing: WriteDeps = { ...deps, hashSecret: hashPassword, readBack: notShown, entityUrl: notShown };
      const tenant = caller.tenant === undefined ? undefined : String(caller.tenant);
      await runStored(tx, await jobOf(writing, request), { deps: writing, caller, request, tenant, wantsEntity: false });
    },
  };
}

const notShown = (): never => {
  throw new Error('what an operation changes is shown by its result');
};
