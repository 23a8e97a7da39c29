import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { Fields } from '../support/body.js';
import { type As, useRegion } from '../support/region.js';

const PATH = 'commissioning-scripts/';
const Script = z.strictObject({ name: z.string(), content: z.string(), resource_uri: z.string() });

const region = useRegion();
beforeEach(async () => {
  await region.database.prisma.commissioningScript.deleteMany();
});

const part = (data: Buffer | string) => ({ filename: 'whatever', data });
const add = (as: As, name: string, data: Buffer | string = '#!/bin/sh\n') =>
  region.post(as, PATH, { name, content: part(data) });
const names = async () => (await region.get('admin', PATH)).as(z.array(z.string()));

test('a script is shown as it was sent, and given byte for byte', async () => {
  const data = randomBytes(70_000);
  const made = (await add('admin', '50-mine', data)).as(Script);
  expect([made.name, made.resource_uri]).toEqual(['50-mine', `/MAAS/api/1.0/${PATH}50-mine`]);
  expect(Buffer.from(made.content, 'base64').equals(data)).toBe(true);
  const read = await region.get('admin', `${PATH}50-mine`);
  expect([read.status, read.type]).toEqual([200, 'application/binary']);
  expect(read.bytes.equals(data)).toBe(true);
});

test('the list has the names, ascending', async () => {
  for (const name of ['b', 'a', 'c']) await add('admin', name);
  expect(await names()).toEqual(['a', 'b', 'c']);
});

test('PUT replaces the content', async () => {
  await add('admin', 'a', 'old');
  const reply = await region.put('admin', `${PATH}a`, { content: part('new') });
  expect([reply.status, reply.json]).toEqual([200, null]);
  expect((await region.get('admin', `${PATH}a`)).text).toBe('new');
});

test('a deleted script is gone', async () => {
  await add('admin', 'a');
  expect((await region.delete('admin', `${PATH}a`)).status).toBe(204);
  for (const method of ['GET', 'DELETE']) expect((await region.call('admin', method, `${PATH}a`)).status).toBe(404);
  expect(await names()).toEqual([]);
});

test('a name is used once: the second is refused and changes nothing', async () => {
  await add('admin', 'a', 'first');
  const again = await add('admin', 'a', 'second');
  expect([again.status, again.json]).toEqual([400, { name: [expect.any(String)] }]);
  expect((await region.get('admin', `${PATH}a`)).text).toBe('first');
});

const REFUSED: readonly [string, Fields][] = [
  ['no name', { content: part('x') }],
  ['no content', { name: 'a' }],
  ['text in place of a file', { name: 'a', content: 'x' }],
  ['a name of 256 letters', { name: 'a'.repeat(256), content: part('x') }],
  ['an empty name', { name: '', content: part('x') }],
  ['the folder above', { name: '..', content: part('x') }],
  ['a path', { name: '../../etc/cron.d/x', content: part('x') }],
  ['two lines', { name: 'a\nb', content: part('x') }],
  ['a blank', { name: 'a b', content: part('x') }],
  ['an apostrophe', { name: "a'b", content: part('x') }],
  ['a quote', { name: 'a"b', content: part('x') }],
];
test.each(REFUSED)('%s is refused', async (_, form) => {
  expect((await region.post('admin', PATH, form)).status).toBe(400);
  expect(await names()).toEqual([]);
});

test('a script of more than 8 MiB is refused', async () => {
  expect((await add('admin', 'a', Buffer.alloc(8 * 1_048_576 + 1))).status).toBe(413);
  expect(await names()).toEqual([]);
});

test('PUT without content is 400 before a missing script is 404', async () => {
  expect((await region.put('admin', `${PATH}none`)).status).toBe(400);
  expect((await region.put('admin', `${PATH}none`, { content: part('x') })).status).toBe(404);
});

test('only administrators get anything', async () => {
  await add('admin', 'a', 'mine');
  for (const as of ['user', null] as const) {
    expect((await region.get(as, PATH)).status).toBe(403);
    expect((await add(as, 'b')).status).toBe(403);
    expect((await region.get(as, `${PATH}a`)).status).toBe(403);
    expect((await region.put(as, `${PATH}a`, { content: part('theirs') })).status).toBe(403);
    expect((await region.delete(as, `${PATH}a`)).status).toBe(403);
  }
  expect((await region.get('admin', `${PATH}a`)).text).toBe('mine');
});
