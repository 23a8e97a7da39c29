import { basename } from 'node:path';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { IMAGES, reportImages } from '../support/factories/images.js';
import { bootMachine, partsOf, SWITCH } from '../support/machine.js';
import { ALLOCATED, COMMISSIONING, DECLARED, nodeKey, READY, readNode } from '../support/nodes.js';
import { type As, type Region, startRegion } from '../support/region.js';
import { Node } from '../support/shapes.js';
import { needsTools } from '../support/tools.js';

const Pxe = z.looseObject({ purpose: z.string(), hostname: z.string(), preseed_url: z.url() });
const Preseed = z.object({ datasource: z.object({ MAAS: z.looseObject({ metadata_url: z.url() }) }) });
const Enlistment = z.object({
  write_files: z.array(z.object({ path: z.string(), content: z.string() })),
  runcmd: z.tuple([z.tuple([z.string(), z.url()])]),
});

const ARM = IMAGES.filter(({ architecture }) => architecture === 'amd64').map((image) => ({
  ...image,
  architecture: 'arm64',
}));
const LATEST = '/MAAS/metadata/latest/';

/** Machines are told where to go by whole URLs. */
const follow = async (region: Region, as: As, url: string) => {
  const { pathname, search } = new URL(url);
  return (await region.get(as, `${pathname}${search}`)).ok().text;
};
const boot = async (region: Region, query: Record<string, string>) =>
  (await region.get(null, 'pxeconfig/', { local: '127.0.0.1', ...query })).as(Pxe);
const metadataUrl = (preseed: string) => Preseed.parse(parse(preseed)).datasource.MAAS.metadata_url;
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** What the cloud-init of an enlisting machine does with its user data, as a script. */
function enlistmentScript(userData: string): string {
  const { write_files: files, runcmd } = Enlistment.parse(parse(userData));
  const [[program, url]] = runcmd;
  const written = files.map(({ path, content }) => {
    const name = basename(path);
    return `printf %s ${base64(content)} | base64 -d > ${name}; chmod 755 ${name}`;
  });
  return ['#!/bin/sh', 'set -e', 'PATH="$PWD:$PATH"', ...written, `exec ${program} '${url}'`].join('\n');
}

