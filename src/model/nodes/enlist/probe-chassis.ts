import type { Logger } from 'pino';
import type { Database } from '../../../db/database.js';
import { ClientError, NotFound, Unavailable } from '../../../errors.js';
import { PROBE_TYPES } from '../../../events/power.js';
import { recordEvent } from '../../../events/record.js';
import type { Chassis, Job, ProbeRequest } from '../../../jobs/task.js';
import { describeChassis, discoverMachines, getChassisSecret } from '../../../power/discovery/discover-machines.js';
import type { DiscoveredMachine, MachineDiscovery } from '../../../power/discovery/discovered-machine.js';
import type { PowerEnvironment } from '../../../power/driver/environment.js';
import { PowerActionError, PowerError } from '../../../power/driver/errors.js';
import { parsePowerParametersJson } from '../../../power/validate-parameters.js';
import type { Settings } from '../../../settings.js';
import { readCluster } from '../../clusters/cluster.js';
import { enlistNode } from './enlist-node.js';
import { dropIgnoredMacs } from './shared-macs.js';

export interface ProbeServices {
  readonly settings: Pick<Settings, 'enlistIgnoreMacs'>;
  readonly database: Database;
  readonly log: Logger;
  readonly environment: PowerEnvironment;
}

/** The result of a probe. */
interface Outcome {
  /** system_ids */
  readonly enlisted: string[];
  /** The number of refused machines. */
  refusals: number;
  /** Some of the refused machines, with the reasons. */
  readonly refused: { readonly machine: string; readonly reason: string }[];
  /** The reason why the probe failed. */
  error?: string;
}

const DEADLINE_MS = 15 * 60_000;
const MAX_MACHINES = 5_000;
/** The most refused machines in an event. A chassis that is probed again has many, as they are enlisted already. */
const MAX_TOLD = 100;

/**
 * Discovers the machines of a chassis and enlists each in the cluster as a declared node. A refused machine does not
 * stop the others. The result, also a failure, is recorded as an event.
 * @throws when the process must stop or the database fails: the job is then retried, which is idempotent
 */
export async function performProbe(services: ProbeServices, probe: ProbeRequest, { signal }: Pick<Job, 'signal'>) {
  const outcome: Outcome = { enlisted: [], refusals: 0, refused: [] };
  try {
    await enlistAll(services, probe, signal, outcome);
  } catch (error) {
    if (signal.aborted) throw new Error('a probe was cut short, as the process stops', { cause: error });
    if (error instanceof NotFound) outcome.error = 'The cluster is not there any more.';
    else if (error instanceof PowerError) outcome.error = presentable(error.message, probe.chassis);
    else throw error;
  }
  await record(services, probe, outcome);
}

async function enlistAll(
  { settings, database, log, environment }: ProbeServices,
  probe: ProbeRequest,
  stop: AbortSignal,
  outcome: Outcome,
) {
  const { id } = await readCluster(database, probe.uuid);
  const signal = AbortSignal.any([stop, AbortSignal.timeout(DEADLINE_MS)]);
  const show = (words: string) => presentable(words, probe.chassis);
  let count = 0;
  for await (const found of guarded(() => discoverMachines(probe.chassis, { environment, signal }), log)) {
    count += 1;
    if (count > MAX_MACHINES) throw new PowerActionError(`It shows more than ${MAX_MACHINES} machines.`);
    const result = 'problem' in found ? found : await enlist(database, id, found, settings.enlistIgnoreMacs);
    if ('systemId' in result) {
      outcome.enlisted.push(result.systemId);
      continue;
    }
    outcome.refusals += 1;
    if (outcome.refusals > MAX_TOLD) continue;
    outcome.refused.push({ machine: show(found.name), reason: show(result.problem) });
  }
}

/** A discovery whose defects are logged and thrown as PowerActionError. */
async function* guarded(begin: () => MachineDiscovery, log: Logger): MachineDiscovery {
  try {
    yield* begin();
  } catch (error) {
    if (error instanceof PowerError) throw error;
    log.error({ err: error }, 'a discovery failed by a defect');
    throw new PowerActionError('The discovery failed by a defect; see the log.', { cause: error });
  }
}

/** Enlists a machine, or returns the problem for which the region refuses it. @throws the errors of the database */
async function enlist(
  database: Database,
  nodegroupId: number,
  found: DiscoveredMachine,
  ignoredMacs: readonly string[],
) {
  const { architecture, macAddresses, powerType } = found;
  try {
    const powerParameters = parsePowerParametersJson(JSON.stringify(found.powerParameters)) ?? {};
    const systemId = await database.transaction((tx) =>
      enlistNode(tx, null, {
        architecture: architecture.includes('/') ? architecture : `${architecture}/generic`,
        mac_addresses: dropIgnoredMacs(macAddresses, ignoredMacs),
        power_type: powerType,
        power_parameters: powerParameters,
        nodegroup_id: nodegroupId,
      }),
    );
    return { systemId };
  } catch (error) {
    if (!(error instanceof ClientError) || error instanceof Unavailable) throw error;
    return { problem: error.message };
  }
}

const MAX_WORDS = 300;

/** Makes any text of a chassis one line of limited length, without the password. */
function presentable(words: string, chassis: Chassis): string {
  const secret = getChassisSecret(chassis);
  const safe = secret === '' ? words : words.replaceAll(secret, '***');
  return safe.replace(/[\s\p{Control}\p{Surrogate}]+/gu, ' ').slice(0, MAX_WORDS);
}

/** Records the failure of a probe of which several processes died. */
export function giveUpProbe(services: Pick<ProbeServices, 'database' | 'log'>, probe: ProbeRequest, deaths: number) {
  const error = `Given up: the process of the region ended ${deaths} times during the probe.`;
  return record(services, probe, { enlisted: [], refusals: 0, refused: [], error });
}

async function record(
  { database, log }: Pick<ProbeServices, 'database' | 'log'>,
  { uuid, chassis, requestedBy }: ProbeRequest,
  outcome: Outcome,
) {
  const { enlisted, refusals, error } = outcome;
  const { model } = chassis;
  const counts = `machines enlisted: ${enlisted.length}, refused: ${refusals}`;
  const address = describeChassis(chassis);
  log[error === undefined ? 'info' : 'warn'](
    { cluster: uuid, model, address, reason: error },
    `a probe ended, ${counts}`,
  );
  await recordEvent(database, {
    level: error !== undefined ? 'ERROR' : refusals > 0 ? 'WARNING' : 'INFO',
    type: error === undefined ? PROBE_TYPES.done : PROBE_TYPES.failed,
    description: `Asked for by ${requestedBy}, ${model} ${address}, ${counts}${error === undefined ? '' : `. ${error}`}`,
    username: requestedBy,
    details: { cluster: uuid, model, address, ...outcome },
  });
}
