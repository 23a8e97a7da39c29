import { setTimeout as sleep } from 'node:timers/promises';
import type { ChangePower, PowerType } from '../../src/power/driver/driver.js';
import { PowerConnError } from '../../src/power/driver/errors.js';
import { findPowerType } from '../../src/power/registry.js';

/** The power address of BMCs that never answer. */
export const DEAD = 'dead';
const ACTION_MS = 50;
/** The time for which FreeIPMI waits for an answer. */
const SILENCE_MS = 10_000;

const act: ChangePower = async ({ get, signal }) => {
  if (get('power_address') !== DEAD) {
    await sleep(ACTION_MS);
    return;
  }
  await sleep(SILENCE_MS, undefined, { signal }).catch(() => {});
  throw new PowerConnError('The BMC does not answer.');
};

/** Finds any power type, with a driver that takes 50 ms for each action. */
export function simulated(name: string): PowerType | undefined {
  const type = findPowerType(name);
  return type && { ...type, driver: { on: act, off: act, tools: [] } };
}
