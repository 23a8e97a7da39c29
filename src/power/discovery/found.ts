/** A machine as its chassis shows it, and how it is powered from now on. */
export interface FoundMachine {
  /** What its chassis calls it. */
  readonly name: string;
  /** As the API takes it: `amd64` stands for `amd64/generic`. */
  readonly architecture: string;
  readonly macAddresses: readonly string[];
  readonly powerType: string;
  readonly powerParameters: Readonly<Record<string, string>>;
}

/** A machine that its chassis shows, but that cannot be enlisted. */
export interface UnfitMachine {
  readonly name: string;
  readonly problem: string;
}

/** What is found, one machine after the other; throws a PowerError when the chassis cannot be asked for more. */
export type Discovery = AsyncIterable<FoundMachine | UnfitMachine>;
