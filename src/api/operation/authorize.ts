// Who may do what. Every request passes these checks in this order; the first one that fails decides the answer.
//
//   check               | anonymous             | inactive account | user       | worker     | administrator
//   --------------------+-----------------------+------------------+------------+------------+--------------
//   authorizeAccount    | –                     | 403, but in the metadata service      |
//     of a cluster that |                       |                  |            |            |
//     is not accepted   |                       |                  |            | 403        |
//   authorizeResource   | 401, unless a method of the anonymous operations, or 403 for an adminOnly resource
//     adminOnly         | 403                   | 403              | 403        | 403        | –
//   find-operation      | 400, 405: anonymous callers see the anonymous operations, others see the rest
//   authorizeCaller     |
//     anyone, anonymous | –                     | –                | –          | –          | –
//     user              | 401                   | –                | –          | 403        | –
//     admin             | 401                   | 403              | 403        | 403        | –
//     worker            | 401                   | –                | –          | –          | –
//     admin or worker   | 401                   | –                | –          | –          | –
//   the target          | 404 when it does not exist
//   authorizeTarget     |
//     worker            |                       | 403              | 403        | own: –     | 403
//     admin or worker   |                       | 403              | 403        | own: –     | –
//
// The resource comes first, so that an anonymous caller cannot find out operations. The target comes before its check,
// as in the original: users may know which objects exist. Operations with rules of their own (the owner of an SSH key, a
// node that signs for itself) extend a rule beside their code.
import { Forbidden, Unauthorized } from '../../errors.js';
import { ClusterStatus } from '../../model/statuses/cluster-status.js';
import { type Caller, isSignedIn } from './caller.js';

/** The rule that authorizes the callers of an operation. */
export interface Access<Target = unknown> {
  /** The name used in documents and in the permission matrix. */
  readonly label: 'anyone' | 'anonymous' | 'user' | 'admin' | 'worker' | 'admin or worker' | 'node';
  /** The operation exists for callers without credentials. */
  readonly anonymous: boolean;
  /** The operation exists for callers with credentials. */
  readonly signedIn: boolean;
  /** Checks the caller before any look-up. @throws Unauthorized, Forbidden */
  authorizeCaller(caller: Caller): void;
  /** Checks the caller with the object that the operation is about. @throws Forbidden */
  authorizeTarget(caller: Caller, target: Target): void;
}

/** What a resource says about its callers. */
interface GuardedResource {
  readonly adminOnly?: boolean;
  readonly operations: readonly { readonly on: string; readonly allow: Pick<Access, 'anonymous' | 'signedIn'> }[];
}

/** @throws Forbidden for an inactive account, and for the worker of a cluster that is not accepted */
export function authorizeAccount({ user, cluster }: Caller): void {
  if (user && !user.isActive) throw new Forbidden('This account is inactive.');
  if (cluster && cluster.status !== ClusterStatus.ACCEPTED) throw new Forbidden('This cluster is not accepted.');
}

/**
 * Checks that this caller may use the resource at all (docs/contract/nodes.md A6, docs/contract/rest.md 0.3). An anonymous
 * call passes when an anonymous operation has its method. Such a call may still be answered 400.
 * @throws Unauthorized, Forbidden
 */
export function authorizeResource({ adminOnly, operations }: GuardedResource, caller: Caller, method: string): void {
  if (adminOnly && !caller.user?.isSuperuser) throw new Forbidden('This resource is for administrators.');
  if (isSignedIn(caller) || operations.every(({ allow }) => allow.anonymous)) return;
  if (!operations.some(({ on, allow }) => on === method && allow.anonymous)) throw new Unauthorized();
}

/** Whether an operation exists for this caller. */
export function isOffered({ allow }: GuardedResource['operations'][number], caller: Caller): boolean {
  return isSignedIn(caller) ? allow.signedIn : allow.anonymous;
}

/** A target that belongs to a cluster. */
export interface OfCluster {
  /** The key of the token that the cluster's worker signs with. */
  readonly workerKey: string;
}

const pass = (): void => {};

function requireCredentials(caller: Caller): void {
  if (!isSignedIn(caller)) throw new Unauthorized();
}

/** A worker's key lies on its cluster's machine. It must not open what users may do. */
function requireUser(caller: Caller): void {
  requireCredentials(caller);
  if (caller.cluster) throw new Forbidden("This operation is not for clusters' workers.");
}

function requireAdmin(caller: Caller): void {
  requireCredentials(caller);
  if (!caller.user?.isSuperuser) throw new Forbidden('This operation is for administrators.');
}

function requireOwnWorker(caller: Caller, target: OfCluster): void {
  if (caller.token?.key !== target.workerKey) throw new Forbidden("Only allowed for the cluster's own worker.");
}

export const anyone: Access = {
  label: 'anyone',
  anonymous: true,
  signedIn: true,
  authorizeCaller: pass,
  authorizeTarget: pass,
};

/** Only callers without credentials. For other callers the operation does not exist. */
export const anonymous: Access = { ...anyone, label: 'anonymous', signedIn: false };

export const user: Access = {
  label: 'user',
  anonymous: false,
  signedIn: true,
  authorizeCaller: requireUser,
  authorizeTarget: pass,
};

export const admin: Access = { ...user, label: 'admin', authorizeCaller: requireAdmin };

/** Only the worker of the cluster in the URL. Administrators may not call the operation. */
export const worker: Access<OfCluster> = {
  ...user,
  label: 'worker',
  authorizeCaller: requireCredentials,
  authorizeTarget: requireOwnWorker,
};

export const adminOrWorker: Access<OfCluster> = {
  ...worker,
  label: 'admin or worker',
  authorizeTarget: (caller, target) => {
    if (!caller.user?.isSuperuser) requireOwnWorker(caller, target);
  },
};
