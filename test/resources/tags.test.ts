import { expect, test } from 'vitest';
import { z } from 'zod';
import { useRegion } from '../support/region.js';

const Tag = z.strictObject({
  name: z.string(),
  definition: z.string(),
  comment: z.string(),
  kernel_opts: z.string().nullable(),
  resource_uri: z.string(),
});

const region = useRegion();

const post = (form: Readonly<Record<string, string>>) => region.post('admin', 'tags/', { op: 'new', ...form });
const create = async (name: string, form = {}) => (await post({ name, ...form })).as(Tag);

test('a tag is made with a name alone, and shown by five keys', async () => {
  const tag = await create('plain');
  const resource_uri = '/MAAS/api/1.0/tags/plain/';
  expect(tag).toEqual({ name: 'plain', definition: '', comment: '', kernel_opts: '', resource_uri });
  expect((await region.get('user', 'tags/plain/')).json).toEqual(tag);
});

test('a tag keeps all that it is made with', async () => {
  const form = { definition: '//node[@id="x"]', comment: 'about it', kernel_opts: 'quiet splash' };
  expect(await create('full', form)).toMatchObject(form);
});

test('the list has all tags, oldest first', async () => {
  const made = [await create('list-b'), await create('list-a')];
  const found = (await region.get('user', 'tags/', { op: 'list' })).as(z.array(Tag));
  expect(found.filter(({ name }) => name.startsWith('list-'))).toEqual(made);
});

test.each(['valid-dash', 'under_score', 'x'.repeat(256)])('the name %s is taken', async (name) => {
  expect((await create(name)).name).toBe(name);
});

test.each(['', 'a:b', 'a b', 'a\tb', 'a/b', 'a&b', 'a!', 'a.b', 'µ', 'x'.repeat(257)])(
  'the name %j is refused under name',
  async (name) => {
    const reply = await post({ name });
    expect([reply.status, Object.keys(Object(reply.json))]).toEqual([400, ['name']]);
  },
);

test.each(['invalid::tag', '//node[', '   ', '//node[invalid::tag]'])(
  'the definition %j is refused',
  async (definition) => {
    const reply = await post({ name: 'undefined', definition });
    expect([reply.status, reply.json]).toEqual([400, { definition: [expect.stringContaining('Invalid')] }]);
    expect((await region.get('user', 'tags/undefined/')).status).toBe(404);
  },
);

test('a taken name is refused on creation and on renaming', async () => {
  await create('taken');
  const other = await create('other', { comment: 'kept' });
  const expected = [400, { name: ['Tag with this Name already exists.'] }];
  const created = await post({ name: 'taken' });
  expect([created.status, created.json]).toEqual(expected);
  const renamed = await region.put('admin', 'tags/other/', { name: 'taken', comment: 'lost' });
  expect([renamed.status, renamed.json]).toEqual(expected);
  expect((await region.get('user', 'tags/other/')).json).toEqual(other);
});

test('PUT changes what is sent, and a bad definition changes nothing', async () => {
  const tag = await create('old', { definition: '//node', comment: 'old', kernel_opts: 'quiet' });
  const bad = await region.put('admin', 'tags/old/', { definition: 'invalid::tag', comment: 'lost' });
  expect([bad.status, Object.keys(Object(bad.json))]).toEqual([400, ['definition']]);
  expect((await region.get('user', 'tags/old/')).json).toEqual(tag);
  const renamed = (await region.put('admin', 'tags/old/', { name: 'new', kernel_opts: '' })).as(Tag);
  expect(renamed).toEqual({ ...tag, name: 'new', kernel_opts: '', resource_uri: '/MAAS/api/1.0/tags/new/' });
  expect((await region.get('user', 'tags/old/')).status).toBe(404);
  expect((await region.put('admin', 'tags/new/', { definition: '' })).as(Tag).definition).toBe('');
});

test('DELETE takes a tag away; then it is not found', async () => {
  await create('doomed');
  expect((await region.delete('admin', 'tags/doomed/')).status).toBe(204);
  expect((await region.delete('admin', 'tags/doomed/')).status).toBe(404);
});

test('rebuild answers what it rebuilds', async () => {
  await create('rebuilt');
  expect((await region.post('admin', 'tags/rebuilt/', { op: 'rebuild' })).json).toEqual({ rebuilding: 'rebuilt' });
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('%s may not write tags (%i), whether or not they exist', async (as, status) => {
  const tag = (await region.get('admin', 'tags/guarded/')).status === 200 ? 'guarded' : (await create('guarded')).name;
  expect((await region.post(as, 'tags/', { op: 'new', name: 'forbidden' })).status).toBe(status);
  for (const name of [tag, 'nowhere']) {
    expect((await region.put(as, `tags/${name}/`, { comment: 'x' })).status).toBe(status);
    expect((await region.delete(as, `tags/${name}/`)).status).toBe(status);
    expect((await region.post(as, `tags/${name}/`, { op: 'rebuild' })).status).toBe(status);
  }
  expect((await region.get('admin', 'tags/guarded/')).as(Tag).comment).toBe('');
});

test('an unknown tag is not found', async () => {
  const path = 'tags/nowhere/';
  expect((await region.get('user', path)).status).toBe(404);
  expect((await region.get('user', path, { op: 'nodes' })).status).toBe(404);
  expect((await region.put('admin', path, { definition: 'invalid::tag' })).status).toBe(404);
  for (const op of ['rebuild', 'update_nodes']) expect((await region.post('admin', path, { op })).status).toBe(404);
});

test('GET without op is unknown on the collection', async () => {
  expect((await region.get('user', 'tags/')).status).toBe(400);
});

test('a definition without end is refused, and holds no connection while it is tried', async () => {
  const definition = `${'count(/descendant-or-self::node()['.repeat(40)}true()${']) >= 0'.repeat(40)}`;
  await create('endless');
  let ended = false;
  const asked = [post({ name: 'endless-new', definition }), region.put('admin', 'tags/endless/', { definition })].map(
    (reply) => reply.finally(() => (ended = true)),
  );
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
  for (const reply of await Promise.all(asked)) {
    expect([reply.status, Object.keys(Object(reply.json))]).toEqual([400, ['definition']]);
  }
});
