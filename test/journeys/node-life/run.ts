import { makeReadyNodes } from '../../support/factories/many-nodes.js';
import { READY } from '../../support/nodes.js';
import type { ApiKey } from '../../support/oauth.js';
import type { Region } from '../../support/region.js';
import type { NodeState, State } from './state.js';

/** The users of a run. */
export const USERS = ['user', 'user2', 'admin'] as const;
export type User = (typeof USERS)[number];

/** A user who signs with one of their API keys, which may be deleted. */
export interface Caller {
  readonly user: User;
  readonly key: number;
}

/** A node by its place in the order in which the run made them, or the one that the caller acquired last. */
export type Place = number | 'acquired';

/** The password in the power parameters of the first nodes. Only administrators may see it. */
export const PASSWORD = 'secret-password';
/** The beginning of all user data. Only the machine may see it. */
export const USER_DATA = 'secret-data';
const NODES = 5;

/** One sequence of calls on a region that has no other nodes. */
export class Run {
  /** The system_ids of all nodes so far, oldest first. Some may be deleted. */
  readonly nodes: string[] = [];
  /** The hostnames of all nodes so far, by system_id */
  readonly hostnames = new Map<string, string>();
  /** The node that each user acquired last. It may be released. */
  readonly acquired = new Map<User, string>();
  /** All API keys so far by user, oldest first. Some may be deleted. */
  readonly keys: Readonly<Record<User, ApiKey[]>>;
  /** All credentials so far by node, oldest first. Most of them are revoked. */
  readonly nodeKeys = new Map<string, ApiKey[]>();
  readonly history: string[] = [];
  calls = 0;
  /** Calls that were answered 2xx */
  successes = 0;
  #named = 0;

  private constructor(readonly region: Region) {
    const { user, user2, admin } = region.site.keys;
    this.keys = { user: [user], user2: [user2], admin: [admin] };
  }

  /** Empties the region and makes ready nodes. @returns the run and the state that it starts from */
  static async start(region: Region): Promise<{ run: Run; state: State }> {
    const run = new Run(region);
    const { pool } = region.database;
    const keys = [...Object.values(run.keys).flat(), region.site.keys.admin2, region.worker.key];
    await pool.query('TRUNCATE nodes, power_actions, events CASCADE');
    await pool.query('DELETE FROM graphile_worker._private_jobs');
    await pool.query('DELETE FROM consumers WHERE key <> ALL($1)', [keys.map((key) => key.split(':')[0])]);
    const ids = await makeReadyNodes(region.database, NODES);
    await pool.query(POWER, [PASSWORD]);
    const nodes = ids.map((id, place): NodeState => {
      run.addNode(id, `bulk-${place}`);
      return { ...NEW_NODE, id, status: READY, powered: place > 0, powersOff: place === NODES - 1 };
    });
    return { run, state: { nodes, keys: Object.values(run.keys).flat() } };
  }

  addNode(id: string, hostname: string): void {
    this.nodes.push(id);
    this.hostnames.set(id, hostname);
  }

  /** A hostname that no node of the run has. */
  newHostname(): string {
    this.#named += 1;
    return `added-${this.#named}`;
  }

  /** Whether a node is one of those that the run began with. They have power parameters. */
  isFirst(id: string): boolean {
    return this.nodes.indexOf(id) < NODES;
  }

  node(place: Place, by?: Caller): string {
    const acquired = place === 'acquired' && by ? this.acquired.get(by.user) : undefined;
    return acquired ?? this.nodes[Number(place === 'acquired' ? 0 : place) % this.nodes.length] ?? '';
  }

  key({ user, key }: Caller): ApiKey {
    return this.keys[user][key % this.keys[user].length] ?? '';
  }

  /** Credentials of a node, newest first; made-up ones for a node that has had none. */
  nodeKey(id: string, age: number): ApiKey {
    const known = this.nodeKeys.get(id) ?? [];
    return known.at(-1 - (age % Math.max(1, known.length))) ?? 'never:made:up';
  }

  keepNodeKey(id: string, key: ApiKey): void {
    const known = this.nodeKeys.get(id) ?? [];
    if (!known.includes(key)) this.nodeKeys.set(id, [...known, key]);
  }
}

/** A node that was enlisted just now. */
export const NEW_NODE: Omit<NodeState, 'id' | 'status'> = {
  substatus: null,
  netboot: true,
  owner: null,
  acquiredBy: null,
  userData: null,
  key: null,
  powered: false,
  poweringOff: false,
  powersOff: false,
};

/** The first node has no power type, the last one can be powered off, and those between can only be powered on. */
const POWER = `
UPDATE nodes SET
  power_type = CASE place WHEN 1 THEN '' WHEN count THEN 'ipmi' ELSE 'ether_wake' END,
  power_parameters = jsonb_build_object('power_pass', $1::text, 'power_address', '127.0.0.1', 'mac_address', '02:00:00:00:00:01')
FROM (SELECT id, row_number() OVER (ORDER BY id) AS place, count(*) OVER () FROM nodes) AS placed WHERE placed.id = nodes.id`;
