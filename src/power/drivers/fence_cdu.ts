import { describeMissingTool, findTool, type Tool } from '../../tools.js';
import type { ChangePower, PowerChange, PowerType, QueryPower } from '../driver/driver.js';
import { PowerActionError, PowerAuthError, PowerConnError, PowerToolError } from '../driver/errors.js';
import type { Machine } from '../driver/machine.js';
import { powerAddress, powerId, powerPass, powerUser } from '../driver/settings.js';
import { skipIfInState } from '../driver/skip-if-in-state.js';
import { parseHostPort } from '../io/address.js';
import { describeToolFailure, runTool, type ToolResult } from '../io/run-tool.js';

const FENCE_CDU: Tool = { name: 'fence_cdu', debianPackage: 'fence-agents', versionArgs: ['--version'] };
/** fence_cdu runs it, and ends with a traceback when it is missing. */
const TELNET: Tool = { name: 'telnet', debianPackage: 'telnet', versionArgs: [] };

/** fence_cdu prints the same for refused credentials and for a timeout, but a timeout takes five seconds. */
const REFUSED_WITHIN_MS = 4_000;
/** How long, in seconds, fence_cdu verifies the new state of the outlet. */
const VERIFY_SECONDS = 10;

/**
 * Runs the fence agent. It reads its options from the standard input, which hides the password from other accounts.
 * @throws PowerAuthError, PowerConnError when it cannot log in
 */
async function runFenceAgent(machine: Machine, action: 'status' | PowerChange): Promise<ToolResult> {
  if ((await findTool(TELNET.name, machine.environment.toolPath)) === undefined) {
    throw new PowerToolError(describeMissingTool(TELNET));
  }
  const { host, port } = parseHostPort(machine.get('power_address'));
  const options = [
    ['ipaddr', host],
    ...(port === undefined ? [] : [['ipport', String(port)]]),
    ['login', machine.get('power_user')],
    ['passwd', machine.get('power_pass')],
    ['port', machine.get('power_id')],
    ['action', action],
    ['power_timeout', String(VERIFY_SECONDS)],
  ];
  const input = options.map(([name, value]) => `${name}="${value}"\n`).join('');
  const result = await runTool(machine, FENCE_CDU, { args: [], input });
  if (result.stderr.includes('Unable to connect/login')) {
    const output = describeToolFailure(result);
    if (result.elapsedMs < REFUSED_WITHIN_MS) throw new PowerAuthError(`The PDU refuses the credentials: ${output}`);
    throw new PowerConnError(`The PDU does not answer: ${output}`);
  }
  return result;
}

/** The agent prints the names of all outlets before the state, and exits with 2 for an outlet that is off. */
const query: QueryPower = async (machine) => {
  const result = await runFenceAgent(machine, 'status');
  const state = /^Status: (\w+)\s*$/m.exec(result.stdout)?.[1]?.toLowerCase();
  if (state === 'on' || state === 'off') return state;
  if (state === undefined) throw new PowerActionError(`fence_cdu: ${describeToolFailure(result)}`);
  return 'unknown';
};

/** The agent itself verifies the change. */
function createChange(change: PowerChange): ChangePower {
  return skipIfInState(query, change, async (machine) => {
    const result = await runFenceAgent(machine, change);
    // "Already": another client has switched it in the meantime.
    if (!new RegExp(`^Success: (Powered|Already) ${change}\\s*$`, 'im').test(result.stdout)) {
      throw new PowerActionError(`fence_cdu: ${describeToolFailure(result)}`);
    }
  });
}

export const fenceCdu: PowerType = {
  name: 'fence_cdu',
  description: 'Sentry Switch CDU',
  settings: [{ ...powerAddress, check: parseHostPort }, powerId, powerUser, powerPass],
  required: ['power_address'],
  driver: { on: createChange('on'), off: createChange('off'), query, tools: [FENCE_CDU, TELNET] },
};
