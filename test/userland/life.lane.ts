import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { IpmiSim } from '../support/ipmi-sim.js';
import { ALLOCATED, COMMISSIONING, DECLARED, DEPLOYED, READY } from '../support/nodes.js';
import { Node, Nodes } from '../support/shapes.js';
import { Machine } from './machine.js';
import { Site } from './site.js';

const MAC = '52:54:00:aa:00:01';
/** A busy machine takes a minute for a boot. */
const PATIENCE_MS = 240_000;
const USER_DATA = `#!/bin/sh
# Ünïcode and a NUL-free body, which cloud-init runs.
echo "user data ran on $(hostname)" > /var/log/user-data-ran
`;

test('a machine enlists itself, is commissioned, deployed with user data and released, by its own userland', {
  timeout: 900_000,
}, async () => {
  const root = process.env.MACHINE_ROOT ?? '';
  await using site = await Site.open(await imageFiles());
  await using bmc = await IpmiSim.start();
  const folder = path.join(site.folder, 'machine');
  await using machine = await Machine.make({
    name: 'vm-a',
    mac: MAC,
    root,
    folder,
    bootScript: () => site.bootScript(MAC),
  });
  bmc.onPower((state) => (state === 'on' ? machine.powerOn() : void machine.powerOff()));
  machine.onPowerOff(() => void bmc.setPower('off'));

  const { adminKey } = site;
  const find = async () => (await site.call(adminKey, 'GET', `nodes/?op=list&mac_address=${MAC}`)).as(Nodes)[0];
  const becomes = (expected: object) => soon(async () => expect(await find()).toMatchObject(expected));
  const isOff = () => soon(() => expect(machine.isOn).toBe(false));

  // Nobody knows the machine.
  machine.powerOn();
  await becomes({ status: DECLARED, architecture: 'amd64/generic' });
  await isOff();
  const { system_id: id } = Node.parse(await find());
  const node = `nodes/${id}/`;

  // An administrator enters its BMC, and accepts it.
  const power = Object.entries(bmc.parameters).map(([name, value]) => [`power_parameters_${name}`, value] as const);
  await site.call(adminKey, 'PUT', node, { form: [['power_type', 'ipmi'], ['hostname', 'tree'], ...power] });
  const definition = '//node[@class="network"]';
  await site.call(adminKey, 'POST', 'tags/', { form: { op: 'new', name: 'wired', definition, comment: '' } });
  await site.call(adminKey, 'POST', 'nodes/', { form: { op: 'accept', nodes: id } });
  await becomes({ status: COMMISSIONING });
  await becomes({ status: READY, tag_names: expect.arrayContaining(['wired']) });
  await isOff();
  const commissioned = Node.parse(await find());
  expect(commissioned.cpu_count).toBeGreaterThan(0);
  expect(commissioned.memory).toBeGreaterThan(0);

  // A user acquires it and starts it with user data: it installs itself, and boots its disk.
  const ada = await site.makeUser('ada');
  const acquired = (await site.call(ada, 'POST', 'nodes/', { form: { op: 'acquire', tags: 'wired' } })).as(Node);
  expect(acquired).toMatchObject({ system_id: id, status: ALLOCATED, owner: 'ada' });
  const user_data = Buffer.from(USER_DATA).toString('base64');
  await site.call(ada, 'POST', node, { form: { op: 'start', user_data, distro_series: 'jammy' } });
  await becomes({ status: ALLOCATED, substatus: DEPLOYED, netboot: false });
  await soon(async () => expect(await machine.read('var/log/user-data-ran')).toBe('user data ran on tree\n'));
  const fetched = await machine.read(`var/lib/cloud/instances/${id}/user-data.txt`);
  expect(sha256(fetched ?? '')).toBe(sha256(USER_DATA));
  expect(machine.boots.slice(-2)).toEqual(['network', 'local']);

  // Its credentials end with the release.
  const config = parse((await machine.read('etc/cloud/cloud.cfg.d/91_maas.cfg')) ?? '');
  const { consumer_key, token_key, token_secret } = config.datasource.MAAS;
  const key = `${consumer_key}:${token_key}:${token_secret}`;
  const metadata = '/MAAS/metadata/2012-03-01/meta-data/instance-id';
  expect((await site.call(key, 'GET', metadata)).text).toBe(id);
  await site.call(ada, 'POST', node, { form: { op: 'release' } });
  await isOff();
  await becomes({ status: READY, owner: null, substatus: READY });
  expect((await site.try(key, 'GET', metadata)).status).toBe(401);
});

const soon = <Result>(check: () => Result | Promise<Result>) =>
  vi.waitFor(check, { timeout: PATIENCE_MS, interval: 250 });

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The machine has no kernel of its own and unpacks `root-tgz` onto its disk. */
async function imageFiles(): Promise<Record<string, Buffer | string>> {
  const folder = await mkdtemp('/tmp/image-');
  // The archive has the mode of the root folder.
  await chmod(folder, 0o755);
  await mkdir(path.join(folder, 'etc'));
  await writeFile(path.join(folder, 'etc/image'), 'jammy\n');
  const { stdout } = await promisify(execFile)('tar', ['-C', folder, '-cz', '.'], { encoding: 'buffer' });
  await rm(folder, { recursive: true });
  return { 'boot-kernel': 'kernel', 'boot-initrd': 'initrd', squashfs: 'root', 'root-tgz': stdout };
}
