import { Unavailable } from '../../errors.js';
import type { PowerEnvironment } from '../driver/environment.js';
import type { PowerNode } from '../driver/resolve-parameters.js';
import { type FetchedPowerState, type Log, sharePowerQuery } from './fetch-power-state.js';

/** A batch of 50 nodes with dead BMCs takes 50 seconds. */
const CONCURRENT_QUERIES = 10;
const MAX_BATCHES = 2;

let batches = 0;

/**
 * Queries the BMCs of nodes, ten at a time. Each query takes at most ten seconds.
 * @returns the states by system_id, in the order of the nodes
 * @throws Unavailable while two other batches run in this process
 */
export async function fetchPowerStates(
  nodes: readonly PowerNode[],
  environment: PowerEnvironment,
  log: Log,
): Promise<ReadonlyMap<string, FetchedPowerState>> {
  if (batches >= MAX_BATCHES) throw new Unavailable('Too many power states are being asked for, try again.');
  batches += 1;
  try {
    const states = new Map<string, FetchedPowerState>(nodes.map(({ systemId }) => [systemId, 'unknown']));
    const waiting = nodes.values();
    const work = async () => {
      for (const node of waiting) states.set(node.systemId, await sharePowerQuery(node, environment, log));
    };
    await Promise.all(Array.from({ length: CONCURRENT_QUERIES }, work));
    return states;
  } finally {
    batches -= 1;
  }
}
