import { z } from 'zod';
import { credentialsIn } from '../../test/support/preseed.js';
import { CreatedKey, Node, Nodes } from '../../test/support/shapes.js';
import type { Worker } from '../support/worker.js';
import type { Meter } from './meter.js';
import type { Work } from './pace.js';

/** What the work is done on. */
export interface Place {
  readonly meter: Meter;
  /** The API key of the administrator */
  readonly admin: string;
  readonly worker: Worker;
  /** Machines that boot again and again for commissioning */
  readonly booting: readonly { readonly system_id: string; readonly mac: string }[];
}

const USER_DATA = Buffer.from(`#cloud-config\n${'# data of a Juju machine\n'.repeat(400)}`).toString('base64');
const FILE = Buffer.alloc(20_000, 'x');
/** A cluster that reports its leases: 500 machines, of which 25 have another address than the time before. */
export const LEASES = 500;
const MOVED = 25;
/** The most images that a report has. */
export const IMAGES = 6;
/** The names of the files that are edited. */
export const FILES = 10;
/** The machines of one boot storm. */
const STORM = 20;
const METADATA = '/MAAS/metadata/latest/';

/** The kinds of work, with about 40 requests a second in total. */
export function allWork(place: Place): Work[] {
  const storm = bootStorm(place);
  return [
    { name: 'Juju lives', perSecond: 2, run: jujuLife(place) },
    { name: 'leases', perSecond: 1, run: leases(place) },
    { name: 'images', perSecond: 0.5, run: images(place) },
    { name: 'boot storms', perSecond: 0.25, prepare: storm.makeKeys, run: storm.run },
    { name: 'edits', perSecond: 2, run: edit(place) },
  ];
}

/** Juju gets a machine, starts it with user data, looks at it and gives it back. */
function jujuLife({ meter, admin }: Place): Work['run'] {
  let lives = 0;
  const name = 'Juju lives';
  return async () => {
    const agent_name = `juju-${lives++}`;
    const form = { op: 'acquire', agent_name, tags: 'tag-01' };
    const { system_id } = (await meter.call(name, admin, 'POST', 'nodes/', { form })).as(Node);
    const node = `nodes/${system_id}/`;
    await meter.call(name, admin, 'POST', node, { form: { op: 'start', user_data: USER_DATA } });
    await meter.call(name, admin, 'GET', node);
    const query = { op: 'list', agent_name };
    const listed = (await meter.call(name, admin, 'GET', 'nodes/', { query })).as(Nodes);
    if (listed.length !== 1) throw new Error(`${listed.length} nodes have the agent name ${agent_name}`);
    await meter.call(name, admin, 'POST', 'nodes/', { form: { op: 'release', nodes: system_id } });
  };
}

function leases({ meter, worker }: Place): Work['run'] {
  let reports = 0;
  return async () => {
    reports += 1;
    const lease = (_: unknown, index: number): [string, string] => {
      const place = index < MOVED ? LEASES + ((reports * MOVED + index) % 1_000) : index;
      const mac = `02:00:00:00:${(index >> 8).toString(16).padStart(2, '0')}:${(index & 255).toString(16).padStart(2, '0')}`;
      return [`10.30.${place >> 8}.${place & 255}`, mac];
    };
    const report = Object.fromEntries(Array.from({ length: LEASES }, lease));
    const form = { op: 'update_leases', leases: JSON.stringify(report) };
    await meter.call('leases', worker.key, 'POST', `nodegroups/${worker.uuid}/`, { form });
  };
}

/** A cluster reports its images: now with those of a second release, now without. */
function images({ meter, worker }: Place): Work['run'] {
  let reports = 0;
  return async () => {
    const releases = reports++ % 2 === 0 ? ['trusty'] : ['trusty', 'precise'];
    const report = releases.flatMap((release) =>
      ['commissioning', 'install', 'xinstall'].map((purpose) => ({ ...IMAGE, release, purpose })),
    );
    const form = { op: 'report_boot_images', images: JSON.stringify(report) };
    await meter.call('images', worker.key, 'POST', `nodegroups/${worker.uuid}/boot-images/`, { form });
  };
}

const IMAGE = { osystem: 'ubuntu', architecture: 'amd64', subarchitecture: 'generic', label: 'release' };

/** Machines boot at once: each reads its boot configuration, its preseed and its metadata. */
function bootStorm({ meter, booting }: Place) {
  type Machine = Place['booting'][number];
  let storms = 0;
  const name = 'boot storms';
  const readKey = async ({ system_id }: Machine) => {
    const byId = `${METADATA}by-id/${system_id}/`;
    return credentialsIn((await meter.call(name, null, 'GET', byId, { query: { op: 'get_preseed' } })).text);
  };
  const boot = async (machine: Machine) => {
    const { mac } = machine;
    const query = { mac: mac.replaceAll(':', '-'), local: '192.0.2.1', remote: '192.0.2.7' };
    await meter.call(name, null, 'GET', 'pxeconfig/', { query });
    const key = await readKey(machine);
    await meter.call(name, key, 'GET', `${METADATA}meta-data/instance-id`);
    await meter.call(name, key, 'GET', `${METADATA}user-data`);
  };
  return {
    async makeKeys() {
      for (const machine of booting) await readKey(machine);
    },
    async run() {
      const first = (storms++ * STORM) % booting.length;
      await Promise.all([...booting.slice(first), ...booting].slice(0, STORM).map(boot));
    },
  };
}

/** People change things: a node, a tag, a file and an API key. */
function edit({ meter, admin, booting }: Place): Work['run'] {
  let edits = 0;
  const name = 'edits';
  return async () => {
    const number = edits++;
    const system_id = booting[number % booting.length]?.system_id ?? '';
    const node = `nodes/${system_id}/`;
    await meter.call(name, admin, 'PUT', node, { form: { cpu_count: String(1 + (number % 64)) } });
    const change = number % 2 === 0 ? { add: system_id } : { remove: system_id };
    await meter.call(name, admin, 'POST', 'tags/tag-02/', { form: { op: 'update_nodes', ...change } });
    const file = { filename: 'file', data: FILE };
    await meter.call(name, admin, 'POST', 'files/', { form: { op: 'add', filename: `file-${number % FILES}`, file } });
    await meter.call(name, admin, 'GET', node, { query: { op: 'power_parameters' } });
    const created = await meter.call(name, admin, 'POST', 'account/', { form: { op: 'create_authorisation_token' } });
    const { token_key } = created.as(CreatedKey);
    await meter.call(name, admin, 'POST', 'account/', { form: { op: 'delete_authorisation_token', token_key } });
    const listed = (await meter.call(name, admin, 'GET', 'tags/', { query: { op: 'list' } })).as(z.array(z.unknown()));
    if (listed.length === 0) throw new Error('there are no tags');
  };
}
