import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect } from 'vitest';
import { run } from '../../../src/cli/run.js';
import { useFolder } from '../../support/folder.js';
import { useRegion } from '../../support/region.js';
import { TOOL_PATH } from '../../support/tool-packages.js';
import { needsTools } from '../../support/tools.js';

const test = needsTools('dnsmasq');
const region = useRegion();
const folder = useFolder();
const IDENTITY = { uuid: '', secret: 'ab'.repeat(32) };

/** @returns what doctor says about the cluster, by title */
async function examine(name: string, env: NodeJS.ProcessEnv = {}): Promise<Record<string, string>> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const settings = { MAAS_DATA_DIR: folder.at(name), PATH: TOOL_PATH, ...env };
  await run(['doctor'], { stdin: Readable.from([]), stdout, stderr, env: settings });
  const lines = [...String(stdout.read()).matchAll(/^(ok|WRONG) +Cluster (\w+) +(.*)$/gm)];
  return Object.fromEntries(lines.map(([, state, title = '', detail]) => [title, `${state}: ${detail}`]));
}

async function keepIdentity(name: string, identity: object): Promise<string> {
  await mkdir(path.join(folder.at(name), 'cluster'), { recursive: true });
  const file = path.join(folder.at(name), 'cluster/identity.json');
  await writeFile(file, JSON.stringify(identity), { mode: 0o600 });
  return file;
}

const url = () => String(new URL('/MAAS', region.api));

test('doctor on a host without a cluster says nothing about clusters', async () => {
  expect(await examine('none')).toEqual({});
});

test('doctor before the first start of a cluster checks its programs and the region', async () => {
  const found = await examine('new', { REGION_URL: url() });
  expect(found.identity).toBe('ok: none: `maas-region cluster` makes it');
  expect(found.dnsmasq).toMatch(/^ok: 2\.\d+/);
  expect(found.region).toBe(`ok: ${url()} answers`);
  expect(await examine('new', { REGION_URL: 'http://127.0.0.1:9/' })).toMatchObject({
    region: expect.stringMatching(/^WRONG: the region at 127\.0\.0\.1:9 cannot be reached: the connection was refused/),
  });
});

test('doctor with a key asks the region for the configuration, and compares the interfaces', async () => {
  const { uuid, key } = region.worker;
  const file = await keepIdentity('accepted', { ...IDENTITY, uuid, key });
  const found = await examine('accepted', { REGION_URL: url() });
  expect(found.region).toBe(`ok: ${url()} answers and accepts the key`);
  expect(found.identity).toMatch(new RegExp(`^ok: .*uuid ${uuid}, code [0-9a-f]{8}, with its key$`));
  const form = { op: 'new', interface: 'absent0', ip: '10.20.0.1', subnet_mask: '255.255.255.0', management: 1 };
  const range = { router_ip: '10.20.0.1', ip_range_low: '10.20.0.100', ip_range_high: '10.20.0.200' };
  (await region.post('admin', `nodegroups/${uuid}/interfaces/`, { ...form, ...range })).ok();
  await chmod(file, 0o644);
  expect(await examine('accepted', { REGION_URL: url() })).toMatchObject({
    region: 'WRONG: this host has no interface "absent0" that is up',
    identity: expect.stringMatching(/^WRONG: .* can be read by other accounts: chmod 600 it$/),
  });
});

test('doctor with a key that the region does not know says so, without the key', async () => {
  await keepIdentity('unknown', { ...IDENTITY, uuid: region.worker.uuid, key: 'a:b:canary' });
  const { region: found } = await examine('unknown', { REGION_URL: url() });
  expect(found).toMatch(/^WRONG: the region answers cluster_config with 401/);
  expect(found).not.toContain('canary');
});
