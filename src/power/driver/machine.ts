import type { PowerWorld } from './environment.js';

/** The settings of a power type with their values, ready to be used; those without any are not in it. */
export type PowerParameters = ReadonlyMap<string, string>;

/** What it takes to ask any BMC. */
export interface PowerContext {
  readonly world: PowerWorld;
  /** Aborts when it has taken too long, or this process must stop. */
  readonly signal: AbortSignal;
}

/** A machine as its driver sees it. */
export interface Machine extends PowerContext {
  /** The value of a setting; "" when it is not set. */
  get(name: string): string;
}

export function machineOf(parameters: PowerParameters, world: PowerWorld, signal: AbortSignal): Machine {
  return { get: (name) => parameters.get(name) ?? '', world, signal };
}
