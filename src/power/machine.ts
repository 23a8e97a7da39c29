import type { PowerWorld } from './world.js';

/** The settings of a power type with a value for each, ready to be used. */
export type PowerParameters = ReadonlyMap<string, string>;

/** A machine as its driver sees it. */
export interface Machine {
  /** The value of a setting; "" when it is not set. */
  get(name: string): string;
  readonly world: PowerWorld;
  /** Aborts when the driver has taken too long, or this process must stop. */
  readonly signal: AbortSignal;
}

export function machineOf(parameters: PowerParameters, world: PowerWorld, signal: AbortSignal): Machine {
  return { get: (name) => parameters.get(name) ?? '', world, signal };
}
