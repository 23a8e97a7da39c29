/** A server of a UCS Manager. */
export interface UcsServer {
  readonly dn: string;
  readonly uuid: string;
  /** "" for none. */
  readonly profile: string;
  /** MAC addresses by adapter. */
  readonly adaptors: readonly (readonly string[])[];
  /** The policy of its service profile. */
  readonly policy: string;
}

/** A server as most tests need one. */
export const SERVER: UcsServer = {
  dn: 'sys/chassis-1/blade-1',
  uuid: '11111111-2222-3333-4444-555555555555',
  profile: 'org-root/ls-node1',
  adaptors: [['02:00:00:00:01:01', '02:00:00:00:01:02'], ['02:00:00:00:01:03']],
  policy: 'org-root/boot-policy-default',
};
