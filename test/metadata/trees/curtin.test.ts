import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeEach, expect, test } from 'vitest';
import { IMAGES, reportImages } from '../../support/factories/images.js';
import { makeNode } from '../../support/factories/nodes.js';
import { nodeKey } from '../../support/nodes.js';
import type { ApiKey } from '../../support/oauth.js';
import { programs } from '../../support/programs.js';
import { useRegion } from '../../support/region.js';
import type { Node } from '../../support/shapes.js';

const region = useRegion();
let node: Node;
let key: ApiKey;
beforeEach(async () => {
  await reportImages(region);
  node = await makeNode(region, 'allocated');
  key = await nodeKey(region, node.system_id);
});

const PATH = '/MAAS/metadata/curtin/latest/user-data';
const image = (more: object) => ({ ...IMAGES[2], ...more });
const installer = () => region.get(key, PATH);

/** What the shell makes of a variable that the script sets at its start. */
async function shellValue(script: string, name: string): Promise<string> {
  const start = script.slice(0, script.indexOf('\nwork='));
  const { stdout } = await promisify(execFile)('sh', ['-c', `${start}\nprintf %s "$${name}"`]);
  return stdout;
}

test('a node that is installed gets a script for its image, which turns netboot off at the end', async () => {
  const reply = await installer();
  expect([reply.status, reply.type]).toEqual([200, 'application/octet-stream']);
  expect(reply.text).toContain("PREFIX='curtin'");
  const images = `${region.api.origin}/MAAS/images/clusters/${region.worker.uuid}/current`;
  expect(await shellValue(reply.text, 'IMAGE')).toBe(`${images}/ubuntu/amd64/generic/trusty/release`);
  const config = await shellValue(reply.text, 'CONFIG');
  expect(config).toContain(`${region.api.origin}/MAAS/metadata/latest/by-id/${node.system_id}/`);
  expect(config).toContain('op=netboot_off');
});

test('the newest of several images is installed, or one that supports the subarchitecture of the node', async () => {
  await reportImages(region, [...IMAGES, image({ label: 'daily' })]);
  expect(await shellValue((await installer()).text, 'IMAGE')).toMatch(/\/amd64\/generic\/trusty\/daily$/);
  const others = [image({ label: 'release' }), image({ subarchitecture: 'hwe-s', supported_subarches: 'x,generic' })];
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

test('curtin installs an archive from its URL, and a file system as the folder where it is mounted', async () => {
  expect(await installed('squashfs', 'root-tgz')).toMatch(/^http:.*\/root-tgz\n$/);
  for (const image of ['squashfs', 'root-image']) expect(await installed(image)).toMatch(/^cp:\/\/\/.*\/tree\nroot\n$/);
  await expect(installed()).rejects.toThrow('There is nothing to install in http');
});

test('without an image for its architecture and series it is told so by 409', async () => {
  await reportImages(region, [image({ release: 'precise' }), image({ architecture: 'i386' })]);
  const reply = await installer();
  expect([reply.status, reply.text]).toEqual([409, expect.stringMatching(/no image to install/)]);
});

test('nothing that a cluster reports can leave its quotes', async () => {
  await reportImages(region, [image({ label: `x'$(touch /tmp/never)'\n"; exit 1 #` })]);
  const script = (await installer()).ok().text;
  await promisify(execFile)('sh', ['-n', '-c', script]);
  expect(decodeURIComponent(await shellValue(script, 'IMAGE'))).toContain(`x'$(touch /tmp/never)'\n"; exit 1 #`);
});

test('is for the node’s own credentials and known versions', async () => {
  expect((await region.get(null, PATH)).status).toBe(401);
  expect((await region.get('user', PATH)).status).toBe(403);
  expect((await region.get(key, PATH.replace('latest', '1.0'))).status).toBe(404);
});
