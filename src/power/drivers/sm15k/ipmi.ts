import type { PowerAction, PowerChange } from '../../driver/driver.js';
import { PowerActionError } from '../../driver/errors.js';
import { complaint } from '../../io/run-tool.js';
import { runIpmitool } from '../ipmi/ipmitool.js';
import { serverNumber } from './account.js';

/** What the chassis takes for a change. */
const MODES: Readonly<Record<PowerChange, string>> = { on: '1', off: '6' };

/** Has the chassis power a server by its own IPMI command; it cannot be asked for the server's state. */
export function changeByIpmi(change: PowerChange): PowerAction {
  return async (machine) => {
    const command = ['raw', '0x2E', '1', '0x00', '0x7d', '0xab', MODES[change], '0', serverNumber(machine)];
    const result = await runIpmitool(machine, command);
    const failed = result.exitCode !== 0 || result.stderr.includes('Unable to send RAW command');
    if (failed) throw new PowerActionError(`ipmitool: ${complaint(result)}`);
  };
}
