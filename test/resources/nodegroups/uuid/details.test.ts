import { deserialize, serialize } from 'bson';
import { expect, test } from 'vitest';
import { findHardwareOutputs, LLDP_RESULT, LSHW_RESULT } from '../../../../src/model/hardware/outputs.js';
import { makeCluster, masterPath } from '../../../support/factories/clusters.js';
import { makeReadyNodes } from '../../../support/factories/many-nodes.js';
import { makeNode } from '../../../support/factories/nodes.js';
import { makeRandomResults, makeResult } from '../../../support/factories/results.js';
import { plaintextHeader } from '../../../support/oauth.js';
import { type As, useRegion } from '../../../support/region.js';

const KB = 1_000;

const region = useRegion();
const details = (systemIds: readonly string[], as: As = 'worker', to = masterPath(region)) =>
  region.post(as, to, { op: 'details', system_ids: systemIds });
const parse = (bytes: Buffer) => deserialize(bytes, { promoteBuffers: true });

test('details are the outputs of each node, byte for byte: empty ones are empty, missing and failed ones null', async () => {
  const outputs = { [LSHW_RESULT]: '<list/>\u00ff', [LLDP_RESULT]: '<lldp/>' };
  const { system_id: both } = await makeNode(region, 'ready', { outputs });
  const { system_id: empty } = await makeNode(region, 'ready', { outputs: { [LSHW_RESULT]: '', [LLDP_RESULT]: '' } });
  const { system_id: failed } = await makeNode(region, 'ready');
  await makeResult(region.database, failed, LSHW_RESULT, '<list/>', 1);
  const reply = await details([both, empty, failed]);
  expect([reply.status, reply.type]).toEqual([200, 'application/bson']);
  expect(parse(reply.bytes)).toEqual({
    [both]: { lshw: Buffer.from('<list/>\u00ff'), lldp: Buffer.from('<lldp/>') },
    [empty]: { lshw: Buffer.alloc(0), lldp: Buffer.alloc(0) },
    [failed]: { lshw: null, lldp: null },
  });
});

test('details of nodes of other clusters and of unknown ones are left out, and a node is there once', async () => {
  const other = await makeCluster(region);
  const { system_id: own } = await makeNode(region, 'ready', { outputs: { [LSHW_RESULT]: '<list/>' } });
  const reply = await details([own, 'node-unknown', own]);
  expect(parse(reply.ok().bytes)).toEqual({ [own]: { lshw: Buffer.from('<list/>'), lldp: null } });
  expect(parse((await details([own], other.key, other.path)).ok().bytes)).toEqual({});
});

test.each([
  ['no nodes', []],
  ['unknown nodes', ['node-unknown']],
])('details of %s are the empty document', async (_what, ids) => {
  expect((await details(ids)).ok().bytes).toEqual(Buffer.from(serialize({})));
});

test('details take system_ids as a JSON list', async () => {
  const { system_id } = await makeNode(region);
  const options = { query: { op: 'details' }, json: { system_ids: [system_id] } };
  const reply = await region.call('worker', 'POST', masterPath(region), options);
  expect(parse(reply.ok().bytes)).toEqual({ [system_id]: { lshw: null, lldp: null } });
});

test('details by the worker of another cluster are 403', async () => {
  expect((await details([], (await makeCluster(region)).key)).status).toBe(403);
});

test.each([
  ['admin', 200],
  ['user', 403],
  [null, 401],
] as const)('details by %s are %i', async (as, status) => {
  expect((await details([], as)).status).toBe(status);
});

test('details of an unknown cluster are 404', async () => {
  expect((await details([], 'admin', 'nodegroups/unknown/')).status).toBe(404);
});

test('details of many nodes are what a BSON library makes of them', async () => {
  const ids = await makeReadyNodes(region.database, 60);
  await makeRandomResults(region.database, ids, { lshw: 80 * KB, lldp: 2 * KB });
  const { bytes } = (await details(ids)).ok();
  const all = await Promise.all(ids.map(async (id) => [id, await findHardwareOutputs(region.database, id)]));
  expect(bytes.equals(serialize(Object.fromEntries(all)))).toBe(true);
});

test('details may have an output that is larger than what a BSON library holds', async () => {
  const [id = ''] = await makeReadyNodes(region.database, 1);
  await makeRandomResults(region.database, [id], { lshw: 17_500 * KB });
  const { bytes } = (await details([id])).ok();
  expect(parse(bytes)[id].lshw).toHaveLength(17_500 * KB);
}, 120_000);

test('details that do not fit into one document are refused: name fewer nodes', async () => {
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
  const reply = await details(ids);
  expect([reply.status, reply.json]).toEqual([400, { system_ids: [expect.stringContaining('fewer nodes')] }]);
});

test('details are cut off, and not wrong, when an output changes its size while they are sent', async () => {
  const ids = await makeReadyNodes(region.database, 200);
  await makeRandomResults(region.database, ids, { lshw: 80 * KB });
  const headers = { authorization: plaintextHeader(region.worker.key) };
  const body = new URLSearchParams([['op', 'details'], ...ids.map((id): [string, string] => ['system_ids', id])]);
  const response = await fetch(new URL(masterPath(region), region.api), { method: 'POST', headers, body });
  expect(response.status).toBe(200);
  await makeRandomResults(region.database, ids.slice(-1), { lshw: KB });
  await expect(response.arrayBuffer()).rejects.toThrow();
});
