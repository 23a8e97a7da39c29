import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Form } from '../../../../../support/body.js';
import { makeSource, SOURCE, sourcesOf, sourcesPath } from '../../../../../support/factories/boot-sources.js';
import { makeCluster } from '../../../../../support/factories/clusters.js';
import { filePart } from '../../../../../support/factories/files.js';
import { type As, useRegion } from '../../../../../support/region.js';
import { BootSource } from '../../../../../support/shapes.js';

const { url, keyring_filename } = SOURCE;
const DATA = randomBytes(300);
const UPLOADED = { keyring_data: filePart(DATA) };

const region = useRegion();
const update = (id: number | string, form: Form, as: As = 'admin') =>
  region.put(as, `${sourcesPath(region)}${id}/`, form);
const stored = async ({ id }: BootSource) => (await sourcesOf(region)).find((source) => source.id === id);

test('update with nothing keeps the source with its keyring', async () => {
  const source = await makeSource(region, { url, ...UPLOADED });
  expect((await update(source.id, {})).as(BootSource)).toEqual(source);
});

test('update with a URL or a keyring changes that, and keeps the rest', async () => {
  const source = await makeSource(region, { url, ...UPLOADED });
  const elsewhere = 'https://new.example.com/';
  expect((await update(source.id, { url: elsewhere })).as(BootSource)).toEqual({ ...source, url: elsewhere });
  const changed = await update(source.id, { keyring_data: filePart(Buffer.from('new')) });
  expect(changed.as(BootSource).keyring_data).toBe('bmV3');
});

test('update from one kind of keyring to the other needs the first to be emptied', async () => {
  const source = await makeSource(region);
  const uploaded = { keyring_filename: '', keyring_data: DATA.toString('base64') };
  expect((await update(source.id, { keyring_filename: '', ...UPLOADED })).as(BootSource)).toMatchObject(uploaded);
  expect((await update(source.id, { keyring_filename, keyring_data: '' })).as(BootSource)).toEqual(source);
});

test.each<[string, string, Form]>([
  ['no keyring left', '__all__', { keyring_filename: '' }],
  ['two keyrings', '__all__', UPLOADED],
  ['an empty URL', 'url', { url: '', keyring_filename: '/other.gpg' }],
])('update with %s is refused under %s, and changes nothing', async (_what, field, form) => {
  const source = await makeSource(region);
  const reply = await update(source.id, form);
  expect([reply.status, reply.json]).toEqual([400, { [field]: [expect.any(String)] }]);
  expect(await stored(source)).toEqual(source);
});

test.each(['0', 'x'])('update of the unknown boot source %s is 404, before its fields are validated', async (id) => {
  for (const form of [{}, { url: 'bad' }]) expect((await update(id, form)).status).toBe(404);
});

test('update of a boot source of another cluster is 404', async () => {
  const [foreign] = await sourcesOf(region, (await makeCluster(region)).path);
  expect((await update(foreign?.id ?? 0, {})).status).toBe(404);
});

test.each([null, 'user', 'worker'] as const)('update by %s is 403, and changes nothing', async (as) => {
  const source = await makeSource(region);
  expect((await update(source.id, { url: 'http://new.example.com/' }, as)).status).toBe(403);
  expect(await stored(source)).toEqual(source);
});
