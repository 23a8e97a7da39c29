import { z } from 'zod';
import { NodeStatus } from '../../src/model/statuses/node-status.js';
import { Child } from '../support/child.js';
import { Connection } from '../support/connection.js';
import { exchange } from '../support/exchange.js';
import type { Site } from '../support/site.js';
import { execute, select } from '../support/sql.js';

/** A region in its own process, with nodes that have power parameters. */
export class PowerRegion implements AsyncDisposable {
  private constructor(
    private readonly site: Site,
    private readonly databaseUrl: string,
    private readonly process: Child,
    readonly api: URL,
  ) {}

  /** @param simulated the driver: a simulated one, or those of the product */
  static async start(site: Site, name: string, nodes: number, simulated: boolean): Promise<PowerRegion> {
    const databaseUrl = await site.database(name, nodes);
    const args = [databaseUrl, simulated ? 'simulated' : 'real'];
    const probe = site.program('support/probe.js');
    const child = new Child(site.program('power/region.js'), { args, log: site.log, probe });
    return new PowerRegion(site, databaseUrl, child, new URL(await child.ask(z.string(), 'url')));
  }

  /** The system_ids of all nodes, in random order. */
  async nodes(): Promise<string[]> {
    const rows = await select<{ system_id: string }>(this.databaseUrl, 'SELECT system_id FROM nodes ORDER BY random()');
    return rows.map(({ system_id }) => system_id);
  }

  /** Stores power parameters of nodes by system_id. */
  async setUp(parameters: ReadonlyMap<string, object>): Promise<void> {
    const values = JSON.stringify(
      [...parameters].map(([system_id, power_parameters]) => ({ system_id, power_parameters })),
    );
    await execute(
      this.databaseUrl,
      `UPDATE nodes n SET power_parameters = given.power_parameters
       FROM json_to_recordset('${values}') AS given (system_id text, power_parameters jsonb)
       WHERE n.system_id = given.system_id`,
    );
  }

  /**
   * Powers nodes on, each by its own request, on `connections` connections.
   * @returns the time when each request was answered (milliseconds since 1970), by system_id
   */
  async powerOn(systemIds: readonly string[], connections: number): Promise<ReadonlyMap<string, number>> {
    const answered = new Map<string, number>();
    const left = [...systemIds];
    const drive = async () => {
      const connection = await Connection.open(this.api);
      for (let id = left.pop(); id !== undefined; id = left.pop()) {
        const path = `${this.api.pathname}nodes/${id}/?op=start`;
        await connection.send({ method: 'POST', path, authorization: this.site.signer.header() });
        answered.set(id, performance.timeOrigin + performance.now());
      }
      connection.close();
    };
    await Promise.all(Array.from({ length: connections }, drive));
    return answered;
  }

  /**
   * Releases nodes by one request, as if they were acquired, so that all are powered off at once.
   * @returns the time when the request was sent, in milliseconds since 1970
   */
  async release(systemIds: readonly string[]): Promise<number> {
    await execute(this.databaseUrl, ACQUIRE_ALL, 'VACUUM ANALYZE nodes');
    const body = Buffer.from(new URLSearchParams(systemIds.map((id): [string, string] => ['nodes', id])).toString());
    const headers = { authorization: this.authorization, 'content-type': 'application/x-www-form-urlencoded' };
    const began = performance.timeOrigin + performance.now();
    await exchange(new URL('nodes/?op=release', this.api), { method: 'POST', headers, body });
    return began;
  }

  /**
   * Waits until all power actions of these nodes have ended.
   * @returns the times when each action began and ended, by system_id
   * @throws Error when an action failed
   */
  async ends(systemIds: readonly string[]): Promise<ReadonlyMap<string, { began: number; ended: number }>> {
    for (;;) {
      const rows = await select<End>(this.databaseUrl, ENDS);
      const ends = new Map(rows.map((end) => [end.system_id, end]));
      const failed = systemIds.map((id) => ends.get(id)).find((end) => end?.state === 'failed');
      if (failed) throw new Error(`a power action failed: ${failed.error}`);
      if (systemIds.every((id) => ends.has(id))) return ends;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async forget(): Promise<void> {
    await execute(this.databaseUrl, 'TRUNCATE power_actions, events', 'DELETE FROM graphile_worker._private_jobs');
  }

  get authorization(): string {
    return this.site.signer.header();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.process[Symbol.asyncDispose]();
  }
}

const ACQUIRE_ALL = `UPDATE nodes SET status = ${NodeStatus.ALLOCATED}, owner_id = (SELECT id FROM users WHERE username = 'admin')`;

interface End {
  readonly system_id: string;
  readonly state: string;
  readonly error: string;
  /** Milliseconds since 1970, as `ended` */
  readonly began: number;
  readonly ended: number;
}

const ENDS = `SELECT system_id, state::text AS state, error, extract(epoch FROM started)::float8 * 1000 AS began,
  extract(epoch FROM ended)::float8 * 1000 AS ended FROM power_actions WHERE ended IS NOT NULL`;
