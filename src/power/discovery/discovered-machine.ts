/** A machine of a chassis, and the power parameters of its node. */
export interface DiscoveredMachine {
  /** Its name in the chassis. */
  readonly name: string;
  /** As in the API: `amd64` means `amd64/generic`. */
  readonly architecture: string;
  readonly macAddresses: readonly string[];
  readonly powerType: string;
  readonly powerParameters: Readonly<Record<string, string>>;
}

/** A machine of a chassis that cannot be enlisted. */
export interface UnusableMachine {
  readonly name: string;
  readonly problem: string;
}

/** The machines of a chassis, one after the other. Throws a PowerError when the chassis fails. */
export type MachineDiscovery = AsyncIterable<DiscoveredMachine | UnusableMachine>;
