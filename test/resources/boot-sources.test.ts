import { randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Fields } from '../support/body.js';
import { type As, useRegion } from '../support/region.js';

const Source = z.strictObject({
  id: z.number().int(),
  url: z.string(),
  keyring_filename: z.string(),
  keyring_data: z.string(),
  resource_uri: z.string(),
});
const Selection = z.strictObject({
  id: z.number().int(),
  release: z.string(),
  arches: z.array(z.string()),
  subarches: z.array(z.string()),
  labels: z.array(z.string()),
  resource_uri: z.string(),
});

const URL = 'http://images.example.com/v2/';
const FILENAME = '/usr/share/keyrings/keys.gpg';
const DATA = randomBytes(300);
const file = (data: Buffer) => ({ filename: 'keys.gpg', data });

const region = useRegion();
let path: string;
beforeAll(async () => {
  path = `nodegroups/${region.worker.uuid}/boot-sources/`;
});
beforeEach(() => region.database.prisma.bootSource.deleteMany());

const add = (form: Fields, as: As = 'admin') => region.post(as, path, form);
const added = async (form: Fields = { url: URL, keyring_filename: FILENAME }) => (await add(form)).as(Source);
const list = async () => (await region.get('admin', path)).as(z.array(Source));
const change = ({ id }: { id: number }, form: Fields) => region.put('admin', `${path}${id}/`, form);

/** A source of another cluster, and the path of that cluster's sources. */
async function elsewhere() {
  const uuid = randomUUID();
  (await region.post(null, 'nodegroups/', { op: 'register', uuid })).ok();
  const path = `nodegroups/${uuid}/boot-sources/`;
  const [source] = (await region.get('admin', path)).as(z.array(Source));
  if (!source) throw new Error('a registered cluster has no boot source');
  return { path, source };
}

