import type { Tool } from '../../../tools.js';
import {
  PowerActionError,
  PowerAuthError,
  PowerBusyError,
  PowerConnError,
  type PowerError,
  PowerSettingsError,
} from '../../driver/errors.js';
import type { Machine } from '../../driver/machine.js';
import { formatHostPort, parseHostPort } from '../../io/address.js';
import { findBmcAddress } from '../../io/arp.js';
import { describeToolFailure, runTool, SECRET_FILE, type ToolResult } from '../../io/run-tool.js';

export const IPMIPOWER: Tool = { name: 'ipmipower', debianPackage: 'freeipmi-tools', versionArgs: ['--version'] };
export const IPMI_CHASSIS_CONFIG: Tool = { ...IPMIPOWER, name: 'ipmi-chassis-config' };
export const IPMI_RAW: Tool = { ...IPMIPOWER, name: 'ipmi-raw' };

const DRIVERS = ['', 'LAN', 'LAN_2_0'];

/** In milliseconds. The retransmission timeout is longer than the answers of slow BMCs take. */
const TIMEOUTS = ['session-timeout 10000', 'retransmission-timeout 3000'];

/** Always passed: for localhost without a port, the tools would use the hardware of the region's own machine. */
const IPMI_PORT = 623;

/** The credentials are valid, but the account lacks the privilege. */
export class PowerPrivilegeError extends PowerAuthError {}

/**
 * Runs one of FreeIPMI's tools against a machine's BMC. The credentials are in its configuration file.
 * @throws PowerAuthError (also PowerPrivilegeError) or PowerConnError when the tool reports such a failure
 */
export async function runFreeIpmi(machine: Machine, tool: Tool, args: readonly string[]): Promise<ToolResult> {
  const { host: name, port = IPMI_PORT } = parseHostPort(await findBmcAddress(machine));
  const host = formatHostPort({ host: name, port });
  const common = [`--config-file=${SECRET_FILE}`, `--hostname=${host}`];
  const result = await runTool(machine, tool, { args: [...common, ...args], secret: writeConfiguration(machine) });
  const error = findConnectionError(result);
  if (error) throw error;
  return result;
}

/** Many BMCs report wrong privileges of an account; the workaround makes the tools ignore them. */
function writeConfiguration({ get }: Machine): string {
  const driver = get('power_driver');
  if (!DRIVERS.includes(driver)) throw new PowerSettingsError(`The power driver must be LAN or LAN_2_0.`);
  const lines = [
    'workaround-flags opensesspriv',
    ...TIMEOUTS,
    ...writeOption('driver-type', driver),
    ...writeOption('username', get('power_user')),
    ...writeOption('password', get('power_pass')),
  ];
  return `${lines.join('\n')}\n`;
}

function writeOption(name: string, value: string): string[] {
  return value === '' ? [] : [`${name} "${value.replace(/[\\"#]/g, '\\$&')}"`];
}

/** The tools' messages for refused credentials. With IPMI 1.5 a BMC does not answer wrong ones, hence the timeout. */
const AUTH_MESSAGES = [
  'password invalid',
  'password verification timeout',
  'password length invalid',
  'password too long',
  'username invalid',
  'k_g invalid',
  'authentication type unavailable',
  'cipher suite id unavailable',
];
const PRIVILEGE_MESSAGE = 'privilege level';
const BUSY_MESSAGE = 'BMC busy';
const CONNECTION_MESSAGES = [
  'connection timeout',
  'session timeout',
  'message timeout',
  'driver timeout',
  'bad connection',
  'invalid hostname',
  'connection failed',
];

/** Recognizes failures of the connection and of the login in a tool's output. */
function findConnectionError(result: ToolResult): PowerError | undefined {
  const output = `${result.stdout}\n${result.stderr}`;
  const find = (messages: readonly string[]) => messages.find((message) => output.includes(message));
  const [auth, connection] = [find(AUTH_MESSAGES), find(CONNECTION_MESSAGES)];
  if (output.includes(PRIVILEGE_MESSAGE))
    return new PowerPrivilegeError(`The BMC refuses this to the account: ${PRIVILEGE_MESSAGE}.`);
  if (auth !== undefined) return new PowerAuthError(`The BMC refuses the credentials: ${auth}.`);
  if (output.includes(BUSY_MESSAGE)) return new PowerBusyError('The BMC is busy.');
  if (connection !== undefined) return new PowerConnError(`The BMC does not answer: ${connection}.`);
  return undefined;
}

/**
 * Runs ipmipower and returns the result that it prints. When the BMC refuses the command, ipmipower prints "BMC error"
 * over IPMI 1.5 and nothing over IPMI 2.0; its exit code is 0.
 * @returns undefined when the BMC refuses
 * @throws PowerActionError when it prints none of the `expected` results
 */
export async function runIpmipower<Output extends string>(
  machine: Machine,
  args: readonly string[],
  expected: readonly Output[],
): Promise<Output | undefined> {
  const result = await runFreeIpmi(machine, IPMIPOWER, args);
  const printed = /^\S+: (.+)$/m.exec(result.stdout)?.[1];
  const output = expected.find((word) => word === printed);
  if (output !== undefined) return output;
  const isSilent = result.exitCode === 0 && `${result.stdout}${result.stderr}`.trim() === '';
  if (isSilent || printed === 'BMC error') return undefined;
  throw new PowerActionError(`ipmipower: ${describeToolFailure(result)}`);
}
