/** Who a request comes from. */
export interface Caller {
  /** Null: anonymous. */
  readonly user: {
    readonly id: number;
    readonly username: string;
    readonly isSuperuser: boolean;
    readonly isActive: boolean;
  } | null;
  /** The OAuth token that signed the request; null: anonymous. */
  readonly token: { readonly id: number; readonly key: string } | null;
  /** The address of the peer, or what a trusted proxy says it is. */
  readonly address: string;
}

export type SignedIn = Caller & { user: NonNullable<Caller['user']>; token: NonNullable<Caller['token']> };

export function isSignedIn(caller: Caller): caller is SignedIn {
  return caller.user !== null && caller.token !== null;
}
