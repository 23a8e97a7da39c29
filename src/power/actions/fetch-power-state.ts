import { Unavailable } from '../../errors.js';
import type { MachineState } from '../driver/driver.js';
import type { PowerEnvironment } from '../driver/environment.js';
import { PowerError } from '../driver/errors.js';
import type { PowerNode } from '../driver/resolve-parameters.js';
import { type ConfiguredDriver, configureDriver, redactSecrets, runPowerQuery } from './run-driver.js';

/** The state of a node's machine; `error`: its BMC cannot be queried. */
export type FetchedPowerState = MachineState | 'error';

export interface Log {
  info(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

const QUERY_TIMEOUT_MS = 9_500;
/** Of requests for one node, and those of batches besides. */
const MAX_CONCURRENT_QUERIES = 70;

/** Running queries by system_id. Concurrent requests for one node share a query. */
const runningQueries = new Map<string, Promise<FetchedPowerState>>();

/**
 * Queries a node's BMC for the state of the machine. Takes at most ten seconds.
 * @returns `unknown` for a node without a power type, and for types that cannot be queried
 * @throws Unavailable when too many queries are running
 */
export async function fetchPowerState(
  node: PowerNode,
  environment: PowerEnvironment,
  log: Log,
): Promise<FetchedPowerState> {
  if (runningQueries.size >= MAX_CONCURRENT_QUERIES && !runningQueries.has(node.systemId)) {
    throw new Unavailable('Too many power states are being asked for, try again.');
  }
  return sharePowerQuery(node, environment, log);
}

/** Joins the running query of a node, or begins one. Takes at most ten seconds. */
export function sharePowerQuery(node: PowerNode, environment: PowerEnvironment, log: Log): Promise<FetchedPowerState> {
  const { systemId } = node;
  const running = runningQueries.get(systemId);
  if (running) return running;
  const query = runQuery(node, environment, log).finally(() => runningQueries.delete(systemId));
  runningQueries.set(systemId, query);
  return query;
}

async function runQuery(node: PowerNode, environment: PowerEnvironment, log: Log): Promise<FetchedPowerState> {
  if (node.powerType === '') return 'unknown';
  const { systemId } = node;
  let driver: ConfiguredDriver | undefined;
  try {
    driver = configureDriver(node);
    return await limitTime(runPowerQuery(driver, environment, QUERY_TIMEOUT_MS));
  } catch (error) {
    if (error instanceof PowerError) {
      const reason = driver ? redactSecrets(error.message, driver) : error.message;
      log.info({ systemId, reason }, 'the power state cannot be queried');
    } else log.error({ err: error, systemId }, 'a power driver broke');
    return 'error';
  }
}

/** Bounds the time even when a driver ignores its signal. */
async function limitTime(state: Promise<MachineState>): Promise<FetchedPowerState> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<FetchedPowerState>((resolve) => {
    timer = setTimeout(resolve, QUERY_TIMEOUT_MS + 400, 'error');
  });
  try {
    return await Promise.race([state, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
