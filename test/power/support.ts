import pino from 'pino';
import type { Database, Db } from '../../src/db/database.js';
import { ensureMasterCluster } from '../../src/model/clusters/master.js';
import { queuePower } from '../../src/model/nodes/lifecycle/power.js';
import { lockNodes } from '../../src/model/nodes/lock.js';
import { performPowerAction } from '../../src/power/actions/perform.js';
import type { PowerCommand } from '../../src/power/driver/driver.js';
import { type PowerEnvironment, readPowerEnvironment } from '../../src/power/driver/environment.js';
import { startJobs } from '../../src/server/jobs.js';
import { readSettings } from '../../src/settings.js';
import { makeReadyNodes } from '../support/factories/many-nodes.js';

/** Makes nodes with this power type and these parameters; gives their system_ids. */
export async function poweredNodes(database: Database, count: number, type: string, parameters: object = {}) {
  await database.transaction((tx) => ensureMasterCluster(tx));
  const systemIds = await makeReadyNodes(database, count);
  await database.pool.query('UPDATE nodes SET power_type = $2, power_parameters = $3 WHERE system_id = ANY($1)', [
    systemIds,
    type,
    parameters,
  ]);
  return systemIds;
}

export async function poweredNode(database: Database, type: string, parameters: object = {}): Promise<string> {
  const [systemId = ''] = await poweredNodes(database, 1, type, parameters);
  return systemId;
}

/** Asks for nodes to be powered, as operations do. @returns those for which it could be done */
export function ask(database: Database, systemIds: readonly string[], change: PowerCommand): Promise<string[]> {
  return database.transaction((tx) => askIn(tx, systemIds, change));
}

export async function askIn(tx: Db, systemIds: readonly string[], change: PowerCommand): Promise<string[]> {
  return [...(await queuePower(tx, await lockNodes(tx, systemIds), change, 'somebody'))];
}

interface ActionRow {
  readonly id: number;
  readonly change: string;
  readonly state: string;
  readonly error: string;
  readonly tries: number;
  readonly requested_by: string | null;
  readonly started: Date | null;
  readonly ended: Date | null;
}

/** All power actions of a node, in order. */
export async function actionsOf(database: Database, systemId: string): Promise<ActionRow[]> {
  const { rows } = await database.pool.query<ActionRow>(
    `SELECT id, change, state, error, tries, requested_by, started, ended FROM power_actions
     WHERE system_id = $1 ORDER BY id`,
    [systemId],
  );
  return rows;
}

/** Returns the changes and states of a node's power actions. */
export async function states(database: Database, systemId: string): Promise<string[]> {
  return (await actionsOf(database, systemId)).map(({ change, state }) => `${change} ${state}`);
}

/** The environment as a process with these settings finds it, but for what is given. */
export function environmentWith(given: Partial<PowerEnvironment> = {}): PowerEnvironment {
  return { ...readPowerEnvironment(readSettings({})), ...given };
}

/** Performs one action here and now, without the job queue. */
export function perform(database: Database, id: number, environment: Partial<PowerEnvironment> = {}, jobId = 'here') {
  const services = { database, environment: environmentWith(environment), log: pino({ level: 'silent' }) };
  return performPowerAction(services, id, { id: jobId, signal: new AbortController().signal });
}

/** Performs the jobs of a database, silently, until it is disposed of. */
export async function performing(database: Database): Promise<AsyncDisposable> {
  const jobs = await startJobs({ settings: readSettings({}), database, log: pino({ level: 'silent' }) });
  return { [Symbol.asyncDispose]: () => jobs.stop() };
}

/** In how many seconds each job starts. */
export async function jobDelays(database: Database): Promise<number[]> {
  const { rows } = await database.pool.query<{ delay: number }>(
    'SELECT round(extract(epoch FROM run_at - created_at))::int AS delay FROM graphile_worker.jobs ORDER BY id',
  );
  return rows.map(({ delay }) => delay);
}

export async function forgetJobs(database: Database): Promise<void> {
  await database.pool.query('DELETE FROM graphile_worker._private_jobs');
}
