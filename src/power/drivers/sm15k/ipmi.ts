import type { ChangePower, PowerChange } from '../../driver/driver.js';
import { runIpmitool, toIpmitoolError } from '../ipmi/ipmitool.js';
import { parseServerNumber } from './account.js';

/** The mode bytes of the chassis's IPMI command. */
const MODES: Readonly<Record<PowerChange, string>> = { on: '1', off: '6' };

/** Powers a server by the chassis's own IPMI command, which cannot query the state. */
export function createIpmiChange(change: PowerChange): ChangePower {
  return async (machine) => {
    const command = ['raw', '0x2E', '1', '0x00', '0x7d', '0xab', MODES[change], '0', parseServerNumber(machine)];
    const result = await runIpmitool(machine, command);
    const failed = result.exitCode !== 0 || result.stderr.includes('Unable to send RAW command');
    if (failed) throw toIpmitoolError(result);
  };
}
