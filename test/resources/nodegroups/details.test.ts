import { deserialize, serialize } from 'bson';
import { expect, test } from 'vitest';
import type { Db } from '../../../src/db/database.js';
import { detailSizes, nodesDetails } from '../../../src/model/hardware/cluster-outputs.js';
import { findNodeDetails, LLDP, LSHW } from '../../../src/model/hardware/outputs.js';
import { makeCluster } from '../../support/factories/clusters.js';
import { makeReadyNodes } from '../../support/factories/many-nodes.js';
import { makeNode } from '../../support/factories/nodes.js';
import { makeRandomResults } from '../../support/factories/results.js';
import { nodeKey, signal } from '../../support/nodes.js';
import { plaintextHeader } from '../../support/oauth.js';
import { type As, useRegion } from '../../support/region.js';

const KB = 1_000;

const region = useRegion();

const path = () => `nodegroups/${region.worker.uuid}/`;
const ask = (systemIds: readonly string[], as: As = 'worker', to = path()) =>
  region.post(as, to, { op: 'details', system_ids: systemIds });
const read = (bytes: Buffer) => deserialize(bytes, { promoteBuffers: true });

async function clusterId(): Promise<number> {
  const { id } = await region.database.prisma.nodegroup.findUniqueOrThrow({ where: { uuid: region.worker.uuid } });
  return id;
}

/** A node that has sent these outputs, with the exit code of its scripts. */
async function commissioned(outputs: Record<string, string>, scriptResult = 0): Promise<string> {
  const { system_id } = await makeNode(region, 'commissioning');
  await signal(region, await nodeKey(region, system_id), 'OK', outputs, scriptResult);
  return system_id;
}

test('details are what the nodes sent, byte by byte: empty ones are empty, missing and failed ones null', async () => {
  const both = await commissioned({ [LSHW]: '<list/>\u00ff', [LLDP]: '<lldp/>' });
  const empty = await commissioned({ [LSHW]: '', [LLDP]: '' });
  const failed = await commissioned({ [LSHW]: '<list/>' }, 1);
  const reply = await ask([both, empty, failed]);
  expect([reply.status, reply.type]).toEqual([200, 'application/bson']);
  expect(read(reply.bytes)).toEqual({
    [both]: { lshw: Buffer.from('<list/>\u00ff'), lldp: Buffer.from('<lldp/>') },
    [empty]: { lshw: Buffer.alloc(0), lldp: Buffer.alloc(0) },
    [failed]: { lshw: null, lldp: null },
  });
});

test('nodes of other clusters and unknown ones are passed over, and none is told twice', async () => {
  const other = await makeCluster(region);
  const own = await commissioned({ [LSHW]: '<list/>' });
  const reply = await ask([own, 'node-unknown', own]);
  expect(read(reply.ok().bytes)).toEqual({ [own]: { lshw: Buffer.from('<list/>'), lldp: null } });
  expect(read((await ask([own], other.key, other.path)).ok().bytes)).toEqual({});
});

test('no nodes are the empty document', async () => {
  for (const ids of [[], ['node-unknown']]) expect((await ask(ids)).ok().bytes).toEqual(Buffer.from(serialize({})));
});

test('system_ids may come as a JSON list', async () => {
  const { system_id } = await makeNode(region);
  const reply = await region.call('worker', 'POST', path(), {
    query: { op: 'details' },
    json: { system_ids: [system_id] },
  });
  expect(read(reply.ok().bytes)).toEqual({ [system_id]: { lshw: null, lldp: null } });
});

test("details are for the cluster's own worker and administrators", async () => {
  const other = await makeCluster(region);
  expect((await ask([], 'admin')).status).toBe(200);
  for (const as of ['user', other.key]) expect((await ask([], as)).status).toBe(403);
  expect((await ask([], null)).status).toBe(401);
  expect((await ask([], 'admin', 'nodegroups/unknown/')).status).toBe(404);
});

