import { PowerAuthError, PowerConnError, PowerSettingsError } from '../../driver/errors.js';
import type { Machine } from '../../driver/machine.js';
import type { Tool } from '../../driver/tools.js';
import { readHostPort } from '../../io/address.js';
import { complaint, runTool, SECRET_FILE, type ToolResult } from '../../io/run-tool.js';

export const IPMITOOL: Tool = { name: 'ipmitool', debianPackage: 'ipmitool', versionArgs: ['-V'] };

/** Bounds the time without an answer to six seconds; without a suite (3 is the common one) ipmitool asks for them first. */
const LAN = ['-I', 'lanplus', '-N', '1', '-R', '2', '-C', '3'];

/** Bytes. Of a longer one ipmitool would send the beginning. */
const MAX_PASSWORD = 20;

const NO_SESSION = 'Unable to establish IPMI v2 / RMCP+ session';
const NO_ADDRESS = ['Address lookup for', 'Could not open socket'];
/** It says the same of a wrong password and of no answer, but for lack of an answer it waits for two seconds or more. */
const REFUSED_WITHIN_MS = 1_500;

/**
 * Runs ipmitool against the machine at `power_address`.
 * @throws PowerConnError, PowerAuthError when no session comes about
 * @throws PowerSettingsError for a password that IPMI cannot carry
 */
export async function runIpmitool(machine: Machine, args: readonly string[]): Promise<ToolResult> {
  const { host, port } = readHostPort(machine.get('power_address'));
  const password = machine.get('power_pass');
  if (Buffer.byteLength(password) > MAX_PASSWORD) throw new PowerSettingsError('The password is too long for IPMI.');
  const address = ['-H', host, ...(port === undefined ? [] : ['-p', String(port)])];
  const login = ['-U', machine.get('power_user'), '-f', SECRET_FILE];
  const result = await runTool(machine, IPMITOOL, {
    args: [...LAN, ...address, ...login, ...args],
    secret: password,
  });
  const { stderr, elapsedMs } = result;
  if (NO_ADDRESS.some((words) => stderr.includes(words))) {
    throw new PowerConnError(`The BMC has no such address: ${complaint(result)}`);
  }
  if (stderr.includes(NO_SESSION)) {
    const said = complaint(result);
    if (elapsedMs < REFUSED_WITHIN_MS) throw new PowerAuthError(`The BMC refuses the credentials: ${said}`);
    throw new PowerConnError(`The BMC does not answer: ${said}`);
  }
  return result;
}
