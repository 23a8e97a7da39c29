import {
  PowerActionError,
  PowerAuthError,
  PowerConnError,
  type PowerError,
  PowerSettingsError,
} from '../../driver/errors.js';
import type { Machine } from '../../driver/machine.js';
import type { Tool } from '../../driver/tools.js';
import { readHostPort, writeHostPort } from '../../io/address.js';
import { bmcAddress } from '../../io/arp.js';
import { complaint, runTool, SECRET_FILE, type ToolResult } from '../../io/run-tool.js';

export const IPMIPOWER: Tool = { name: 'ipmipower', debianPackage: 'freeipmi-tools', versionArgs: ['--version'] };
export const IPMI_CHASSIS_CONFIG: Tool = { ...IPMIPOWER, name: 'ipmi-chassis-config' };

const DRIVERS = ['', 'LAN', 'LAN_2_0'];

/** Milliseconds. BMCs that take seconds for an answer get no second request for it; ten without any are enough. */
const TIMES = ['session-timeout 10000', 'retransmission-timeout 3000'];

/** Always said: of localhost without a port, the tools would take the hardware of the region's own machine. */
const IPMI_PORT = 623;

/** The credentials are right, but the account may not do this. */
export class PrivilegeError extends PowerAuthError {}

/**
 * Runs one of FreeIPMI's tools against a machine's BMC. It finds the credentials in its configuration file.
 * @throws PowerAuthError (PrivilegeError among them), PowerConnError when it says that this is what went wrong
 */
export async function runFreeIpmi(machine: Machine, tool: Tool, args: readonly string[]): Promise<ToolResult> {
  const { host: name, port = IPMI_PORT } = readHostPort(await bmcAddress(machine));
  const host = writeHostPort({ host: name, port });
  const common = [`--config-file=${SECRET_FILE}`, `--hostname=${host}`];
  const result = await runTool(machine, tool, { args: [...common, ...args], secret: configuration(machine) });
  const error = hindrance(result);
  if (error) throw error;
  return result;
}

/** Many BMCs tell the wrong privileges of an account; the workaround passes over what they tell. */
function configuration({ get }: Machine): string {
  const driver = get('power_driver');
  if (!DRIVERS.includes(driver)) throw new PowerSettingsError(`The power driver must be LAN or LAN_2_0.`);
  const lines = [
    'workaround-flags opensesspriv',
    ...TIMES,
    ...option('driver-type', driver),
    ...option('username', get('power_user')),
    ...option('password', get('power_pass')),
  ];
  return `${lines.join('\n')}\n`;
}

function option(name: string, value: string): string[] {
  return value === '' ? [] : [`${name} "${value.replace(/[\\"#]/g, '\\$&')}"`];
}

/** The tools' words for credentials that the BMC refuses. With IPMI 1.5 it just stays silent once they are sent. */
const AUTH = [
  'password invalid',
  'password verification timeout',
  'password length invalid',
  'password too long',
  'username invalid',
  'k_g invalid',
  'authentication type unavailable',
  'cipher suite id unavailable',
];
const PRIVILEGE = 'privilege level';
const CONNECTION = ['connection timeout', 'session timeout', 'invalid hostname', 'BMC busy', 'connection failed'];

/** What kept a tool from reaching the BMC, or the BMC from listening to it. */
function hindrance(result: ToolResult): PowerError | undefined {
  const said = `${result.stdout}\n${result.stderr}`;
  const mentions = (words: readonly string[]) => words.find((word) => said.includes(word));
  const [auth, connection] = [mentions(AUTH), mentions(CONNECTION)];
  if (said.includes(PRIVILEGE)) return new PrivilegeError(`The BMC refuses this to the account: ${PRIVILEGE}.`);
  if (auth !== undefined) return new PowerAuthError(`The BMC refuses the credentials: ${auth}.`);
  if (connection !== undefined) return new PowerConnError(`The BMC does not answer: ${connection}.`);
  return undefined;
}

/**
 * Has ipmipower do something, and gives what it says of it. It ends with 0 after some failures too.
 * @throws PowerActionError when it does not say one of `expected`
 */
export async function ipmipower<Said extends string>(
  machine: Machine,
  args: readonly string[],
  expected: readonly Said[],
): Promise<Said> {
  const result = await runFreeIpmi(machine, IPMIPOWER, args);
  const words = /^\S+: (\w+)$/m.exec(result.stdout)?.[1];
  const said = expected.find((word) => word === words);
  if (said === undefined) throw new PowerActionError(`ipmipower: ${complaint(result)}`);
  return said;
}