test('the details of many nodes are, all in all, what a BSON library makes of them', async () => {
  const ids = await makeReadyNodes(region.database, 60);
  await makeRandomResults(region.database, ids, { lshw: 80 * KB, lldp: 2 * KB });
  const { bytes } = (await ask(ids)).ok();
  const all = await Promise.all(ids.map(async (id) => [id, await findNodeDetails(region.database, id)]));
  expect(bytes.equals(serialize(Object.fromEntries(all)))).toBe(true);
});

test('one result may be larger than what a BSON library holds', async () => {
  const [id = ''] = await makeReadyNodes(region.database, 1);
  await makeRandomResults(region.database, [id], { lshw: 17_500 * KB });
  const { bytes } = (await ask([id])).ok();
  expect(read(bytes)[id].lshw).toHaveLength(17_500 * KB);
  const { bytes: own } = (await region.get('user', `nodes/${id}/`, { op: 'details' })).ok();
  expect(read(own).lshw).toHaveLength(17_500 * KB);
}, 120_000);

test('what does not fit into one document is refused: ask for fewer nodes', async () => {
  const ids = await makeReadyNodes(region.database, 70);
  const [first = '', ...others] = ids;
  await makeRandomResults(region.database, [first], { lshw: 16 });
  await region.database.pool.query(
    `UPDATE commissioning_results SET data = decode(repeat('00', 32 * 1048576), 'hex')
     WHERE node_id = (SELECT id FROM nodes WHERE system_id = $1)`,
    [first],
  );
  await region.database.pool.query(
    `INSERT INTO commissioning_results (node_id, name, script_result, data)
     SELECT n.id, r.name, 0, r.data FROM nodes n, commissioning_results r JOIN nodes f ON f.id = r.node_id
     WHERE n.system_id = ANY($1::text[]) AND f.system_id = $2`,
    [others, first],
  );
  const reply = await ask(ids);
  expect([reply.status, reply.json]).toEqual([400, { system_ids: [expect.stringContaining('fewer nodes')] }]);
});

/** Notes the statements that go to the real database. */
function noting(database: Db): { db: Db; statements: string[] } {
  const statements: string[] = [];
  const db: Db = {
    prisma: database.prisma,
    transaction: (work) => database.transaction(work),
    sql: (statement, ...args) => {
      statements.push(statement.name);
      return database.sql(statement, ...args);
    },
  };
  return { db, statements };
}

test('no more than a megabyte is read ahead of what is taken', async () => {
  const ids = await makeReadyNodes(region.database, 40);
  await makeRandomResults(region.database, ids, { lshw: 80 * KB });
  const { db, statements } = noting(region.database);
  const sizes = await detailSizes(db, await clusterId(), ids);
  expect(statements).toEqual([expect.stringMatching(/^cluster_detail_sizes_/)]);
  let taken = 0;
  for await (const _ of nodesDetails(db, sizes)) {
    taken += 1;
    const pages = statements.length - 1;
    expect(pages * 1_048_576).toBeLessThan(taken * 80 * KB + 1_048_576 + 80 * KB * pages);
  }
  expect(taken).toBe(40);
  expect(statements.length - 1).toBe(4);
});

test('an answer is cut off, and not wrong, when a result changes its size while it is sent', async () => {
  const ids = await makeReadyNodes(region.database, 200);
  await makeRandomResults(region.database, ids, { lshw: 80 * KB });
  const headers = { authorization: plaintextHeader(region.worker.key) };
  const body = new URLSearchParams([['op', 'details'], ...ids.map((id): [string, string] => ['system_ids', id])]);
  const response = await fetch(new URL(path(), region.api), { method: 'POST', headers, body });
  expect(response.status).toBe(200);
  await makeRandomResults(region.database, ids.slice(-1), { lshw: KB });
  await expect(response.arrayBuffer()).rejects.toThrow();
});
