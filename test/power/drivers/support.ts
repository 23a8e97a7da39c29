import { configureDriver, runPowerCommand, runPowerQuery } from '../../../src/power/actions/run-driver.js';
import type { PowerCommand } from '../../../src/power/driver/driver.js';
import type { PowerEnvironment } from '../../../src/power/driver/environment.js';
import { environmentWith } from '../support.js';

interface CallOptions {
  /** What differs from the environment of this process. */
  readonly environment?: Partial<PowerEnvironment>;
  readonly stop?: AbortSignal;
  readonly timeoutMs?: number;
}

/** The driver of a power type, as the region calls it for a node with these power parameters. */
export function driverOf(powerType: string, defaults: object = {}) {
  const configure = (given: object) => {
    const powerParameters = { ...defaults, ...given };
    return configureDriver({ systemId: 'node-1', powerType, powerParameters, macAddress: undefined });
  };
  return {
    changePower: (parameters: object, change: PowerCommand, { environment, stop }: CallOptions = {}) =>
      runPowerCommand(configure(parameters), change, environmentWith(environment), stop),
    queryState: (parameters: object, { environment, timeoutMs = 20_000 }: CallOptions = {}) =>
      runPowerQuery(configure(parameters), environmentWith(environment), timeoutMs),
  };
}
