import { execFile, execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { commissioningUserData } from '../../../src/metadata/commissioning/user-data.js';
import { makeNode } from '../../support/factories/nodes.js';
import { makeSshKey, publicKey } from '../../support/factories/ssh-keys.js';
import { useFolder } from '../../support/folder.js';
import { byIdPath, nodeKey, nodePath } from '../../support/nodes.js';
import { useRegion } from '../../support/region.js';
import type { Node } from '../../support/shapes.js';

/** Debian's, for which its cloud-init is installed; another one may come first in the path. */
const PYTHON = '/usr/bin/python3';
const DATA_SOURCE = 'cloudinit.sources.DataSourceMAAS';

function isInstalled(): boolean {
  try {
    execFileSync(PYTHON, ['-c', `import ${DATA_SOURCE}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const skip = process.env.CI === undefined && !isInstalled();
const USER_DATA = '#!/bin/sh\necho "grüße"\n\n';
const SSH_KEYS = [publicKey('ed25519', 'one@example.com'), publicKey('ed25519', 'two@example.com')];

const region = useRegion();
const folder = useFolder();
beforeAll(async () => {
  for (const key of SSH_KEYS) await makeSshKey(region, 'user', key);
});

/** Has cloud-init read the metadata service with the preseed of the node. Secrets are in a file. */
async function cloudInit(node: Node, command: string, ...url: readonly string[]): Promise<string> {
  const preseed = folder.at(`${node.system_id}.cfg`);
  const reply = await region.get(null, byIdPath(node), { op: 'get_preseed' });
  await writeFile(preseed, reply.ok().bytes, { mode: 0o600 });
  const env = { ...process.env, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1', PYTHONIOENCODING: 'utf-8' };
  const args = ['-m', DATA_SOURCE, '--config', preseed, command, ...url];
  return (await promisify(execFile)(PYTHON, args, { env })).stdout;
}

/** A node of `user` that is started with USER_DATA. */
async function makeStartedNode(): Promise<Node> {
  const node = await makeNode(region, 'allocated', { power_type: 'ether_wake' });
  const data = Buffer.from(USER_DATA).toString('base64');
  (await region.post('user', nodePath(node), { op: 'start', user_data: data })).ok();
  return node;
}

const metadataUrl = () => new URL('/MAAS/metadata/', region.api).href;

describe.skipIf(skip)(skip ? 'cloud-init is not installed (apt-get install cloud-init)' : 'the real cloud-init', () => {
  test('reads the user data, id, name and public keys of a started node', async () => {
    const node = await makeStartedNode();
    const output = await cloudInit(node, 'check-seed', metadataUrl());
    expect(output).toContain(`=== user-data ===\n${USER_DATA}\n=== meta-data ===`);
    expect(output).toContain(`'instance-id': '${node.system_id}'`);
    expect(output).toContain(`'local-hostname': '${node.hostname}'`);
    // Long texts are shown in pieces.
    for (const key of SSH_KEYS) expect(output.replace(/'\n +'/g, '')).toContain(key);
  });

  test('crawls all items in the index of a started node', async () => {
    const node = await makeStartedNode();
    const output = await cloudInit(node, 'crawl', `${metadataUrl()}latest/`);
    for (const item of ['meta-data/instance-id', 'meta-data/local-hostname', 'meta-data/public-keys', 'user-data'])
      expect(output).toContain(`/latest/${item} ==\n`);
    expect(output).toContain(`/latest/user-data ==\n${USER_DATA}`);
    expect(output).toContain(`/latest/meta-data/public-keys ==\n${SSH_KEYS.join('\n')}\n`);
  });

  test('finds the user data for commissioning with the preseed alone', async () => {
    const node = await makeNode(region, 'commissioning');
    const output = await cloudInit(node, 'check-seed');
    expect(output).toContain(commissioningUserData({ proxy: null }).toString());
    expect(output).toContain(`'instance-id': '${node.system_id}'`);
  });

  test('with credentials from before a release is refused', async () => {
    const node = await makeStartedNode();
    const [ckey = '', tkey = '', tsec = ''] = (await nodeKey(region, node.system_id)).split(':');
    (await region.post('user', nodePath(node), { op: 'release' })).ok();
    const preseed = folder.at('old.cfg');
    const old = { consumer_key: ckey, token_key: tkey, token_secret: tsec, metadata_url: metadataUrl() };
    await writeFile(preseed, JSON.stringify({ datasource: { MAAS: old } }));
    const read = promisify(execFile)(PYTHON, [
      '-m',
      DATA_SOURCE,
      '--config',
      preseed,
      'get',
      `${metadataUrl()}latest/`,
    ]);
    await expect(read).rejects.toThrow(/401/);
  });
});
