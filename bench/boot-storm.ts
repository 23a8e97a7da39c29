import { Status } from '../src/model/nodes/status.js';
import type { Request } from './support/connection.js';
import { table } from './support/figures.js';
import { load, type Throughput } from './support/load.js';
import { Signer } from './support/signer.js';
import type { Site } from './support/site.js';
import { execute, select } from './support/sql.js';

const NODES = 1_000;
const CONNECTIONS = 64;
const WARM_UP = 200;
const HEAD = ['', 'requests', 'requests/s', 'p50 ms', 'p99 ms'];

/** A machine of the storm, as it asks. */
interface Machine {
  readonly system_id: string;
  readonly mac: string;
}

/**
 * A room of 1,000 machines is switched on to be commissioned: each asks how to boot, for its preseed and for its user
 * data, over 64 connections. First in waves, in which all get their credentials; then everything at once.
 */
export async function bootStorm(site: Site): Promise<string> {
  const databaseUrl = await site.database('storm', NODES);
  await execute(databaseUrl, COMMISSIONING, IMAGES);
  const machines = await select<Machine>(databaseUrl, MACHINES);
  await using region = await site.region(databaseUrl);

  const metadata = '/MAAS/metadata/latest/';
  const pxe = ({ mac }: Machine): Request => {
    const query = `mac=${mac.replaceAll(':', '-')}&local=192.0.2.1&remote=192.0.2.7`;
    return { method: 'GET', path: `${region.api.pathname}pxeconfig/?${query}` };
  };
  const preseed = ({ system_id }: Machine): Request => {
    return { method: 'GET', path: `${metadata}by-id/${system_id}/?op=get_preseed` };
  };
  const storm = (requests: readonly (() => Request)[], amount = requests.length) => {
    let sent = 0;
    const next = (): Request => {
      const request = requests[sent % requests.length];
      sent += 1;
      return request ? request() : { method: 'GET', path: '/' };
    };
    return load(region.api, next, { amount, connections: CONNECTIONS });
  };

  const asks = machines.map((machine) => () => pxe(machine));
  const preseeds = machines.map((machine) => () => preseed(machine));
  await storm(asks, WARM_UP);
  const rows = [row('pxeconfig', NODES, await storm(asks))];
  rows.push(row('preseed, the first', NODES, await storm(preseeds)), row('preseed', NODES, await storm(preseeds)));
  const userData = (await select<{ key: string }>(databaseUrl, KEYS)).map(({ key }) => {
    const signer = new Signer(key);
    return (): Request => ({ method: 'GET', path: `${metadata}user-data`, authorization: signer.header() });
  });
  rows.push(row('user-data', NODES, await storm(userData)));
  const all = machines.flatMap((_, index) => [asks[index], preseeds[index], userData[index]]);
  const requests = all.filter((request) => request !== undefined);
  rows.push(row('all at once', requests.length, await storm(requests)));
  return table(HEAD, rows);
}

function row(name: string, amount: number, { perSecond, p50, p99 }: Throughput): string[] {
  return [name, String(amount), perSecond.toFixed(0), p50.toFixed(0), p99.toFixed(0)];
}

const COMMISSIONING = `UPDATE nodes SET status = ${Status.COMMISSIONING}`;

const IMAGES = `
  INSERT INTO boot_images (nodegroup_id, osystem, architecture, subarchitecture, release, purpose, label)
  SELECT min(id), 'ubuntu', 'amd64', 'generic', 'trusty', 'commissioning', 'release' FROM nodegroups`;

const MACHINES = `
  SELECT n.system_id, (SELECT min(m.mac) FROM mac_addresses m WHERE m.node_id = n.id) AS mac FROM nodes n ORDER BY n.id`;

const KEYS = `
  SELECT c.key || ':' || t.key || ':' || t.secret AS key
  FROM node_keys k JOIN tokens t ON t.id = k.token_id JOIN consumers c ON c.id = t.consumer_id ORDER BY k.node_id`;
