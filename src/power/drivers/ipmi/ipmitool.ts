import type { Tool } from '../../../tools.js';
import {
  PowerActionError,
  PowerAuthError,
  PowerBusyError,
  PowerConnError,
  PowerSettingsError,
} from '../../driver/errors.js';
import type { Machine } from '../../driver/machine.js';
import { parseHostPort } from '../../io/address.js';
import { describeToolFailure, runTool, SECRET_FILE, type ToolResult } from '../../io/run-tool.js';
import { hasPassingReason } from './completion-codes.js';

export const IPMITOOL: Tool = { name: 'ipmitool', debianPackage: 'ipmitool', versionArgs: ['-V'] };

/** Limits the wait for an answer to six seconds. Without a cipher suite (3 is common) ipmitool would query them first. */
const LAN_OPTIONS = ['-I', 'lanplus', '-N', '1', '-R', '2', '-C', '3'];

/** ipmitool would cut longer ones. */
const MAX_PASSWORD_BYTES = 20;

/** IPMI 2.0, 22.28. The tools refuse longer ones. */
const MAX_USER_BYTES = 16;

/** @throws PowerSettingsError */
export function checkIpmiUser(user: string): void {
  if (Buffer.byteLength(user) > MAX_USER_BYTES) throw new PowerSettingsError('The user is too long for IPMI.');
}

/** @throws PowerSettingsError */
export function checkIpmiPassword(password: string): void {
  if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) {
    throw new PowerSettingsError('The password is too long for IPMI.');
  }
}

const NO_SESSION = 'Unable to establish IPMI v2 / RMCP+ session';
const NO_ADDRESS = ['Address lookup for', 'Could not open socket'];
/** ipmitool prints the same for a wrong password and for a timeout, but a timeout takes two seconds or more. */
const REFUSED_WITHIN_MS = 1_500;

/**
 * Runs ipmitool against the machine at `power_address`.
 * @throws PowerConnError, PowerAuthError when it cannot open a session
 * @throws PowerSettingsError for a password that is too long for IPMI
 */
export async function runIpmitool(machine: Machine, args: readonly string[]): Promise<ToolResult> {
  const { host, port } = parseHostPort(machine.get('power_address'));
  const password = machine.get('power_pass');
  checkIpmiPassword(password);
  const address = ['-H', host, ...(port === undefined ? [] : ['-p', String(port)])];
  const login = ['-U', machine.get('power_user'), '-f', SECRET_FILE];
  const result = await runTool(machine, IPMITOOL, {
    args: [...LAN_OPTIONS, ...address, ...login, ...args],
    secret: password,
  });
  const { stderr, elapsedMs } = result;
  if (NO_ADDRESS.some((words) => stderr.includes(words))) {
    throw new PowerConnError(`The BMC has no such address: ${describeToolFailure(result)}`);
  }
  if (stderr.includes(NO_SESSION)) {
    const output = describeToolFailure(result);
    if (elapsedMs < REFUSED_WITHIN_MS) throw new PowerAuthError(`The BMC refuses the credentials: ${output}`);
    throw new PowerConnError(`The BMC does not answer: ${output}`);
  }
  return result;
}

/** The error of a command that the BMC refused, with ipmitool's message. */
export function toIpmitoolError(result: ToolResult): PowerActionError {
  const message = `ipmitool: ${describeToolFailure(result)}`;
  return hasPassingReason(message) ? new PowerBusyError(message) : new PowerActionError(message);
}
