import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { makeNode } from '../../support/factories/nodes.js';
import { partsOf } from '../../support/machine.js';
import { nodeKey } from '../../support/nodes.js';
import { useRegion } from '../../support/region.js';
import type { Node } from '../../support/shapes.js';
import { needsTools } from '../../support/tools.js';

const run = promisify(execFile);

const region = useRegion();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'maas-region-preseeds-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await region[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await region.database.prisma.config.deleteMany();
  await setRegionUrl('');
});

/** Sets the URL of the region that the cluster has recorded. */
const setRegionUrl = (maasUrl: string) => region.database.prisma.nodegroup.updateMany({ data: { maasUrl } });
const setConfig = async (name: string, value: string) =>
  (await region.post('admin', 'maas/', { op: 'set_config', name, value })).ok();
const origin = () => `${region.api.origin}/MAAS`;
const read = async (at: string, op?: string) =>
  (await region.get(null, `/MAAS/metadata/${at}`, op ? { op } : {})).ok().text;
const preseed = (node: Node) => read(`latest/by-id/${node.system_id}/`, 'get_preseed');

async function commissioningNode(): Promise<Node> {
  const node = await makeNode(region, 'commissioning');
  return node;
}

/** A node that is installed by the Debian installer. */
async function installingNode(fields: Record<string, string> = {}): Promise<Node> {
  const node = await makeNode(region, 'allocated', fields);
  (await region.post('admin', 'tags/use-fastpath-installer/', { op: 'update_nodes', remove: node.system_id })).ok();
  return node;
}

/** The answers of a preseed for the Debian installer, by their questions; every line of it must be one. */
function answersOf(debianPreseed: string): ReadonlyMap<string, string> {
  const lines = debianPreseed.replace(/\n$/, '').split('\n');
  return new Map(
    lines.map((line) => {
      const found = /^(?:d-i|cloud-init) (\S+) (?:string|boolean|select|multiselect|password|note)(?: (.*))?$/.exec(
        line,
      );
      if (!found) throw new Error(`not an answer: ${line}`);
      return [found[1] ?? '', found[2] ?? ''];
    }),
  );
}

async function credentials(node: Node) {
  const [consumer_key, token_key, token_secret] = (await nodeKey(region, node.system_id)).split(':');
  return { consumer_key, token_key, token_secret };
}

describe('the preseed of a node', () => {
  test('that is being commissioned names the metadata service and its credentials', async () => {
    const node = await commissioningNode();
    const MAAS = { metadata_url: `${origin()}/metadata/`, ...(await credentials(node)) };
    expect(parse(await preseed(node))).toEqual({ datasource: { MAAS } });
  });

  test('that is installed by curtin names the tree of that', async () => {
    const node = await makeNode(region, 'allocated');
    const MAAS = { metadata_url: `${origin()}/metadata/curtin`, ...(await credentials(node)) };
    expect(parse(await preseed(node))).toEqual({ datasource: { MAAS } });
  });

  test('that the Debian installer installs asks nothing, and tells cloud-init where its metadata is', async () => {
    await setConfig('http_proxy', 'http://proxy.example.com:3128/');
    const node = await installingNode();
    const answers = answersOf(await preseed(node));
    expect(Object.fromEntries(answers)).toMatchObject({
      'mirror/protocol': 'http',
      'mirror/http/hostname': 'archive.ubuntu.com',
      'mirror/http/directory': '/ubuntu',
      'mirror/http/proxy': 'http://proxy.example.com:3128/',
      'clock-setup/ntp-server': '91.189.94.4',
      'cloud-init/datasources': 'MAAS',
      'cloud-init/maas-metadata-url': `${origin()}/metadata/`,
    });
    const { consumer_key, token_key, token_secret } = await credentials(node);
    const told = new URLSearchParams(answers.get('cloud-init/maas-metadata-credentials'));
    expect(Object.fromEntries(told)).toEqual({
      oauth_consumer_key: consumer_key,
      oauth_token_key: token_key,
      oauth_token_secret: token_secret,
    });
    expect(parse(answers.get('cloud-init/local-cloud-config') ?? '')).toEqual({ manage_etc_hosts: true });
    expect(await lateCommand(answers)).toEqual(lateArguments(`${origin()}/metadata/latest/by-id/${node.system_id}/`));
  });

  test('of another architecture takes its packages from the ports', async () => {
    const answers = answersOf(await preseed(await installingNode({ architecture: 'armhf/highbank' })));
    expect([answers.get('mirror/http/hostname'), answers.get('mirror/http/directory')]).toEqual([
      'ports.ubuntu.com',
      '/ubuntu-ports',
    ]);
  });

  test('uses the URL of the region that its cluster has recorded', async () => {
    await setRegionUrl('http://region.example.com/MAAS/');
    const node = await installingNode();
    expect(await preseed(node)).not.toContain(region.api.origin);
    expect(answersOf(await preseed(node)).get('cloud-init/maas-metadata-url')).toBe(
      'http://region.example.com/MAAS/metadata/',
    );
  });
});

/** What the installer runs in the new system at its end: the arguments that its shell makes of the late command. */
async function lateCommand(answers: ReadonlyMap<string, string>): Promise<string[]> {
  const shell = `in-target() { printf '%s\\n' "$@"; }; ${answers.get('preseed/late_command')}`;
  const { stdout } = await run('sh', ['-c', shell.replaceAll('in-target', 'in_target')], { cwd: folder });
  return stdout.trimEnd().split('\n');
}