needsTools('lshw', 'python3')(
  'a machine: it boots, enlists itself, is commissioned, found by what it is, installed, released, and forgets',
  async () => {
    await using region = await startRegion();
    await reportImages(region, [...IMAGES, ...ARM]);
    const tags = { processors: '//node[@class="processor"]', hovercraft: '//node[@class="hovercraft"]' };
    for (const [name, definition] of Object.entries(tags))
      (await region.post('admin', 'tags/', { op: 'new', name, definition })).ok();

    // It boots from the network, and nobody knows it.
    const strange = '02-aa-bb-cc-dd-ee';
    expect((await region.get(null, 'pxeconfig/', { mac: strange })).status).toBe(204);
    const first = await boot(region, { mac: strange, arch: 'amd64' });
    expect(first).toMatchObject({ purpose: 'commissioning', hostname: 'maas-enlist' });
    const enlistment = metadataUrl(await follow(region, null, first.preseed_url));
    expect(await follow(region, null, `${enlistment}/latest/meta-data/instance-id`)).toBe('i-maas-enlistment');
    const script = enlistmentScript(await follow(region, null, `${enlistment}/latest/user-data`));
    expect(await bootMachine({ script, preseed: '' })).toMatchObject({ code: 0 });

    // An administrator accepts it, and it boots again to be commissioned.
    const [declared] = (await region.get('admin', 'nodes/', { op: 'list' })).as(z.tuple([Node]));
    const { system_id, hostname } = declared;
    const mac = declared.macaddress_set[0]?.mac_address ?? '';
    expect(declared).toMatchObject({
      status: DECLARED,
      cpu_count: 0,
      memory: 0,
      tag_names: ['use-fastpath-installer'],
    });
    expect((await boot(region, { mac })).purpose).toBe('poweroff');
    (await region.post('admin', 'nodes/', { op: 'accept', nodes: system_id })).ok();
    expect((await readNode(region, system_id)).status).toBe(COMMISSIONING);
    const second = await boot(region, { mac });
    expect(second).toMatchObject({ purpose: 'commissioning', hostname: hostname.split('.')[0] });

    // It finds its credentials, and with them what commissions it; all of it really runs.
    const preseed = await follow(region, null, second.preseed_url);
    const key = await nodeKey(region, system_id);
    expect(await follow(region, key, `${metadataUrl(preseed)}latest/meta-data/instance-id`)).toBe(system_id);
    const commissioning = partsOf(await follow(region, key, `${metadataUrl(preseed)}latest/user-data`));
    expect(await bootMachine({ script: commissioning.get('user_data.sh') ?? '', preseed })).toMatchObject({ code: 0 });

    // It is ready, and known for what it is.
    const ready = await readNode(region, system_id);
    expect(ready).toMatchObject({ status: READY, owner: null, routers: [SWITCH] });
    expect(ready.cpu_count).toBeGreaterThan(0);
    expect(ready.cpu_count).toBeLessThan(10_000);
    expect(ready.memory).toBeGreaterThan(100);
    expect(ready.tag_names).toContain('processors');
    expect(ready.tag_names).not.toContain('hovercraft');
    expect((await boot(region, { mac })).purpose).toBe('poweroff');

    // A user gets it by its tag, and starts it with data that only it reads.
    expect((await region.post('user', 'nodes/', { op: 'acquire', tags: 'hovercraft' })).status).toBe(409);
    const acquired = (await region.post('user', 'nodes/', { op: 'acquire', tags: 'processors' })).as(Node);
    expect(acquired).toMatchObject({ system_id, status: ALLOCATED, owner: 'user' });
    const wake = { power_type: 'ether_wake', power_parameters_mac_address: mac };
    (await region.put('admin', `nodes/${system_id}/`, wake)).ok();
    const mine = '#!/bin/sh\necho "only \u00e9 mine"\n\u0000';
    const start = { op: 'start', user_data: base64(mine), distro_series: 'trusty' };
    (await region.post('user', `nodes/${system_id}/`, start)).ok();
    const third = await boot(region, { mac });
    expect(third.purpose).toBe('xinstall');
    const installer = metadataUrl(await follow(region, null, third.preseed_url));
    expect(await follow(region, key, `${installer}/latest/user-data`)).toContain("PREFIX='curtin'");
    expect((await region.get(key, `${LATEST}user-data`)).bytes.equals(Buffer.from(mine))).toBe(true);

    // It is installed, says so, and boots its disk from now on.
    (await region.post(key, LATEST, { op: 'netboot_off' })).ok();
    expect((await boot(region, { mac })).purpose).toBe('local');
    expect(await nodeKey(region, system_id)).toBe(key);

    // After the release, its old credentials give no access to data of the next owner.
    (await region.post('user', `nodes/${system_id}/`, { op: 'release' })).ok();
    await region.database.prisma.node.updateMany({ data: { substatus: null } });
    expect((await boot(region, { mac })).purpose).toBe('poweroff');
    (await region.post('user2', 'nodes/', { op: 'acquire', tags: 'processors' })).ok();
    (await region.post('user2', `nodes/${system_id}/`, { op: 'start', user_data: base64('secret') })).ok();
    for (const path of ['', 'meta-data/', 'meta-data/instance-id', 'meta-data/public-keys', 'user-data'])
      expect([path, (await region.get(key, `${LATEST}${path}`)).status]).toEqual([path, 401]);
    expect((await region.post(key, LATEST, { op: 'netboot_off' })).status).toBe(401);
    const next = await nodeKey(region, system_id);
    expect(next).not.toBe(key);
    expect((await region.get(next, `${LATEST}user-data`)).text).toBe('secret');
    expect((await boot(region, { mac })).purpose).toBe('xinstall');
  },
  180_000,
);
