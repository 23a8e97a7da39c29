import { randomBytes } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { Form } from '../../../../support/body.js';
import { SOURCE, sourcesOf, sourcesPath } from '../../../../support/factories/boot-sources.js';
import { filePart } from '../../../../support/factories/files.js';
import { type As, useRegion } from '../../../../support/region.js';
import { BootSource } from '../../../../support/shapes.js';

const { url, keyring_filename } = SOURCE;
const DATA = randomBytes(300);

const region = useRegion();
beforeEach(() => region.database.prisma.bootSource.deleteMany());

const create = (form: Form, as: As = 'admin') => region.post(as, sourcesPath(region), form);

test('create with a keyring on the cluster is 201, and answers the source', async () => {
  const reply = await create({ ...SOURCE, keyring_data: '' });
  expect([reply.status, reply.type]).toEqual([201, 'application/json; charset=utf-8']);
  const source = reply.as(BootSource);
  const resource_uri = `/MAAS/api/1.0/${sourcesPath(region)}${source.id}/`;
  expect(source).toEqual({ ...SOURCE, id: source.id, keyring_data: '', resource_uri });
  expect(await sourcesOf(region)).toEqual([source]);
});

test.each<[string, Form]>([
  ['a file', { keyring_data: filePart(DATA) }],
  ['a file that travels as base64', { keyring_data: { ...filePart(DATA), base64: true } }],
  ['base64 text', { keyring_data: DATA.toString('base64') }],
  ['base64 text with an empty file name', { keyring_filename: '', keyring_data: DATA.toString('base64') }],
])('create with a keyring as %s keeps its bytes', async (_what, keyring) => {
  const source = (await create({ url, ...keyring })).as(BootSource);
  expect(source).toMatchObject({ keyring_filename: '', keyring_data: DATA.toString('base64') });
  expect(await sourcesOf(region)).toEqual([source]);
});

test.each<[string, Form]>([
  ['no keyring', { url }],
  ['empty keyrings', { url, keyring_filename: '', keyring_data: filePart(Buffer.alloc(0)) }],
  ['two keyrings', { ...SOURCE, keyring_data: filePart(DATA) }],
])('create with %s is refused, and makes no source', async (_what, form) => {
  const reply = await create(form);
  expect([reply.status, reply.json]).toEqual([400, { __all__: [expect.any(String)] }]);
  expect(await sourcesOf(region)).toEqual([]);
});

test.each<[string, string, Form]>([
  ['no URL', 'url', { keyring_filename }],
  ['an empty URL', 'url', { ...SOURCE, url: '' }],
  ['a word as URL', 'url', { ...SOURCE, url: 'images' }],
  ['the URL of a host that cannot be', 'url', { ...SOURCE, url: 'http://-x-.example.com/' }],
  ['the URL of a file', 'url', { ...SOURCE, url: 'file:///etc/passwd' }],
  ['a URL that is too long', 'url', { ...SOURCE, url: `http://images.example.com/${'x'.repeat(200)}` }],
  ['a file name that is too long', 'keyring_filename', { url, keyring_filename: 'x'.repeat(101) }],
  ['a null character in the file name', 'keyring_filename', { url, keyring_filename: 'a\0b' }],
  ['data that is not base64', 'keyring_data', { url, keyring_filename: '', keyring_data: 'no base64!' }],
  ['data of 9 MiB', 'keyring_data', { url, keyring_data: filePart(Buffer.alloc(9 * 1_048_576)) }],
])('create with %s is refused under %s, and makes no source', async (_what, field, form) => {
  const reply = await create(form);
  expect([reply.status, reply.json]).toEqual([400, { [field]: [expect.any(String)] }]);
  expect(await sourcesOf(region)).toEqual([]);
});

test.each([
  ['images.example.com', 'http://images.example.com/'],
  ['https://images.example.com', 'https://images.example.com/'],
  ['ftp://images.example.com/x', 'ftp://images.example.com/x'],
])('create with the URL %s stores %s', async (given, stored) => {
  expect((await create({ url: given, keyring_filename })).as(BootSource).url).toBe(stored);
});

test.each([null, 'user', 'worker'] as const)('create by %s is 403, and makes no source', async (as) => {
  expect((await create(SOURCE, as)).status).toBe(403);
  expect(await sourcesOf(region)).toEqual([]);
});
