/** Who is calling, as the rooms need to know it. Credentials never travel further than `identity`. */
export type Role = 'reader' | 'writer' | 'admin';

export type Caller = {
  readonly tenant: number | undefined; // undefined: the model has no tenants
  readonly tenantName: string;
  readonly role: Role;
  /** Name for the audit trail: the token's label or the JWT subject. */
  readonly actor: string;
};

export const mayWrite = (caller: Caller): boolean => caller.role !== 'reader';
/** Masked properties: writer and admin read them, reader gets null. */
export const maySeeSecrets = (caller: Caller): boolean => caller.role !== 'reader';
