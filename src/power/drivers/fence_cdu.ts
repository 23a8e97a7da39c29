import type { PowerAction, PowerChange, PowerQuery, PowerType } from '../driver/driver.js';
import { PowerActionError, PowerAuthError, PowerConnError, PowerToolError } from '../driver/errors.js';
import type { Machine } from '../driver/machine.js';
import { powerAddress, powerId, powerPass, powerUser } from '../driver/settings.js';
import { unlessSo } from '../driver/skip-if-done.js';
import { findTool, missingMessage, type Tool } from '../driver/tools.js';
import { readHostPort } from '../io/address.js';
import { complaint, runTool, type ToolResult } from '../io/run-tool.js';

const FENCE_CDU: Tool = { name: 'fence_cdu', debianPackage: 'fence-agents', versionArgs: ['--version'] };
/** fence_cdu runs it, and dies with a traceback where it is missing. */
const TELNET: Tool = { name: 'telnet', debianPackage: 'telnet', versionArgs: [] };

/** fence_cdu says the same of refused credentials and of no answer, but for lack of an answer it tries five seconds. */
const REFUSED_WITHIN_MS = 4_000;
/** How often, with a second in between, it asks whether the outlet is as it was told to be. */
const POWER_TIMEOUT = 10;

/**
 * Has the fence agent do something. It takes its options from the standard input, where nobody sees the password.
 * @throws PowerAuthError, PowerConnError when it does not get in
 */
async function fence(machine: Machine, action: 'status' | PowerChange): Promise<ToolResult> {
  if ((await findTool(TELNET.name, machine.world.toolPath)) === undefined) {
    throw new PowerToolError(missingMessage(TELNET));
  }
  const { host, port } = readHostPort(machine.get('power_address'));
  const options = [
    ['ipaddr', host],
    ...(port === undefined ? [] : [['ipport', String(port)]]),
    ['login', machine.get('power_user')],
    ['passwd', machine.get('power_pass')],
    ['port', machine.get('power_id')],
    ['action', action],
    ['power_timeout', String(POWER_TIMEOUT)],
  ];
  const input = options.map(([name, value]) => `${name}="${value}"\n`).join('');
  const result = await runTool(machine, FENCE_CDU, { args: [], input });
  if (result.stderr.includes('Unable to connect/login')) {
    const said = complaint(result);
    if (result.elapsedMs < REFUSED_WITHIN_MS) throw new PowerAuthError(`The PDU refuses the credentials: ${said}`);
    throw new PowerConnError(`The PDU does not answer: ${said}`);
  }
  return result;
}

/** It prints the names of all outlets before, and ends with 2 for one that is off. */
const query: PowerQuery = async (machine) => {
  const result = await fence(machine, 'status');
  const state = /^Status: (\w+)\s*$/m.exec(result.stdout)?.[1]?.toLowerCase();
  if (state === 'on' || state === 'off') return state;
  if (state === undefined) throw new PowerActionError(`fence_cdu: ${complaint(result)}`);
  return 'unknown';
};

/** The agent itself sees to it that the outlet does it. */
function change(to: PowerChange): PowerAction {
  return unlessSo(query, to, async (machine) => {
    const result = await fence(machine, to);
    // "Already": somebody else has switched it meanwhile.
    if (!new RegExp(`^Success: (Powered|Already) ${to}\\s*$`, 'im').test(result.stdout)) {
      throw new PowerActionError(`fence_cdu: ${complaint(result)}`);
    }
  });
}

export const fenceCdu: PowerType = {
  name: 'fence_cdu',
  description: 'Sentry Switch CDU',
  settings: [powerAddress, powerId, powerUser, powerPass],
  required: ['power_address'],
  driver: { on: change('on'), off: change('off'), query, tools: [FENCE_CDU, TELNET] },
};
