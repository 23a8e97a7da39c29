import { Forbidden, Unauthorized } from '../../errors.js';
import { type Caller, isSignedIn } from './caller.js';

/**
 * The rule that authorizes the callers of an operation. `gate` is checked before any look-up. `admits` is checked with
 * the target, the object that the operation is about.
 */
export interface Access<Target = unknown> {
  /** The name used in documents and in the permission matrix. */
  readonly label: 'anyone' | 'anonymous' | 'user' | 'admin' | 'worker' | 'admin or worker' | 'node';
  /** The operation exists for callers without credentials. */
  readonly anonymous: boolean;
  /** The operation exists for callers with credentials. */
  readonly signedIn: boolean;
  /** @throws Unauthorized, Forbidden */
  gate(caller: Caller): void;
  /** @throws Forbidden */
  admits(caller: Caller, target: Target): void;
}

/** A target that belongs to a cluster. */
export interface OfCluster {
  /** The key of the token that the cluster's worker signs with. */
  readonly workerKey: string;
}

const nothing = (): void => {};

function signedIn(caller: Caller): void {
  if (!isSignedIn(caller)) throw new Unauthorized();
}

function superuser(caller: Caller): void {
  signedIn(caller);
  if (!caller.user?.isSuperuser) throw new Forbidden('This operation is for administrators.');
}

function ownWorker(caller: Caller, target: OfCluster): void {
  if (caller.token?.key !== target.workerKey) throw new Forbidden("Only allowed for the cluster's own worker.");
}

export const anyone: Access = { label: 'anyone', anonymous: true, signedIn: true, gate: nothing, admits: nothing };

/** Only callers without credentials. For other callers the operation does not exist. */
export const anonymous: Access = { ...anyone, label: 'anonymous', signedIn: false };

export const user: Access = { label: 'user', anonymous: false, signedIn: true, gate: signedIn, admits: nothing };

export const admin: Access = { ...user, label: 'admin', gate: superuser };

/** Only the worker of the cluster in the URL. Administrators may not call the operation. */
export const worker: Access<OfCluster> = { ...user, label: 'worker', admits: ownWorker };

export const adminOrWorker: Access<OfCluster> = {
  ...user,
  label: 'admin or worker',
  admits: (caller, target) => {
    if (!caller.user?.isSuperuser) ownWorker(caller, target);
  },
};
