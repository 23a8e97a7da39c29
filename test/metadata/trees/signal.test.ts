import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { Fields, Form } from '../../support/body.js';
import { makeNode } from '../../support/factories/nodes.js';
import {
  alterNode,
  COMMISSIONING,
  FAILED_TESTS,
  METADATA,
  nodeKey,
  nodePath,
  READY,
  storedNode,
  storedResults,
} from '../../support/nodes.js';
import type { ApiKey } from '../../support/oauth.js';
import { type As, useRegion } from '../../support/region.js';
import type { Node } from '../../support/shapes.js';

const region = useRegion();
let node: Node;
let key: ApiKey;
beforeEach(async () => {
  node = await makeNode(region, 'commissioning');
  key = await nodeKey(region, node.system_id);
});

const signal = (form: Form, as: As = key, path = METADATA) => region.post(as, path, { op: 'signal', ...form });
const stored = () => storedNode(region, node);
const results = async () =>
  (await storedResults(region, node)).map(({ name, scriptResult, data }) => [name, scriptResult, Buffer.from(data)]);

test('signal of OK makes the node ready, without owner and error', async () => {
  await alterNode(region, node, { owner: { connect: { username: 'user' } }, error: 'before' });
  const reply = await signal({ status: 'OK' });
  expect([reply.status, reply.type, reply.text]).toEqual([200, 'text/plain', 'OK']);
  expect(await stored()).toMatchObject({ status: READY, owner: null, error: '' });
});

test('signal of FAILED fails the node and stores the error', async () => {
  (await signal({ status: 'FAILED', error: 'no disk' })).ok();
  expect(await stored()).toMatchObject({ status: FAILED_TESTS, error: 'no disk' });
});

test('signal of FAILED records an event with the error, the failed scripts and the ends of their outputs', async () => {
  const outputs = (name: string, out: string, err: string) => ({
    [`${name}.out`]: { filename: 'x', data: out },
    [`${name}.err`]: { filename: 'x', data: err },
  });
  (
    await signal({
      status: 'WORKING',
      script_result: 3,
      ...outputs('50-disks', 'one', `${'x'.repeat(600)}\u0007no disk\n`),
    })
  ).ok();
  (await signal({ status: 'WORKING', script_result: 4, ...outputs('60-quiet', 'written to stdout', '') })).ok();
  (await signal({ status: 'WORKING', ...outputs('70-fine', 'fine', '') })).ok();
  (await signal({ status: 'FAILED', error: 'failed: 50-disks 60-quiet' })).ok();
  const reply = await region.get('admin', 'events/', { op: 'query', id: node.system_id, level: 'ERROR' });
  const { events } = reply.as(z.object({ events: z.array(z.object({ type: z.string(), description: z.string() })) }));
  const lines = [
    'failed: 50-disks 60-quiet',
    '50-disks: exit code 3',
    `${'x'.repeat(491)}no disk`,
    '60-quiet: exit code 4',
    'written to stdout',
  ];
  expect(events).toEqual([{ type: 'Commissioning failed', description: lines.join('\n') }]);
});

test('signal of WORKING keeps the status, owner and error of the node', async () => {
  await alterNode(region, node, { owner: { connect: { username: 'user' } }, error: 'before' });
  (await signal({ status: 'WORKING', error: 'running 1 of 2' })).ok();
  const { status, owner, error } = await stored();
  expect([status, owner?.username, error]).toEqual([COMMISSIONING, 'user', 'before']);
});

test('signal with files stores them under their field names, byte for byte', async () => {
  const data = Buffer.from([0, 255, 254, 10]);
  const files: Fields = [
    ['op', 'signal'],
    ['status', 'WORKING'],
    ['script_result', '3'],
    ['b.err', { filename: 'ignored', data: '' }],
    ['a.out', { filename: 'b64', data, base64: true }],
  ];
  (await region.post(key, METADATA, files)).ok();
  expect(await results()).toEqual([
    ['a.out', 3, data],
    ['b.err', 3, Buffer.alloc(0)],
  ]);
});

test('signal with a file name that was sent before replaces that file', async () => {
  (await signal({ status: 'WORKING', script_result: 3, 'a.out': { filename: 'x', data: 'old' } })).ok();
  (await signal({ status: 'OK', 'a.out': { filename: 'x', data: 'anew' } })).ok();
  expect(await results()).toEqual([['a.out', 0, Buffer.from('anew')]]);
});

