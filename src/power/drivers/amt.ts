import { isIPv6 } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Tool } from '../../tools.js';
import type { ChangePower, MachineState, PowerChange, PowerType, QueryPower } from '../driver/driver.js';
import {
  PowerActionError,
  PowerAuthError,
  PowerConnError,
  PowerSettingsError,
  PowerToolError,
} from '../driver/errors.js';
import type { Machine } from '../driver/machine.js';
import { macAddress, powerAddress, powerPass } from '../driver/settings.js';
import { formatHostPort, type HostPort, parseHostPort } from '../io/address.js';
import { findBmcAddress } from '../io/arp.js';
import { describeToolFailure, runTool, type ToolResult } from '../io/run-tool.js';

const AMTTOOL: Tool = { name: 'amttool', debianPackage: 'amtterm', versionArgs: [] };

/** AMT drops requests and forgets commands, so both are repeated (docs/contract/power.md 2.7). */
const MAX_READS = 11;
const MAX_COMMANDS = 11;
const PAUSE_MS = 1_000;

/** The answers to amttool's question before a command. */
const CONFIRMATION = 'y\n'.repeat(10);

/** The machine states by ACPI states. In S1 to S3 the machine sleeps and is neither on nor off. */
const STATES: ReadonlyMap<string, MachineState> = new Map([
  ['S0', 'on'],
  ['S4', 'off'],
  ['S5', 'off'],
  ['S4/S5', 'off'],
  ['Off', 'off'],
]);

/** @throws PowerSettingsError */
function parseAmtAddress(text: string): HostPort {
  const address = parseHostPort(text);
  // amttool would use a part of the address as host name.
  if (isIPv6(address.host)) throw new PowerSettingsError('amttool takes no IPv6 address.');
  return address;
}

/** @throws PowerAuthError, PowerConnError, PowerToolError when it gets no answer of AMT */
async function runAmttool(machine: Machine, args: readonly string[]): Promise<ToolResult> {
  const host = formatHostPort(parseAmtAddress(await findBmcAddress(machine)));
  const env = { AMT_PASSWORD: machine.get('power_pass') };
  const result = await runTool(machine, AMTTOOL, { args: [host, ...args], env, input: CONFIRMATION });
  const { stderr } = result;
  if (stderr.includes("Can't locate SOAP/Lite.pm")) {
    throw new PowerToolError('amttool needs the Debian package libsoap-lite-perl.');
  }
  const output = describeToolFailure(result);
  if (stderr.includes('401 Unauthorized')) throw new PowerAuthError(`AMT refuses the password: ${output}`);
  if (/^500 |Can't connect|read timeout/m.test(stderr)) throw new PowerConnError(`AMT does not answer: ${output}`);
  return result;
}

/** The warning of Perl when AMT refuses to report the state. amttool then prints the first state, S0. */
const NO_STATE = /uninitialized value \$powerstate/;

/** The ACPI state that AMT reports, such as S0 or S5; repeats the query while it reports none. @throws PowerActionError */
async function readAcpiState(machine: Machine): Promise<string> {
  for (let read = 1; ; read += 1) {
    const result = await runAmttool(machine, ['info']);
    const state = NO_STATE.test(result.stderr) ? undefined : /^Powerstate:[ \t]+(\S+)/m.exec(result.stdout)?.[1];
    if (state !== undefined) return state;
    if (read === MAX_READS) throw new PowerActionError(`amttool: ${describeToolFailure(result)}`);
    await sleep(PAUSE_MS, undefined, { signal: machine.signal }).catch(() => {});
  }
}

/** Chosen so that the machine boots from the network: `powerup` would resume a machine that sleeps. */
const COMMANDS: Readonly<Record<MachineState, string>> = { on: 'powercycle', off: 'powerup', unknown: 'reset' };

function chooseCommand(state: MachineState, change: PowerChange): string[] {
  return change === 'off' ? ['powerdown'] : [COMMANDS[state], 'pxe'];
}

const toMachineState = (acpiState: string): MachineState => STATES.get(acpiState) ?? 'unknown';

/** Repeats the command until the machine reports the new state. amttool exits with 0 even when AMT refuses. */
function createChange(change: PowerChange): ChangePower {
  return async (machine) => {
    let acpiState = await readAcpiState(machine);
    if (change === 'off' && toMachineState(acpiState) === 'off') return;
    let result: ToolResult | undefined;
    for (let count = 1; count <= MAX_COMMANDS; count += 1) {
      result = await runAmttool(machine, chooseCommand(toMachineState(acpiState), change));
      acpiState = await readAcpiState(machine);
      if (toMachineState(acpiState) === change && (change === 'off' || hasSucceeded(result))) return;
      await sleep(PAUSE_MS, undefined, { signal: machine.signal }).catch(() => {});
    }
    const output = result ? ` amttool: ${describeToolFailure(result)}` : '';
    throw new PowerActionError(`The machine stays in state ${acpiState}.${output}`);
  };
}

const hasSucceeded = ({ stdout }: ToolResult): boolean => /^result: pt_status: success\s*$/m.test(stdout);

const query: QueryPower = async (machine) => toMachineState(await readAcpiState(machine));

export const amt: PowerType = {
  name: 'amt',
  description: 'Intel AMT',
  settings: [
    macAddress,
    powerPass,
    {
      ...powerAddress,
      check: parseAmtAddress,
      label:
        "An IP address to use instead of the node's primary NIC's IP " +
        '(i.e. the IP of the MAC above, looked up with ARP).',
    },
  ],
  required: [],
  driver: {
    on: createChange('on'),
    off: createChange('off'),
    query,
    restarts: true,
    tools: [AMTTOOL],
    timeoutSeconds: 150,
  },
};
