import { configureDriver, runPowerChange, runPowerQuery } from '../../../src/power/actions/run-driver.js';
import type { PowerChange } from '../../../src/power/driver/driver.js';
import { environmentWith } from '../support.js';

/** Drives a node of this power type without the queue. */
export function driveNode(powerType: string) {
  const configure = (powerParameters: object) =>
    configureDriver({ systemId: 'node-1', powerType, powerParameters: { ...powerParameters }, macAddress: undefined });
  return {
    told: (powerParameters: object, change: PowerChange, stop?: AbortSignal, environment = environmentWith()) =>
      runPowerChange(configure(powerParameters), change, environment, stop),
    state: (powerParameters: object, ms = 10_000) => runPowerQuery(configure(powerParameters), environmentWith(), ms),
  };
}
