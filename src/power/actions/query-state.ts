import { Unavailable } from '../../errors.js';
import type { MachineState } from '../driver/driver.js';
import type { PowerWorld } from '../driver/environment.js';
import { PowerError } from '../driver/errors.js';
import { type Drive, driveOf, type PoweredNode, queryState, withoutSecrets } from './run-driver.js';

/** What can be told of a node's power; `error`: its BMC cannot be asked. */
export type PowerStateAnswer = MachineState | 'error';

interface Log {
  info(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

const PATIENCE_MS = 9_500;
const MOST_AT_ONCE = 50;

/** Questions under way, by system_id: who asks the same meanwhile gets the same answer. */
const asked = new Map<string, Promise<PowerStateAnswer>>();

/**
 * Asks a node's BMC, right now, whether the node is on. Takes ten seconds at most.
 * @returns `unknown` for a node without power type, and when the type cannot tell
 * @throws Unavailable when too many BMCs are being asked
 */
export async function askState(node: PoweredNode, world: PowerWorld, log: Log): Promise<PowerStateAnswer> {
  const { systemId } = node;
  const known = asked.get(systemId);
  if (known) return known;
  if (asked.size >= MOST_AT_ONCE) throw new Unavailable('Too many power states are being asked for, try again.');
  const answer = ask(node, world, log).finally(() => asked.delete(systemId));
  asked.set(systemId, answer);
  return answer;
}

async function ask(node: PoweredNode, world: PowerWorld, log: Log): Promise<PowerStateAnswer> {
  if (node.powerType === '') return 'unknown';
  const { systemId } = node;
  let drive: Drive | undefined;
  try {
    drive = driveOf(node);
    return await inTime(queryState(drive, world, PATIENCE_MS));
  } catch (error) {
    if (error instanceof PowerError) {
      const reason = drive ? withoutSecrets(error.message, drive) : error.message;
      log.info({ systemId, reason }, 'a power state cannot be told');
    } else log.error({ err: error, systemId }, 'a power driver broke');
    return 'error';
  }
}

/** A driver that does not heed its signal is not waited for. */
async function inTime(state: Promise<MachineState>): Promise<PowerStateAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<PowerStateAnswer>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS + 400, 'error');
  });
  try {
    return await Promise.race([state, late]);
  } finally {
    clearTimeout(timer);
  }
}
