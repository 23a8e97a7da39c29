import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { filesOf, makeFile } from '../../support/factories/files.js';
import { useRegion } from '../../support/region.js';
import { StoredFile } from '../../support/shapes.js';

const region = useRegion();
beforeEach(() => region.database.prisma.file.deleteMany());

const namesWith = async (prefix: string) => {
  const reply = await region.get('user', 'files/', { op: 'list', prefix });
  return reply.as(z.array(StoredFile)).map(({ filename }) => filename);
};

test('list has the files of the caller by name, without content', async () => {
  for (const name of ['b', 'a_1', 'a%', 'B']) await makeFile(region, 'user', name);
  await makeFile(region, 'user2', 'c');
  expect((await filesOf(region, 'user')).map(({ filename }) => filename)).toEqual(['B', 'a%', 'a_1', 'b']);
});

test.each([
  ['a', ['a%', 'a_1']],
  ['a_', ['a_1']],
  ['A', []],
])('list by the prefix %s has the files whose names begin so', async (prefix, expected) => {
  for (const name of ['b', 'a_1', 'a%', 'B']) await makeFile(region, 'user', name);
  expect(await namesWith(prefix)).toEqual(expected);
});

test('list of many files needs as many statements as of one', async () => {
  const queries = async () => {
    await filesOf(region, 'user');
    return region.queries();
  };
  await makeFile(region, 'user', 'a');
  const few = await queries();
  for (let number = 0; number < 20; number += 1) await makeFile(region, 'user', `b${number}`);
  expect(await queries()).toBe(few);
});

test('list without credentials is an unknown operation', async () => {
  expect((await region.get(null, 'files/', { op: 'list' })).status).toBe(400);
});
