import type { Discovery, FoundMachine, UnfitMachine } from '../../../src/power/discovery/found.js';
import type { PowerWorld } from '../../../src/power/driver/environment.js';
import type { PowerContext } from '../../../src/power/driver/machine.js';
import { worldWith } from '../support.js';

export function context(world: Partial<PowerWorld> = {}): PowerContext {
  return { world: worldWith(world), signal: new AbortController().signal };
}

export async function all(discovery: Discovery): Promise<(FoundMachine | UnfitMachine)[]> {
  const found: (FoundMachine | UnfitMachine)[] = [];
  for await (const machine of discovery) found.push(machine);
  return found;
}
