import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Form } from '../../support/body.js';
import { makeNode } from '../../support/factories/nodes.js';
import { READY, readNode } from '../../support/nodes.js';
import { useRegion } from '../../support/region.js';
import { Node } from '../../support/shapes.js';

const region = useRegion();
const acquire = (form: Form) => region.post('user', 'nodes/', { op: 'acquire', ...form });
const HEADER = 'x-maas-ignored-parameters';

test('acquire with dry_run answers the node that would be acquired, and leaves it ready', async () => {
  const node = await makeNode(region, 'ready', { tags: ['dry'] });
  for (const dry_run of ['1', 'True']) expect((await acquire({ tags: 'dry', dry_run })).as(Node)).toEqual(node);
  expect((await readNode(region, node.system_id)).status).toBe(READY);
  expect((await acquire({ tags: 'dry', dry_run: '0' })).as(Node).system_id).toBe(node.system_id);
  expect((await acquire({ tags: 'dry', dry_run: '1' })).status).toBe(409);
});

test('acquire with verbose has how many ready nodes meet each constraint', async () => {
  await makeNode(region, 'ready', { tags: ['counted'], cpu_count: 2 });
  await makeNode(region, 'ready', { tags: ['counted'], cpu_count: 5 });
  const reply = await acquire({ tags: 'counted', cpu_count: 4, dry_run: '1', verbose: '1' });
  const Verbose = Node.extend({ constraint_counts: z.record(z.string(), z.int()) });
  expect(reply.as(Verbose)).toMatchObject({ cpu_count: 5, constraint_counts: { tags: 2, cpu_count: 1 } });
});

test('acquire with a bad dry_run is 400 and names it', async () => {
  const reply = await acquire({ dry_run: 'maybe' });
  expect([reply.status, reply.text]).toEqual([400, '{"dry_run": ["Use 0 or 1."]}']);
});

test('acquire with unknown parameters ignores them and names them, but not those that Juju always sends', async () => {
  await makeNode(region, 'ready', { tags: ['odd'] });
  const reply = await acquire({
    tags: 'odd',
    dry_run: '1',
    hostname: 'x',
    'ö b': 'y',
    storage: 'root:8',
    interfaces: 'a:b',
  });
  expect([reply.status, reply.headers.get(HEADER)]).toEqual([200, 'hostname, %C3%B6%20b']);
  expect((await acquire({ tags: 'odd', dry_run: '1' })).headers.get(HEADER)).toBeNull();
});

test('acquire by not_tags passes over nodes with any of them, and refuses unknown tags', async () => {
  const plain = await makeNode(region, 'ready', { tags: ['wanted'] });
  await makeNode(region, 'ready', { tags: ['wanted', 'slow'] });
  await makeNode(region, 'ready', { tags: ['wanted', 'old'] });
  expect((await acquire({ tags: 'wanted', not_tags: 'slow,old' })).as(Node).system_id).toBe(plain.system_id);
  expect((await acquire({ tags: 'wanted', not_tags: 'slow,old' })).status).toBe(409);
  const reply = await acquire({ not_tags: 'unknown' });
  expect([reply.status, reply.text]).toEqual([400, '{"not_tags": ["No such tag(s): \'unknown\'."]}']);
});
