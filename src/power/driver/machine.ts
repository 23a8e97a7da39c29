import type { PowerEnvironment } from './environment.js';

/** The values of a power type's settings; settings without a value are left out. */
export type PowerParameters = ReadonlyMap<string, string>;

/** What every communication with a BMC needs. */
export interface PowerContext {
  readonly environment: PowerEnvironment;
  /** Aborts on timeout and when the process stops. */
  readonly signal: AbortSignal;
}

/** A machine as its driver sees it. */
export interface Machine extends PowerContext {
  /** The system_id of the node; "" without a node. */
  readonly systemId: string;
  /** The value of a setting; "" when it has none. */
  get(name: string): string;
}

export function createMachine(
  parameters: PowerParameters,
  environment: PowerEnvironment,
  signal: AbortSignal,
  systemId = '',
): Machine {
  return { systemId, get: (name) => parameters.get(name) ?? '', environment, signal };
}
