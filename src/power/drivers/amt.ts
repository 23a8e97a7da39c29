import { isIPv6 } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PowerAction, PowerChange, PowerQuery, PowerType } from '../driver/driver.js';
import {
  PowerActionError,
  PowerAuthError,
  PowerConnError,
  PowerSettingsError,
  PowerToolError,
} from '../driver/errors.js';
import type { Machine } from '../driver/machine.js';
import { macAddress, powerAddress, powerPass } from '../driver/settings.js';
import type { Tool } from '../driver/tools.js';
import { readHostPort, writeHostPort } from '../io/address.js';
import { bmcAddress } from '../io/arp.js';
import { complaint, runTool, type ToolResult } from '../io/run-tool.js';

const AMTTOOL: Tool = { name: 'amttool', debianPackage: 'amtterm', versionArgs: [] };

/** AMT drops requests and forgets commands; how often it is asked and told (contract/power.md 2.7). */
const READS = 11;
const ROUNDS = 11;
const PAUSE_MS = 1_000;

/** What `powerup` and the like ask before they begin. */
const CONFIRMATION = 'y\n'.repeat(10);
const STATES = { on: 'S0', off: 'S5' } as const;

/** @throws PowerAuthError, PowerConnError, PowerToolError when it does not get as far as to ask the machine */
async function amttool(machine: Machine, args: readonly string[]): Promise<ToolResult> {
  const address = readHostPort(await bmcAddress(machine));
  // It would take a piece of one for a host, and ask that.
  if (isIPv6(address.host)) throw new PowerSettingsError('amttool takes no IPv6 address.');
  const host = writeHostPort(address);
  const env = { AMT_PASSWORD: machine.get('power_pass') };
  const result = await runTool(machine, AMTTOOL, { args: [host, ...args], env, input: CONFIRMATION });
  const { stderr } = result;
  if (stderr.includes("Can't locate SOAP/Lite.pm")) {
    throw new PowerToolError('amttool needs the Debian package libsoap-lite-perl.');
  }
  const said = complaint(result);
  if (stderr.includes('401 Unauthorized')) throw new PowerAuthError(`AMT refuses the password: ${said}`);
  if (/^500 |Can't connect|read timeout/m.test(stderr)) throw new PowerConnError(`AMT does not answer: ${said}`);
  return result;
}

/** The state that AMT tells, such as S0, S4/S5 or Off; asked again while it tells none. @throws PowerActionError */
async function readState(machine: Machine): Promise<string> {
  for (let read = 1; ; read += 1) {
    const result = await amttool(machine, ['info']);
    const state = /^Powerstate:[ \t]+(\S+)/m.exec(result.stdout)?.[1];
    if (state !== undefined) return state;
    if (read === READS) throw new PowerActionError(`amttool: ${complaint(result)}`);
    await sleep(PAUSE_MS, undefined, { signal: machine.signal }).catch(() => {});
  }
}

/** A machine that is on is power-cycled, so that it boots from the network. */
function command(state: string, to: PowerChange): string[] {
  if (to === 'off') return ['powerdown'];
  return [state === STATES.on ? 'powercycle' : 'powerup', 'pxe'];
}

/** Tells the machine, and again while it does not do it. amttool ends with 0 whatever comes of that. */
function change(to: PowerChange): PowerAction {
  return async (machine) => {
    let state = await readState(machine);
    if (to === 'off' && state === STATES.off) return;
    let told: ToolResult | undefined;
    for (let round = 1; round <= ROUNDS; round += 1) {
      told = await amttool(machine, command(state, to));
      state = await readState(machine);
      if (state === STATES[to] && (to === 'off' || succeeded(told))) return;
      await sleep(PAUSE_MS, undefined, { signal: machine.signal }).catch(() => {});
    }
    throw new PowerActionError(`The machine stays in state ${state}.${told ? ` amttool: ${complaint(told)}` : ''}`);
  };
}

const succeeded = ({ stdout }: ToolResult): boolean => /^result: pt_status: success\s*$/m.test(stdout);

const query: PowerQuery = async (machine) => {
  const state = await readState(machine);
  if (state === STATES.on) return 'on';
  return state === STATES.off ? 'off' : 'unknown';
};

export const amt: PowerType = {
  name: 'amt',
  description: 'Intel AMT',
  settings: [
    macAddress,
    powerPass,
    {
      ...powerAddress,
      label:
        "An IP address to use instead of the node's primary NIC's IP " +
        '(i.e. the IP of the MAC above, looked up with ARP).',
    },
  ],
  required: [],
  driver: { on: change('on'), off: change('off'), query, tools: [AMTTOOL], deadlineSeconds: 150 },
};
