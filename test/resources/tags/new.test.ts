import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { EVALUATE_TAGS } from '../../../src/jobs/task.js';
import type { Form } from '../../support/body.js';
import { makeTag } from '../../support/factories/tags.js';
import { queuedJobs } from '../../support/jobs.js';
import { type As, useRegion } from '../../support/region.js';
import { Tag } from '../../support/shapes.js';

const region = useRegion();
const create = (form: Form, as: As = 'admin') => region.post(as, 'tags/', { op: 'new', ...form });

test('new with a name alone answers the tag with its five keys', async () => {
  const tag = (await create({ name: 'plain' })).as(Tag);
  const resource_uri = '/MAAS/api/1.0/tags/plain/';
  expect(tag).toEqual({ name: 'plain', definition: '', comment: '', kernel_opts: '', resource_uri });
  expect((await region.get('user', 'tags/plain/')).json).toEqual(tag);
});

test('new with all fields keeps them', async () => {
  const form = { definition: '//node[@id="x"]', comment: 'about it', kernel_opts: 'quiet splash' };
  expect((await create({ name: 'full', ...form })).as(Tag)).toMatchObject(form);
});

test('new with a definition queues one job to evaluate it', async () => {
  await region.database.pool.query('DELETE FROM graphile_worker._private_jobs');
  for (const name of ['defined-1', 'defined-2']) await makeTag(region, { name, definition: '//node' });
  expect(await queuedJobs(region.database, EVALUATE_TAGS)).toHaveLength(1);
});

test.each(['valid-dash', 'under_score', 'x'.repeat(256)])('new with the name %s makes it', async (name) => {
  expect((await create({ name })).as(Tag).name).toBe(name);
});

test.each(['', 'a:b', 'a b', 'a\tb', 'a/b', 'a&b', 'a!', 'a.b', 'µ', 'x'.repeat(257)])(
  'new with the name %j is refused under name',
  async (name) => {
    expect((await create({ name })).wrongFields).toEqual(['name']);
  },
);

test.each(['invalid::tag', '//node[', '   ', '//node[invalid::tag]'])(
  'new with the definition %j is refused, and makes no tag',
  async (definition) => {
    const reply = await create({ name: 'undefined', definition });
    expect([reply.status, reply.json]).toEqual([400, { definition: [expect.stringContaining('Invalid')] }]);
    expect((await region.get('user', 'tags/undefined/')).status).toBe(404);
  },
);

test('new with the name of another tag is refused', async () => {
  const { name } = await makeTag(region);
  const reply = await create({ name });
  expect([reply.status, reply.json]).toEqual([400, { name: ['Tag with this Name already exists.'] }]);
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('new by %s is %i, and makes no tag', async (as, status) => {
  expect((await create({ name: 'forbidden' }, as)).status).toBe(status);
  expect((await region.get('user', 'tags/forbidden/')).status).toBe(404);
});

test.each(['without', 'with'])(
  'new and update %s a key are refused for an endless definition, and hold no connection meanwhile',
  async (word) => {
    const headers = () => (word === 'with' ? { 'idempotency-key': randomUUID() } : {});
    const definition = `${'count(/descendant-or-self::node()['.repeat(40)}true()${']) >= 0'.repeat(40)}`;
    const { name } = await makeTag(region);
    let ended = false;
    const requests = [
      region.call('admin', 'POST', 'tags/', { form: { op: 'new', name: 'endless', definition }, headers: headers() }),
      region.call('admin', 'PUT', `tags/${name}/`, { form: { definition }, headers: headers() }),
    ].map((reply) => reply.finally(() => (ended = true)));
    const held = new Set<number>();
    let looks = 0;
    for (; !ended; looks += 1) {
      const { rows } = await region.database.pool.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
         AND xact_start < now() - interval '1 second'`,
      );
      for (const { pid } of rows) held.add(pid);
    }
    expect(looks).toBeGreaterThan(10);
    expect([...held]).toEqual([]);
    for (const reply of await Promise.all(requests)) expect(reply.wrongFields).toEqual(['definition']);
  },
);
