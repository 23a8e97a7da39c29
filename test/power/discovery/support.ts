import type {
  DiscoveredMachine,
  MachineDiscovery,
  UnusableMachine,
} from '../../../src/power/discovery/discovered-machine.js';
import type { PowerEnvironment } from '../../../src/power/driver/environment.js';
import type { PowerContext } from '../../../src/power/driver/machine.js';
import { environmentWith } from '../support.js';

export function context(environment: Partial<PowerEnvironment> = {}): PowerContext {
  return { environment: environmentWith(environment), signal: new AbortController().signal };
}

export async function all(discovery: MachineDiscovery): Promise<(DiscoveredMachine | UnusableMachine)[]> {
  const found: (DiscoveredMachine | UnusableMachine)[] = [];
  for await (const machine of discovery) found.push(machine);
  return found;
}