const lateArguments = (url: string) => ['wget', '--no-proxy', url, '--post-data', 'op=netboot_off', '-O', '/dev/null'];

/** All that the region hands to the cloud-init of machines, by what it is for. */
async function cloudConfigs(): Promise<ReadonlyMap<string, string>> {
  const node = await commissioningNode();
  const userData = await region.get(await nodeKey(region, node.system_id), '/MAAS/metadata/latest/user-data');
  return new Map([
    ['commissioning preseed', await preseed(node)],
    ['curtin preseed', await preseed(await makeNode(region, 'allocated'))],
    ['enlistment preseed', await read('latest/enlist-preseed/', 'get_enlist_preseed')],
    ['enlistment user data', await read('enlist/latest/user-data')],
    ['commissioning user data', partsOf(userData.text).get('config') ?? ''],
  ]);
}

/** Ends quotes of every kind, lines, documents and commands. */
const HOSTILE = `'"\`$(touch ran)\${IFS};&|<>{}[]!*#%\\\n---\r\n- x: y\t\u0085\u2028é😀\\`;
/** What of it set_config lets into a URL. */
const HOSTILE_URL = `http://archive.example.com/'"$(touch\${IFS}ran)\`;&|<>{}\\é`;

describe('cloud-configs', () => {
  const PROXY = 'http://proxy.example.com:3128/';

  needsTools('cloud-init')('are all accepted by the real cloud-init', async () => {
    await setConfig('http_proxy', PROXY);
    for (const [name, config] of await cloudConfigs()) {
      const file = path.join(folder, `${name}.yaml`);
      await writeFile(file, config);
      const { stdout } = await run('cloud-init', ['schema', '--config-file', file]);
      expect([name, stdout]).toEqual([name, expect.stringContaining('Valid')]);
    }
  });

  test('have the same meaning with any values, in every version of YAML', async () => {
    await setConfig('http_proxy', PROXY);
    await setRegionUrl('http://region.example.com/MAAS');
    const plain = await cloudConfigs();
    await setConfig('http_proxy', HOSTILE_URL);
    await setRegionUrl(`http://region.example.com/${HOSTILE}/MAAS`);
    for (const [name, config] of await cloudConfigs()) {
      expect(config).toMatch(/^#cloud-config\n[\n\x20-\x7e]*$/);
      expect(shapeOf(parse(config, { version: '1.1' }))).toEqual(shapeOf(parse(plain.get(name) ?? '')));
      expect(parse(config, { version: '1.1' })).toEqual(parse(config, { version: '1.2' }));
    }
  });

  test('cannot be led astray by who the request says it is for', async () => {
    const node = await commissioningNode();
    const config = await preseedFor(node, `region.example.com'"$(x){}: #\\`);
    expect(Object.keys(parse(config).datasource.MAAS)).toEqual([
      'metadata_url',
      'consumer_key',
      'token_key',
      'token_secret',
    ]);
    expect(parse(config).datasource.MAAS.metadata_url).toMatch(
      /^http:\/\/region\.example\.com[\x21-\x7e]*\/metadata\/$/,
    );
  });
});

/** A value with its texts left out. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
}

/** Asks for a preseed with a Host header of one's own making. */
async function preseedFor(node: Node, host: string): Promise<string> {
  const url = new URL(`/MAAS/metadata/latest/by-id/${node.system_id}/?op=get_preseed`, region.api);
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers: { host } }, (response) => resolve(text(response)));
    sent.once('error', reject);
    sent.end();
  });
}

describe('the preseed of the Debian installer', () => {
  async function hostilePreseed(): Promise<{ readonly node: Node; readonly preseed: string }> {
    const node = await installingNode();
    await setConfig('main_archive', HOSTILE_URL);
    await setConfig('http_proxy', HOSTILE_URL);
    await setRegionUrl(`http://region.example.com/${HOSTILE}`);
    return { node, preseed: await preseed(node) };
  }

  test('has the same questions and no more lines with any answers', async () => {
    const plain = answersOf(await preseed(await installingNode()));
    const hostile = await hostilePreseed();
    expect([...answersOf(hostile.preseed).keys()]).toEqual([...plain.keys()]);
    expect(hostile.preseed).not.toMatch(/\\\n/);
  });

  test('runs one command at the end, with any URL as one word', async () => {
    const { node, preseed: text } = await hostilePreseed();
    const ran = await lateCommand(answersOf(text));
    expect(ran).toEqual(lateArguments(ran[2] ?? ''));
    expect(ran[2]).toMatch(/^http:\/\/region\.example\.com\/[\x21-\x7e]*\/metadata\/latest\/by-id\/node-[\w-]+\/$/);
    expect(ran[2]).toContain(node.system_id);
    await expect(run('ls', ['ran'], { cwd: folder })).rejects.toThrow(/No such file/);
  });

  test('ends no line in a proxy that was stored before such were refused', async () => {
    const node = await installingNode();
    const value = 'http://proxy.example.com/\nd-i preseed/early_command string reboot\\';
    await region.database.prisma.config.create({ data: { name: 'http_proxy', value } });
    const answers = answersOf(await preseed(node));
    expect(answers.has('preseed/early_command')).toBe(false);
    expect(answers.get('mirror/http/proxy')).toBe('http://proxy.example.com/ d-i preseed/early_command string reboot');
  });
});