test('signal with a file of 2 MiB stores the whole file', async () => {
  const data = Buffer.alloc(2 * 1_048_576, 'lshw');
  (await signal({ status: 'WORKING', 'big.out': { filename: 'big', data } })).ok();
  const [result] = await storedResults(region, node);
  expect(data.equals(result?.data ?? Buffer.of())).toBe(true);
});

test.each(['OK', 'FAILED', 'WORKING'])(
  'signal of %s after the end of commissioning is answered OK and changes nothing',
  async (status) => {
    (await signal({ status: 'OK', power_type: 'virsh', 'late.out': { filename: 'x', data: 'x' } })).ok();
    expect((await signal({ status, error: 'late' })).text).toBe('OK');
    expect(await stored()).toMatchObject({ status: READY, error: '', powerType: 'virsh' });
  },
);

test('signal with only invalid values after the end of commissioning is answered OK', async () => {
  (await signal({ status: 'OK' })).ok();
  const bad = { script_result: 'x', error: 'x'.repeat(256), power_type: 'foo', power_parameters: 'badjson' };
  expect((await signal({ status: 'FAILED', ...bad })).text).toBe('OK');
  expect((await stored()).status).toBe(READY);
});

test('signal of WORKING with a long error is accepted', async () => {
  expect((await signal({ status: 'WORKING', error: 'x'.repeat(256) })).text).toBe('OK');
});

test('signal with a power type and JSON power parameters stores them, and keeps them when blank', async () => {
  const power = { power_address: '10.0.0.1', power_user: 'maas', power_pass: 'p' };
  for (const power_parameters of [JSON.stringify(power), ' ']) {
    (await signal({ status: 'WORKING', power_type: 'ipmi', power_parameters })).ok();
    expect(await stored()).toMatchObject({ powerType: 'ipmi', powerParameters: power });
  }
});

test.each<[string, Form, RegExp]>([
  ['no status', {}, /status/],
  ['an unknown status', { status: 'ok' }, /'ok'/],
  ['an unknown power type', { status: 'OK', power_type: 'foo' }, /'foo'/],
  [
    'power parameters that are not JSON',
    { status: 'OK', power_type: 'ipmi', power_parameters: 'badjson' },
    /power_parameters/,
  ],
  ['a script result that is not a number', { status: 'OK', script_result: 'x' }, /script_result/],
])('signal with %s is 400, names the value, and leaves the node commissioning', async (_what, form, text) => {
  const reply = await signal(form);
  expect([reply.status, reply.text]).toEqual([400, expect.stringMatching(text)]);
  expect((await stored()).status).toBe(COMMISSIONING);
});

test('signal of a node that is not commissioning is 409 and names its status', async () => {
  await alterNode(region, node, { status: 0 });
  const reply = await signal({ status: 'OK' });
  expect([reply.status, reply.text.endsWith('(status is Declared)')]).toEqual([409, true]);
});

test('signal of a node that is commissioned again accepts its earlier credentials', async () => {
  (await signal({ status: 'OK' })).ok();
  (await region.post('admin', nodePath(node), { op: 'commission' })).ok();
  (await signal({ status: 'FAILED', error: 'no disk' })).ok();
  expect(await stored()).toMatchObject({ status: FAILED_TESTS, error: 'no disk' });
});

test.each([
  [null, 401],
  ['user', 403],
  ['admin', 403],
  ['worker', 403],
] as const)('signal by %s is %i, and the node stays', async (as, status) => {
  expect((await signal({ status: 'OK' }, as)).status).toBe(status);
  expect((await stored()).status).toBe(COMMISSIONING);
});

test.each(['/MAAS/metadata///2012-03-01/', '/metadata//latest/'])('signal at %s is accepted', async (path) => {
  expect((await signal({ status: 'WORKING' }, key, path)).text).toBe('OK');
});

test('concurrent signals store the files of all', async () => {
  const names = Array.from({ length: 8 }, (_, index) => `${index}.out`);
  await Promise.all(names.map((name) => signal({ status: 'WORKING', [name]: { filename: name, data: name } })));
  expect((await results()).map(([name]) => name)).toEqual(names);
});