describe('a boot source', () => {
  test('with a keyring on the cluster is created: 201, found in the list and alone', async () => {
    const reply = await add({ url: URL, keyring_filename: FILENAME, keyring_data: '' });
    expect([reply.status, reply.type]).toEqual([201, 'application/json; charset=utf-8']);
    const source = reply.as(Source);
    const resource_uri = `/MAAS/api/1.0/${path}${source.id}/`;
    expect(source).toEqual({ id: source.id, url: URL, keyring_filename: FILENAME, keyring_data: '', resource_uri });
    expect(await list()).toEqual([source]);
    expect((await region.get('admin', `${path}${source.id}/`)).as(Source)).toEqual(source);
  });

  test.each<[string, Fields]>([
    ['a file', { keyring_data: file(DATA) }],
    ['a file that travels as base64', { keyring_data: { ...file(DATA), base64: true } }],
    ['base64 text', { keyring_data: DATA.toString('base64') }],
    ['base64 text with an empty file name', { keyring_filename: '', keyring_data: DATA.toString('base64') }],
  ])('with a keyring as %s keeps its bytes', async (_, keyring) => {
    const source = await added({ url: URL, ...keyring });
    expect(source).toMatchObject({ keyring_filename: '', keyring_data: DATA.toString('base64') });
    expect(await list()).toEqual([source]);
    expect((await change(source, {})).as(Source)).toEqual(source);
  });

  test.each<[string, Fields]>([
    ['no keyring', { url: URL }],
    ['empty keyrings', { url: URL, keyring_filename: '', keyring_data: file(Buffer.alloc(0)) }],
    ['two keyrings', { url: URL, keyring_filename: FILENAME, keyring_data: file(DATA) }],
  ])('with %s is refused', async (_, form) => {
    const reply = await add(form);
    expect([reply.status, reply.json]).toEqual([400, { __all__: [expect.any(String)] }]);
    expect(await list()).toEqual([]);
  });

  test.each<[string, Fields]>([
    ['url', {}],
    ['url', { url: '' }],
    ['url', { url: 'images' }],
    ['url', { url: 'file:///etc/passwd' }],
    ['url', { url: `http://images.example.com/${'x'.repeat(200)}` }],
    ['keyring_filename', { url: URL, keyring_filename: 'x'.repeat(101) }],
    ['keyring_filename', { url: URL, keyring_filename: 'a\0b' }],
    ['keyring_data', { url: URL, keyring_filename: '', keyring_data: 'no base64!' }],
    ['keyring_data', { url: URL, keyring_filename: '', keyring_data: file(Buffer.alloc(9 * 1_048_576)) }],
  ])('with a bad %s is refused', async (field, form) => {
    const reply = await add({ keyring_filename: FILENAME, ...form });
    expect([reply.status, reply.json]).toEqual([400, { [field]: [expect.any(String)] }]);
    expect(await list()).toEqual([]);
  });

  test.each([
    ['images.example.com', 'http://images.example.com/'],
    ['https://images.example.com', 'https://images.example.com/'],
    ['ftp://images.example.com/x', 'ftp://images.example.com/x'],
  ])('at %s is noted as %s', async (url, noted) => {
    expect((await added({ url, keyring_filename: FILENAME })).url).toBe(noted);
  });

  test('is changed in part; the keyring that it has stays', async () => {
    const source = await added({ url: URL, keyring_data: file(DATA) });
    const url = 'https://new.example.com/';
    expect((await change(source, { url })).as(Source)).toEqual({ ...source, url });
    expect((await change(source, { keyring_data: file(Buffer.from('new')) })).as(Source).keyring_data).toBe('bmV3');
  });

  test('changes from one kind of keyring to the other when the first is emptied', async () => {
    const source = await added();
    const uploaded = { keyring_filename: '', keyring_data: file(DATA) };
    expect((await change(source, uploaded)).as(Source)).toMatchObject({
      keyring_filename: '',
      keyring_data: DATA.toString('base64'),
    });
    expect((await change(source, { keyring_filename: FILENAME, keyring_data: '' })).as(Source)).toEqual(source);
  });

  test('is not left without a keyring, or with two, nor with a bad URL', async () => {
    const source = await added();
    for (const [field, form] of [
      ['__all__', { keyring_filename: '' }],
      ['__all__', { keyring_data: file(DATA) }],
      ['url', { url: '', keyring_filename: '/other.gpg' }],
    ] as const) {
      const reply = await change(source, form);
      expect([reply.status, reply.json]).toEqual([400, { [field]: [expect.any(String)] }]);
    }
    expect(await list()).toEqual([source]);
  });

  test('is deleted with its selections: 204, then 404', async () => {
    const { id } = await added();
    (await region.post('admin', `${path}${id}/selections/`, { release: 'trusty' })).ok();
    expect((await region.delete('admin', `${path}${id}/`)).status).toBe(204);
    expect(await region.database.prisma.bootSourceSelection.count()).toBe(0);
    for (const method of ['GET', 'PUT', 'DELETE']) {
      expect((await region.call('admin', method, `${path}${id}/`)).status).toBe(404);
      expect((await region.call('admin', method, `${path}x/`)).status).toBe(404);
    }
    expect((await change({ id }, { url: 'bad' })).status).toBe(404);
  });

  test('is there in its own cluster only', async () => {
    const { source, path: other } = await elsewhere();
    const own = await added();
    expect(await list()).toEqual([own]);
    for (const method of ['GET', 'PUT', 'DELETE']) {
      expect((await region.call('admin', method, `${path}${source.id}/`)).status).toBe(404);
    }
    expect((await region.get('admin', other)).json).toEqual([source]);
    expect((await region.get('admin', `nodegroups/${randomUUID()}/boot-sources/`)).status).toBe(404);
  });
});

