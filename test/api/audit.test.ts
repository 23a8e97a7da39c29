import { beforeAll, describe, expect, test } from 'vitest';
import { documentedPath, pathArguments } from '../../src/api/operation/routes.js';
import { metadata } from '../../src/metadata/index.js';
import { resources } from '../../src/resources/index.js';
import { recordsOf } from '../support/audit.js';
import { alterNode } from '../support/nodes.js';
import { type As, useRegion } from '../support/region.js';
import { Standing } from '../support/standing.js';
import { auditedCalls, CANARY, type Call, STANDING_NODES } from './audited-calls.js';

/** Operations that are no changes of a person: reads, reports of machines, and one that does nothing. */
const NOT_AUDITED = [
  'POST nodegroups/ op=refresh_workers',
  'POST nodegroups/{uuid}/ op=details',
  'POST nodegroups/{uuid}/ op=report_download_progress',
  'POST nodegroups/{uuid}/ op=update_leases',
  'POST nodegroups/{uuid}/boot-images/ op=report_boot_images',
  'POST nodegroups/{uuid}/boot-sources/ op=check',
  'POST nodegroups/{uuid}/interfaces/{interface}/ op=report_foreign_dhcp',
  'POST tags/ op=preview',
];

const region = useRegion();
let standing: Standing;
let calls: Readonly<Record<string, Call>>;
beforeAll(async () => {
  standing = await Standing.make(region);
  calls = await auditedCalls(region);
});

const operations = resources.flatMap(({ path, operations: all }) =>
  all.map(({ on, op, audited }) => ({
    name: `${on} ${documentedPath(path)}${op === undefined ? '' : ` op=${op}`}`,
    path,
    on,
    op,
    audited,
  })),
);
const changes = operations.filter(({ audited }) => audited !== 'never');
const named = operations.map(({ name, ...operation }) => [name, operation] as const);
const usernameOf = (as: As) => (as === 'worker' ? 'maas-nodegroup-worker' : as);

test('operations that are not audited are reads without secrets of many nodes, and those of the list', () => {
  const silent = operations.filter(({ audited, on }) => audited === 'never' && on !== 'GET').map(({ name }) => name);
  expect(silent.sort()).toEqual([...NOT_AUDITED].sort());
  const reads = operations.filter(({ audited, on }) => audited !== 'never' && on === 'GET').map(({ name }) => name);
  expect(reads).toEqual(['GET nodes/ op=power_parameters']);
  expect(metadata.flatMap((tree) => tree.operations).filter(({ audited }) => audited !== 'never')).toEqual([]);
});

test('each audited operation has a call', () => {
  expect(Object.keys(calls).sort()).toEqual(changes.map(({ name }) => name).sort());
});

test.each(named.filter(([, { audited }]) => audited !== 'never'))(
  '%s that succeeds leaves exactly one record',
  async (name, { path, on, op }) => {
    await standing.restore();
    const call = calls[name];
    if (!call) throw new Error(`no call of ${name}`);
    if (call.node) await alterNode(region, { system_id: 'node-standing' }, STANDING_NODES[call.node]);
    const form = { ...(op !== undefined && { op }), ...call.form };
    const records = await recordsOf(region.database, async () => {
      const options = on === 'DELETE' ? {} : on === 'GET' ? { query: form } : { form };
      (await region.call(call.as, on, call.path ?? standing.pathOf(path), options)).ok();
    });
    const fromPath = pathArguments(path).map((argument) => decodeURIComponent(standing.pathOf(`{${argument}}`)));
    const expected = [...(call.path === undefined ? fromPath : []), ...(call.objects ?? [])];
    expect(records).toEqual([
      {
        origin: 'API',
        username: usernameOf(call.as),
        address: '127.0.0.1',
        operation: name,
        objects: expected.map((object) => (typeof object === 'string' ? object : expect.stringMatching(object))),
        parameters: expect.toSatisfy(
          (names: string[]) =>
            `${[...names].sort()}` === `${[...(call.parameters ?? Object.keys(call.form ?? {}))].sort()}`,
        ),
        refused: null,
      },
    ]);
  },
);

