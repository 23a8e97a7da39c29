import { Unauthorized } from '../../errors.js';

/** The sender of a request. */
export interface Caller {
  /** Null: anonymous. */
  readonly user: {
    readonly id: number;
    readonly username: string;
    readonly isSuperuser: boolean;
    readonly isActive: boolean;
  } | null;
  /** The OAuth token that signed the request; null: anonymous, or a person with a session. */
  readonly token: { readonly id: number; readonly key: string } | null;
  /** The cluster whose worker calls; null: the caller is not a worker. */
  readonly cluster: { readonly id: number; readonly status: number } | null;
  /** The address of the peer, or what a trusted proxy says it is. */
  readonly address: string;
}

export type SignedIn = Caller & { user: NonNullable<Caller['user']> };

export function isSignedIn(caller: Caller): caller is SignedIn {
  return caller.user !== null;
}

/** Whether a session authenticates the caller, and not an API key. */
export function hasSession({ user, token }: Caller): boolean {
  return user !== null && token === null;
}

/**
 * The user of a caller who is authorized to call an operation for users.
 * @throws Unauthorized for an anonymous caller
 */
export function userOf(caller: Caller): SignedIn['user'] {
  if (caller.user === null) throw new Unauthorized();
  return caller.user;
}
