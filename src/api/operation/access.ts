import { Forbidden, Unauthorized } from '../../errors.js';
import { type Caller, isSignedIn } from './caller.js';

/**
 * Who may call an operation. Two questions are asked: `gate` before anything is looked up, `admits` with the object
 * that the operation is about (its target).
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

/** What a worker's operations are about: something that belongs to a cluster. */
export interface OfCluster {
  /** Key of the token that the cluster's worker signs with. */
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

/** Callers without credentials only: with them the operation does not exist. */
export const anonymous: Access = { ...anyone, label: 'anonymous', signedIn: false };

export const user: Access = { label: 'user', anonymous: false, signedIn: true, gate: signedIn, admits: nothing };

export const admin: Access = { ...user, label: 'admin', gate: superuser };

/** The worker of the cluster in the URL; not even an administrator. */
export const worker: Access<OfCluster> = { ...user, label: 'worker', admits: ownWorker };

export const adminOrWorker: Access<OfCluster> = {
  ...user,
  label: 'admin or worker',
  admits: (caller, target) => {
    if (!caller.user?.isSuperuser) ownWorker(caller, target);
  },
};