test('no record holds a value of a parameter that may be secret', async () => {
  const { rows } = await region.database.pool.query<{ text: string }>('SELECT a::text AS text FROM audit_records a');
  expect(rows.length).toBeGreaterThanOrEqual(changes.length);
  expect(rows.filter(({ text }) => text.includes(CANARY))).toEqual([]);
});

describe('a refused call', () => {
  const refusal = (as: As, method: string, path: string, form: Record<string, string> = {}) =>
    recordsOf(region.database, async () => {
      const { status } = await region.call(as, method, path, method === 'DELETE' ? {} : { form });
      expect(status).toBeGreaterThanOrEqual(400);
    });

  test.each<[number, string, string, string, Record<string, string>, readonly string[]]>([
    [403, 'user2', 'PUT', 'nodes/node-standing/', { hostname: 'x' }, ['node-standing']],
    [403, 'user', 'POST', 'zones/', { name: 'z' }, ['z']],
    [404, 'admin', 'DELETE', 'tags/none/', {}, ['none']],
    [409, 'user', 'POST', 'nodes/', { op: 'acquire', name: 'none' }, []],
    [400, 'admin', 'POST', 'users/', { username: 'x y' }, ['x y']],
    [404, 'user', 'POST', 'account/', { op: 'delete_authorisation_token', token_key: `a:b:${CANARY}` }, []],
    [400, 'admin', 'POST', 'nodes/', { op: 'no_such_op' }, []],
  ])('with %i of %s %s %s leaves one record with its status', async (status, as, method, path, form, objects) => {
    await standing.restore();
    const records = await refusal(as as As, method, path, form);
    expect(records).toMatchObject([{ username: as, address: '127.0.0.1', refused: status, objects }]);
    expect(JSON.stringify(records)).not.toContain(CANARY);
  });

  test('of a user at a resource for administrators leaves a record', async () => {
    expect(await refusal('user', 'DELETE', 'commissioning-scripts/standing')).toMatchObject([
      { operation: 'DELETE commissioning-scripts/{name}', objects: ['standing'], refused: 403 },
    ]);
  });

  test('of a node in the metadata service leaves no record', async () => {
    expect(await refusal(standing.nodeKey, 'POST', '/MAAS/metadata/latest/', { op: 'no_such_op' })).toEqual([]);
  });

  test('with long names in any script leaves a record with their beginnings', async () => {
    const name = '\u{1f600}'.repeat(300);
    const [record] = await refusal('admin', 'POST', 'zones/', { name });
    expect(record?.objects).toEqual(['\u{1f600}'.repeat(255)]);
  });

  test('of an anonymous caller leaves no record', async () => {
    expect(await refusal(null, 'POST', 'zones/', { name: 'z' })).toEqual([]);
    expect(await refusal(null, 'POST', 'nodes/', { op: 'new' })).toEqual([]);
  });

  test('that repeats leaves a limited number of records', async () => {
    await region.database.pool.query('DELETE FROM quotas');
    const records = await recordsOf(region.database, async () => {
      for (let i = 0; i < 70; i += 1) await region.delete('user', 'tags/none/');
    });
    expect(records.length).toBeGreaterThanOrEqual(60);
    expect(records.length).toBeLessThan(70);
  });
});

test('a GET leaves no record, whether it succeeds or not', async () => {
  const records = await recordsOf(region.database, async () => {
    (await region.get('user', 'zones/')).ok();
    expect((await region.get('user', 'zones/none/')).status).toBe(404);
  });
  expect(records).toEqual([]);
});

test('a change whose record cannot be written is not made', async () => {
  const { pool } = region.database;
  await pool.query('ALTER TABLE audit_records ADD CONSTRAINT closed CHECK (false) NOT VALID');
  try {
    expect((await region.post('admin', 'zones/', { name: 'unrecorded' })).status).toBe(500);
    expect((await region.post('admin', 'tags/', { op: 'new', name: 'unrecorded' })).status).toBe(500);
  } finally {
    await pool.query('ALTER TABLE audit_records DROP CONSTRAINT closed');
  }
  expect((await region.get('admin', 'zones/unrecorded/')).status).toBe(404);
  expect((await region.get('admin', 'tags/unrecorded/')).status).toBe(404);
});
