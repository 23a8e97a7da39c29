import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { afterEach, expect, test } from 'vitest';
import { RegionClient } from '../../../src/cluster/region/client.js';
import {
  codeOf,
  type Identity,
  identityPath,
  loadIdentity,
  saveIdentity,
} from '../../../src/cluster/region/identity.js';
import { join } from '../../../src/cluster/region/join.js';
import { printApiKey } from '../../../src/model/accounts/keys.js';
import { readWorkerKey } from '../../../src/model/clusters/worker-key.js';
import { eventually } from '../../support/eventually.js';
import { readCluster } from '../../support/factories/clusters.js';
import { useFolder } from '../../support/folder.js';
import { memoryLog } from '../../support/log.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();
const folder = useFolder();
let stopping = new AbortController();
afterEach(() => {
  stopping.abort();
  stopping = new AbortController();
});

/** Begins to join the region. */
async function begin(change: Partial<Identity> = {}) {
  const at = await mkdtemp(folder.at('cluster-'));
  const identity = { ...(await loadIdentity(at)), ...change };
  await saveIdentity(at, identity);
  const { log, lines } = memoryLog();
  const printed: string[] = [];
  const client = new RegionClient(new URL('/MAAS', region.api), stopping.signal, () => {});
  const options = { region: client, folder: at, log, signal: stopping.signal, pendingMs: 50, refusedMs: 50 };
  const joining = join({ ...options, print: (text) => printed.push(text) });
  joining.catch(() => {});
  return { at, identity, joining, printed, lines, client };
}

const decide = (op: 'accept' | 'reject', uuid: string, more = {}) =>
  region.post('admin', 'nodegroups/', { op, uuid, ...more });

test('a new cluster prints its code, waits, and gets a key that signs', async () => {
  const { at, identity, joining, printed, client } = await begin();
  await eventually(() => expect(printed).toHaveLength(1));
  const code = codeOf(identity.secret);
  expect(printed[0]).toContain(`accept uuid=${identity.uuid} claim_code=${code}`);
  expect(await readCluster(region, identity.uuid)).toMatchObject({ status: 0 });
  expect((await decide('accept', identity.uuid, { claim_code: code })).status).toBe(200);
  const { key } = await joining;
  expect(await loadIdentity(at)).toEqual({ ...identity, key });
  const path = `nodegroups/${identity.uuid}/interfaces/`;
  const answer = await client.call({ method: 'GET', path, op: 'list', key });
  expect(JSON.parse(answer.text)).toBeInstanceOf(Array);
});

test('a rejected cluster that is accepted again goes on with the key that is written into its identity', async () => {
  const { at, identity, joining, printed, lines } = await begin();
  const { uuid } = identity;
  await eventually(() => expect(printed).toHaveLength(1));
  (await decide('reject', uuid)).ok();
  await eventually(() => expect(lines.join('')).toContain('rejected this cluster'));
  (await decide('accept', uuid)).ok();
  await eventually(() => expect(lines.join('')).toContain('does not give this cluster its key'));
  expect(lines.join('')).toContain(`clusterkey --uuid ${uuid}`);
  const key = printApiKey(await region.database.sqlTransaction((tx) => readWorkerKey(tx, uuid)));
  await saveIdentity(at, { ...identity, key });
  expect(await joining).toEqual({ ...identity, key });
});

test('a cluster whose identity is removed registers as a new one, and prints its new code', async () => {
  const { at, identity, printed } = await begin();
  await eventually(() => expect(printed).toHaveLength(1));
  await rm(identityPath(at));
  await eventually(() => expect(printed).toHaveLength(2));
  const { uuid, secret } = await loadIdentity(at);
  expect(uuid).not.toBe(identity.uuid);
  expect(printed[1]).toContain(`accept uuid=${uuid} claim_code=${codeOf(secret)}`);
});

test('a cluster whose uuid has another secret is told what to do', async () => {
  const first = await begin();
  await eventually(() => expect(first.printed).toHaveLength(1));
  const second = await begin({ uuid: first.identity.uuid });
  await eventually(() => expect(second.lines.join('')).toContain('registered with another secret'));
  expect(second.printed).toEqual([]);
  expect(await readFile(identityPath(second.at), 'utf8')).not.toContain('"key"');
});

test('a region that is away is asked again', async () => {
  const { log, lines } = memoryLog();
  const client = new RegionClient(new URL('http://127.0.0.1:9/MAAS'), stopping.signal, () => {});
  const options = { region: client, folder: folder.path, log, signal: stopping.signal, print: () => {} };
  const joining = join(options);
  await eventually(() => expect(lines.join('')).toMatch(/region at 127\.0\.0\.1:9 cannot be reached/));
  stopping.abort();
  await expect(joining).rejects.toThrow();
});
