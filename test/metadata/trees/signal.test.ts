import { beforeEach, describe, expect, test } from 'vitest';
import { makeNode } from '../../support/factories/nodes.js';
import { COMMISSIONING, FAILED_TESTS, nodeKey, READY, readNode } from '../../support/nodes.js';
import type { ApiKey } from '../../support/oauth.js';
import { type As, type Region, startRegion, useRegion } from '../../support/region.js';
import type { Node } from '../../support/shapes.js';

const region = useRegion();
let node: Node;
let key: ApiKey;
beforeEach(async () => {
  node = await makeNode(region, 'commissioning');
  key = await nodeKey(region, node.system_id);
});

const METADATA = '/MAAS/metadata/latest/';
type Form = Parameters<Region['post']>[2];
const signal = (form: Form, as: As = key, path = METADATA) =>
  region.post(as, path, Array.isArray(form) ? [['op', 'signal'], ...form] : { op: 'signal', ...form });
const status = async () => (await readNode(region, node.system_id)).status;
async function stored() {
  const { rows } = await region.database.pool.query(
    `SELECT n.*, u.username AS owner FROM nodes n LEFT JOIN users u ON u.id = n.owner_id WHERE system_id = $1`,
    [node.system_id],
  );
  return rows[0];
}
async function results() {
  const { rows } = await region.database.pool.query(
    `SELECT r.name, r.script_result, r.data FROM commissioning_results r JOIN nodes n ON n.id = r.node_id
     WHERE n.system_id = $1 ORDER BY r.name`,
    [node.system_id],
  );
  return rows;
}
const own = (sql: string) =>
  region.database.pool.query(`UPDATE nodes SET ${sql} WHERE system_id = $1`, [node.system_id]);

describe('POST metadata/{version}/ op=signal', () => {
  test('OK makes the node ready, FAILED failed; the owner goes, the error is kept or cleared', async () => {
    await own("owner_id = (SELECT id FROM users WHERE username = 'user'), error = 'before'");
    const reply = await signal({ status: 'OK' });
    expect([reply.status, reply.type, reply.text]).toEqual([200, 'text/plain', 'OK']);
    expect(await stored()).toMatchObject({ status: READY, owner: null, error: '' });
    (await region.post('admin', `nodes/${node.system_id}/`, { op: 'commission' })).ok();
    (await signal({ status: 'FAILED', error: 'no disk' })).ok();
    expect(await stored()).toMatchObject({ status: FAILED_TESTS, error: 'no disk' });
  });

  test('WORKING keeps state, owner and error, and stores the files under their fields, byte for byte', async () => {
    await own("owner_id = (SELECT id FROM users WHERE username = 'user'), error = 'before'");
    const data = Buffer.from([0, 255, 254, 10]);
    const files: Form = [
      ['status', 'WORKING'],
      ['error', 'running 1 of 2'],
      ['script_result', '3'],
      ['b.err', { filename: 'ignored', data: '' }],
      ['a.out', { filename: 'b64', data, base64: true }],
    ];
    (await signal(files)).ok();
    expect(await results()).toEqual([
      { name: 'a.out', script_result: 3, data },
      { name: 'b.err', script_result: 3, data: Buffer.alloc(0) },
    ]);
    expect(await stored()).toMatchObject({ status: COMMISSIONING, owner: 'user', error: 'before' });
    (
      await signal([
        ['status', 'OK'],
        ['a.out', { filename: 'x', data: 'anew' }],
      ])
    ).ok();
    expect((await results())[0]).toEqual({ name: 'a.out', script_result: 0, data: Buffer.from('anew') });
  });

  test('a result of 2 MiB is stored whole', async () => {
    const data = Buffer.alloc(2 * 1_048_576, 'lshw');
    (
      await signal([
        ['status', 'WORKING'],
        ['big.out', { filename: 'big', data }],
      ])
    ).ok();
    expect(data.equals((await results())[0]?.data)).toBe(true);
  });

  test('after the end, signals are answered OK and ignored', async () => {
    for (const word of ['OK', 'FAILED', 'WORKING']) {
      (
        await signal([
          ['status', 'OK'],
          ['power_type', 'virsh'],
          ['late.out', { filename: 'x', data: 'x' }],
        ])
      ).ok();
      expect((await signal({ status: word, error: 'late' })).text).toBe('OK');
    }
    expect(await stored()).toMatchObject({ status: READY, error: '', power_type: 'virsh' });
  });

  test('a message of progress is not looked at, however long; nor is anything of a signal after the end', async () => {
    const long = 'x'.repeat(256);
    expect((await signal({ status: 'WORKING', error: long })).text).toBe('OK');
    (await signal({ status: 'OK' })).ok();
    const late = { script_result: 'x', error: long, power_type: 'foo', power_parameters: 'badjson' };
    expect((await signal({ status: 'FAILED', ...late })).text).toBe('OK');
    expect(await status()).toBe(READY);
  });

  test('the BMC that the node found is stored', async () => {
    const power = { power_address: '10.0.0.1', power_user: 'maas', power_pass: 'p' };
    (await signal({ status: 'WORKING', power_type: 'ipmi', power_parameters: JSON.stringify(power) })).ok();
    expect(await stored()).toMatchObject({ power_type: 'ipmi', power_parameters: power });
    (await signal({ status: 'WORKING', power_type: 'ipmi', power_parameters: ' ' })).ok();
    expect(await stored()).toMatchObject({ power_type: 'ipmi', power_parameters: power });
  });

  test.each<[string, Record<string, string>, number, RegExp]>([
    ['no status', {}, 400, /status/],
    ['an unknown status', { status: 'ok' }, 400, /'ok'/],
    ['an unknown power type', { status: 'OK', power_type: 'foo' }, 400, /'foo'/],
    [
      'power parameters that are no JSON',
      { status: 'OK', power_type: 'ipmi', power_parameters: 'badjson' },
      400,
      /power_parameters/,
    ],
    ['a result that is no number', { status: 'OK', script_result: 'x' }, 400, /script_result/],
  ])('%s is refused, and the node stays', async (_what, form, want, text) => {
    const reply = await signal(form);
    expect(reply.status).toBe(want);
    expect(reply.text).toMatch(text);
    expect(await status()).toBe(COMMISSIONING);
  });

  test('a node that is not being commissioned is told its state', async () => {
    await own('status = 0');
    const reply = await signal({ status: 'OK' });
    expect([reply.status, reply.text.endsWith('(status is Declared)')]).toEqual([409, true]);
  });

  test('is for the node’s own credentials: 401 without any, 403 for users, workers and administrators', async () => {
    expect((await signal({ status: 'OK' }, null)).status).toBe(401);
    for (const as of ['user', 'admin', 'worker'] as const)
      expect((await signal({ status: 'OK' }, as)).status).toBe(403);
    expect(await status()).toBe(COMMISSIONING);
    expect((await region.get(key, 'nodes/', { op: 'list' })).status).toBe(403);
  });

  test('more slashes behind metadata, and no prefix, make no difference', async () => {
    for (const path of ['/MAAS/metadata///2012-03-01/', '/metadata//latest/']) {
      expect((await signal({ status: 'WORKING' }, key, path)).text).toBe('OK');
    }
  });

  test('signals of one node that come at once are all stored', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `${index}.out`);
    await Promise.all(
      names.map((name) =>
        signal([
          ['status', 'WORKING'],
          [name, { filename: name, data: name }],
        ]),
      ),
    );
    expect((await results()).map(({ name }) => name)).toEqual(names);
  });
});

