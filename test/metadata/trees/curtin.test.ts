import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { IMAGES, image, reportImages } from '../../support/factories/images.js';
import { makeNode } from '../../support/factories/nodes.js';
import { alterNode, DEPLOYING, FAILED_DEPLOYMENT, nodeKey, readNode, storedNode } from '../../support/nodes.js';
import type { ApiKey } from '../../support/oauth.js';
import { programs } from '../../support/programs.js';
import { useRegion } from '../../support/region.js';
import type { Node } from '../../support/shapes.js';
import { needsTools } from '../../support/tools.js';
import { credentialsOf, originOf, readDataSource } from '../preseed/preseeds.js';

const region = useRegion();
let node: Node;
let key: ApiKey;
beforeEach(async () => {
  await reportImages(region);
  node = await makeNode(region, 'allocated');
  key = await nodeKey(region, node.system_id);
});

const PATH = '/MAAS/metadata/curtin/latest/user-data';
const installable = (fields: Readonly<Record<string, unknown>>) => image({ purpose: 'xinstall', ...fields });
const installer = () => region.get(key, PATH);

/** What the shell makes of a variable that the script sets at its start. */
async function shellValue(script: string, name: string): Promise<string> {
  const start = script.slice(0, script.indexOf('\nWORK='));
  const { stdout } = await promisify(execFile)('sh', ['-c', `${start}\nprintf %s "$${name}"`]);
  return stdout;
}

test('the installer of an allocated node is a script for its image that turns netboot off at the end', async () => {
  const reply = await installer();
  expect([reply.status, reply.type]).toEqual([200, 'application/octet-stream']);
  expect(reply.text).toContain("PREFIX='curtin'");
  const images = `${region.api.origin}/MAAS/images/clusters/${region.worker.uuid}/current`;
  expect(await shellValue(reply.text, 'IMAGE')).toBe(`${images}/ubuntu/amd64/generic/trusty/release`);
  const config = await shellValue(reply.text, 'CONFIG');
  expect(config).toContain(`${region.api.origin}/MAAS/metadata/latest/by-id/${node.system_id}/`);
  expect(config).toContain('op=netboot_off');
});

test('the installer with several images uses the newest one that supports the subarchitecture of the node', async () => {
  await reportImages(region, [...IMAGES, installable({ label: 'daily' })]);
  expect(await shellValue((await installer()).text, 'IMAGE')).toMatch(/\/amd64\/generic\/trusty\/daily$/);
  const others = [
    installable({ label: 'release' }),
    installable({ subarchitecture: 'hwe-s', supported_subarches: 'x,generic' }),
  ];
  await reportImages(region, others.slice(1));
  expect(await shellValue((await installer()).text, 'IMAGE')).toMatch(/\/amd64\/hwe-s\/trusty\/release$/);
});

/** Runs the installer where these files are in the image's folder; gives what it had curtin install. */
async function installed(...files: readonly string[]): Promise<string> {
  await using tools = await programs({
    wget: `for last; do :; done
case " ${files.join(' ')} " in *" \${last##*/} "*) ;; *) exit 8 ;; esac
for word; do case $word in --output-document=*) echo root > "\${word#*=}" ;; esac; done`,
    mount: '[ "$1 $2" = "-o loop,ro" ] && cp "$3" "$4/mounted"',
    curtin: `for source; do :; done; echo "$source"
case $source in cp:*) cat "\${source#cp://}/mounted" ;; esac`,
  });
  const script = (await installer()).ok().text;
  const env = { PATH: tools.toolPath, TMPDIR: tools.folder };
  const { stdout } = await promisify(execFile)('sh', ['-c', script], { env });
  return stdout;
}

test('the installer has curtin install an archive from its URL, and a file system image from its mount', async () => {
  expect(await installed('squashfs', 'root-tgz')).toMatch(/^http:.*\/root-tgz\n$/);
  for (const image of ['squashfs', 'root-image']) expect(await installed(image)).toMatch(/^cp:\/\/\/.*\/tree\nroot\n$/);
  await expect(installed()).rejects.toMatchObject({
    stdout: expect.stringContaining('There is nothing to install in http'),
  });
});

test('the installer leaves the data source for cloud-init in the new system, and no answers for its package', async () => {
  const script = (await installer()).ok().text;
  const config = parse(await shellValue(script, 'CONFIG'));
  expect(Object.keys(config)).toEqual(['late_commands', 'power_state']);
  expect(Object.keys(config.late_commands)).toEqual(['10_data_source', 'maas']);
  const [shell, option, command] = config.late_commands['10_data_source'];
  expect([shell, option]).toEqual(['sh', '-c']);
  await using tools = await programs({
    wget: '',
    curtin: `mkdir target; TARGET_MOUNT_POINT=target sh -c '${command}'`,
  });
  const env = { PATH: tools.toolPath, TMPDIR: tools.folder };
  await promisify(execFile)('sh', ['-c', script], { env, cwd: tools.folder });
  const MAAS = { metadata_url: `${originOf(region)}/metadata/`, ...(await credentialsOf(region, node)) };
  const expected = { datasource_list: ['MAAS'], datasource: { MAAS }, manage_etc_hosts: true };
  expect(await readDataSource(path.join(tools.folder, 'target'))).toEqual(expected);
});

needsTools('python3')('the installer that fails reports it with its log', async () => {
  const { system_id } = node;
  await alterNode(region, node, { substatus: DEPLOYING });
  await using tools = await programs({ wget: '', curtin: 'echo "line one"; echo "no disk found" >&2; exit 3' });
  const script = (await installer()).ok().text;
  const env = { PATH: tools.toolPath, TMPDIR: tools.folder };
  await expect(promisify(execFile)('sh', ['-c', script], { env })).rejects.toMatchObject({ code: 1 });
  expect((await readNode(region, system_id)).substatus).toBe(FAILED_DEPLOYMENT);
  expect((await storedNode(region, node)).error).toBe('The installation failed: no disk found');
  const reply = await region.get('user', 'installation-results/', { op: 'list', system_id, name: 'install.log' });
  const [log] = reply.as(z.array(z.looseObject({ data: z.base64() })));
  expect(Buffer.from(log?.data ?? '', 'base64').toString()).toBe('line one\nno disk found\n');
});

test('the installer without an image for the architecture and series is 409', async () => {
  await reportImages(region, [installable({ release: 'precise' }), installable({ architecture: 'i386' })]);
  const reply = await installer();
  expect([reply.status, reply.text]).toEqual([409, expect.stringMatching(/no image to install/)]);
});

test('the installer with a hostile label keeps the label within its quotes', async () => {
  await reportImages(region, [installable({ label: `x'$(touch /tmp/never)'\n"; exit 1 #` })]);
  const script = (await installer()).ok().text;
  await promisify(execFile)('sh', ['-n', '-c', script]);
  expect(decodeURIComponent(await shellValue(script, 'IMAGE'))).toContain(`x'$(touch /tmp/never)'\n"; exit 1 #`);
});

test('the installer without credentials is 401, with other credentials 403, of an unknown version 404', async () => {
  expect((await region.get(null, PATH)).status).toBe(401);
  expect((await region.get('user', PATH)).status).toBe(403);
  expect((await region.get(key, PATH.replace('latest', '1.0'))).status).toBe(404);
});
