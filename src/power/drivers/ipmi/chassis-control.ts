import type { PowerChange, QueryPower } from '../../driver/driver.js';
import { PowerActionError, PowerAuthError, PowerBusyError, PowerToolError } from '../../driver/errors.js';
import type { Machine } from '../../driver/machine.js';
import { readMachineState } from '../../driver/skip-if-in-state.js';
import { describeRefusal } from './completion-codes.js';
import { IPMI_RAW, runFreeIpmi, runIpmipower } from './freeipmi.js';

/** @throws PowerBusyError when the BMC refuses to report the state */
export const queryIpmi: QueryPower = async (machine) => {
  const state = await runIpmipower(machine, ['--stat'], ['on', 'off']);
  if (state === undefined) throw new PowerBusyError('The BMC refuses to report the state of the machine.');
  return state;
};

const COMMANDS: Readonly<Record<PowerChange, readonly string[]>> = {
  // A machine that is on is power-cycled, so that it boots from the network.
  on: ['--cycle', '--on-if-off'],
  off: ['--off'],
};

/** The bytes of the Chassis Control command (IPMI 2.0, 28.3). */
const CONTROLS = {
  off: { byte: '0', words: 'power the machine off' },
  on: { byte: '1', words: 'power the machine on' },
  cycle: { byte: '2', words: 'power-cycle the machine, which is on' },
  soft: { byte: '5', words: 'ask the operating system to shut down' },
} as const;

/**
 * Powers a machine. Many BMCs refuse to power off a machine that is off, which counts as done. ipmipower does not print
 * why a BMC refuses a command, so that the command is repeated with a tool that does.
 * @throws PowerBusyError when the BMC refuses for a reason that passes
 * @throws PowerActionError when it refuses for good
 */
export async function controlChassis(machine: Machine, change: PowerChange): Promise<void> {
  if ((await runIpmipower(machine, COMMANDS[change], ['ok'])) !== undefined) return;
  const { state } = await readMachineState(machine, queryIpmi);
  if (state === 'unknown') {
    throw new PowerBusyError(`The BMC refuses to power the machine ${change} and to report its state.`);
  }
  if (state === 'off' && change === 'off') return;
  const control = change === 'off' ? CONTROLS.off : state === 'on' ? CONTROLS.cycle : CONTROLS.on;
  await repeatCommand(machine, control);
}

/** Presses the power button for the operating system. @throws PowerBusyError, PowerActionError as `controlChassis` */
export async function askToShutDown(machine: Machine): Promise<void> {
  if ((await runIpmipower(machine, ['--soft'], ['ok'])) === undefined) await repeatCommand(machine, CONTROLS.soft);
}

/** Sends a command that the BMC has refused, to learn why. @throws PowerBusyError, PowerActionError */
async function repeatCommand(machine: Machine, { byte, words }: { byte: string; words: string }): Promise<void> {
  const code = await sendChassisControl(machine, byte);
  if (code === 0) return;
  const { reason, passes } = describeRefusal(code);
  const message = `The BMC refuses to ${words}: ${reason}.`;
  throw passes ? new PowerBusyError(message) : new PowerActionError(message);
}

/** LUN 0, network function chassis, command Chassis Control. */
const CHASSIS_CONTROL = ['0', '0', '2'];

/** @returns the completion code of the BMC; 0: done; undefined: unknown */
async function sendChassisControl(machine: Machine, control: string): Promise<number | undefined> {
  try {
    const { stdout } = await runFreeIpmi(machine, IPMI_RAW, [...CHASSIS_CONTROL, control]);
    const [, code] = /^rcvd: 02 ([0-9A-F]{2})/m.exec(stdout) ?? [];
    return code === undefined ? undefined : Number.parseInt(code, 16);
  } catch (error) {
    // The BMC accepted the session of ipmipower: what this tool lacks says nothing about the command.
    if (error instanceof PowerToolError || error instanceof PowerAuthError) return undefined;
    throw error;
  }
}