describe('metadata/{version}/by-id/{system_id}/', () => {
  const byId = (systemId: string) => `${METADATA}by-id/${systemId}/`;

  test('the preseed holds the node’s credentials, the same every time, and where its metadata is', async () => {
    const reply = await region.get(null, byId(node.system_id), { op: 'get_preseed' });
    expect([reply.status, reply.type]).toEqual([200, 'text/plain']);
    expect(reply.text).toMatch(/^#cloud-config\n/);
    expect(reply.text).toContain(`metadata_url: "${region.api.origin}/MAAS/metadata/"`);
    expect(await nodeKey(region, node.system_id)).toBe(key);
  });

  test('of ten that ask first, all get the same credentials', async () => {
    const { system_id } = await makeNode(region);
    const keys = await Promise.all(Array.from({ length: 10 }, () => nodeKey(region, system_id)));
    expect(new Set(keys).size).toBe(1);
  });

  test('netboot is turned off without credentials, and on or off with the node’s', async () => {
    const netboot = async () => (await readNode(region, node.system_id)).netboot;
    expect((await region.post(null, byId(node.system_id), { op: 'netboot_off' })).text).toBe('OK');
    expect(await netboot()).toBe(false);
    (await region.post(key, METADATA, { op: 'netboot_on' })).ok();
    expect(await netboot()).toBe(true);
    (await region.post(key, METADATA, { op: 'netboot_off' })).ok();
    expect(await netboot()).toBe(false);
  });

  test('is 404 for unknown nodes and 400 for operations it has not', async () => {
    expect((await region.get(null, byId('node-none'), { op: 'get_preseed' })).status).toBe(404);
    expect((await region.post(null, byId('node-none'), { op: 'netboot_off' })).status).toBe(404);
    for (const op of ['signal', 'netboot_on'])
      expect((await region.post(null, byId(node.system_id), { op })).status).toBe(400);
    expect((await region.get(null, byId(node.system_id))).status).toBe(400);
  });

  test('METADATA_ALLOW keeps strangers out', async () => {
    await using closed = await startRegion({ env: { METADATA_ALLOW: '10.0.0.0/8, fd00::/8' } });
    expect((await closed.get(null, byId('node-none'), { op: 'get_preseed' })).status).toBe(403);
    await using open = await startRegion({ env: { METADATA_ALLOW: '127.0.0.0/8' } });
    expect((await open.get(null, byId('node-none'), { op: 'get_preseed' })).status).toBe(404);
  });
});