describe('a selection', () => {
  let selections: string;
  beforeEach(async () => {
    selections = `${path}${(await added()).id}/selections/`;
  });
  const select = async (form: Fields) => (await region.post('admin', selections, form)).as(Selection);
  const WHOLE = { release: 'trusty', arches: ['amd64', 'i386'], subarches: ['generic'], labels: ['release', 'a,b'] };

  test('takes its lists from repeated parameters, and is found in the list and alone', async () => {
    const reply = await region.post('admin', selections, WHOLE);
    expect(reply.status).toBe(200);
    const selection = reply.as(Selection);
    const resource_uri = `/MAAS/api/1.0/${selections}${selection.id}/`;
    expect(selection).toEqual({ ...WHOLE, id: selection.id, resource_uri });
    expect((await region.get('admin', selections)).json).toEqual([selection]);
    expect((await region.get('admin', `${selections}${selection.id}/`)).json).toEqual(selection);
  });

  test('of nothing selects nothing', async () => {
    expect(await select({})).toMatchObject({ release: '', arches: [], subarches: [], labels: [] });
  });

  test('comes from JSON, too', async () => {
    expect((await region.call('admin', 'POST', selections, { json: WHOLE })).as(Selection)).toMatchObject(WHOLE);
  });

  test.each(['arches', 'subarches', 'labels'])('with half a character among its %s is refused', async (list) => {
    const reply = await region.call('admin', 'POST', selections, { json: { [list]: ['a', '\ud800'] } });
    expect([reply.status, reply.json]).toEqual([400, { [list]: [expect.any(String)] }]);
    expect((await region.get('admin', selections)).json).toEqual([]);
  });

  test('is changed in part; an empty text empties a list', async () => {
    const selection = await select(WHOLE);
    const at = `${selections}${selection.id}/`;
    const changes = { release: 'precise', arches: ['*', 'armhf'] };
    expect((await region.put('admin', at, changes)).as(Selection)).toEqual({ ...selection, ...changes });
    expect((await region.put('admin', at)).as(Selection)).toEqual({ ...selection, ...changes });
    expect((await region.put('admin', at, { labels: '', release: '' })).as(Selection)).toEqual({
      ...selection,
      ...changes,
      release: '',
      labels: [],
    });
  });

  test.each(['hardy', '*', 'trusty ', 'a\0b'])('of the release %j is refused', async (release) => {
    const selection = await select(WHOLE);
    for (const reply of [
      await region.post('admin', selections, { release }),
      await region.put('admin', `${selections}${selection.id}/`, { release, arches: 'x' }),
    ]) {
      expect([reply.status, reply.json]).toEqual([400, { release: [expect.any(String)] }]);
    }
    expect((await region.get('admin', selections)).json).toEqual([selection]);
  });

  test('is deleted: 204, then 404', async () => {
    const at = `${selections}${(await select(WHOLE)).id}/`;
    expect((await region.delete('admin', at)).status).toBe(204);
    for (const method of ['GET', 'PUT', 'DELETE']) expect((await region.call('admin', method, at)).status).toBe(404);
    expect((await region.put('admin', at, { release: 'bad' })).status).toBe(404);
    expect((await region.get('admin', selections)).json).toEqual([]);
  });

  test('is there in its own source, of its own cluster, only', async () => {
    const selection = await select(WHOLE);
    const { id } = await added();
    const { path: other } = await elsewhere();
    for (const at of [`${path}${id}/selections/${selection.id}/`, selections.replace(path, other)]) {
      expect((await region.get('admin', at)).status).toBe(404);
    }
    expect((await region.post('admin', `${path}${id + 1_000}/selections/`, WHOLE)).status).toBe(404);
  });
});

test('all of it is for administrators: 403, with or without credentials', async () => {
  const { id } = await added();
  const selections = `${path}${id}/selections/`;
  const selection = (await region.post('admin', selections, { release: 'trusty' })).as(Selection);
  for (const as of [null, 'user', 'worker'] as const) {
    for (const at of [path, selections]) {
      expect((await region.get(as, at)).status).toBe(403);
      expect((await region.post(as, at, { url: URL, keyring_filename: FILENAME })).status).toBe(403);
    }
    for (const at of [`${path}${id}/`, `${selections}${selection.id}/`]) {
      for (const method of ['GET', 'PUT', 'DELETE']) expect((await region.call(as, method, at)).status).toBe(403);
    }
  }
  expect(await list()).toHaveLength(1);
});
