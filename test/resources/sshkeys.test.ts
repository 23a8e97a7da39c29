import { generateKeyPairSync } from 'node:crypto';
import { parseKey } from 'sshpk';
import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { type As, useRegion } from '../support/region.js';

const PATH = 'account/prefs/sshkeys/';
const Created = z.strictObject({ id: z.int(), key: z.string() });
const Key = z.strictObject({ id: z.int(), key: z.string(), resource_uri: z.string() });

const PAIRS = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  dsa: generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }),
  ecdsa: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ed25519: generateKeyPairSync('ed25519'),
};
type Kind = keyof typeof PAIRS;

function publicKey(kind: Kind, comment = 'me@host'): string {
  const pem = PAIRS[kind].publicKey.export({ type: 'spki', format: 'pem' });
  const [type, data] = parseKey(pem, 'pem').toString('ssh').split(' ');
  return [type, data, comment].join(' ');
}

const RSA = publicKey('rsa');
const [TYPE = '', DATA = ''] = RSA.split(' ');

const region = useRegion();
beforeEach(async () => {
  await region.database.prisma.sshKey.deleteMany();
});

const add = (as: As, key: string) => region.post(as, PATH, { op: 'new', key });
const list = async (as: As) => (await region.get(as, PATH, { op: 'list' })).as(z.array(Key));
const created = async (as: As, key = RSA) => (await add(as, key)).as(Created);

test.each(['rsa', 'dsa', 'ecdsa', 'ed25519'] as const)('a key of type %s is taken', async (kind) => {
  const key = publicKey(kind);
  const reply = await add('user', key);
  expect(reply.status).toBe(201);
  expect(reply.as(Created).key).toBe(key);
});

test.each([
  ['comment and line break', `${RSA}\n`],
  ['blanks', `  ${TYPE} \t ${DATA}  a comment of words `],
  ['no comment', `${TYPE} ${DATA}`],
])('the text is kept to the letter: %s', async (_, key) => {
  expect((await created('user', key)).key).toBe(key);
  expect((await list('user')).map((one) => one.key)).toEqual([key]);
});

test.each([
  ['words', 'not a key'],
  ['a private key', PAIRS.rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()],
  ['wrong padding', `${TYPE} ${DATA}=`],
  ['data cut off', `${TYPE} ${DATA.slice(0, 80)}`],
  ['another type in front', `ssh-dss ${DATA}`],
  ['two lines', `${RSA}\n${RSA}`],
  ['options in front', `command="/bin/sh" ${RSA}`],
  ['letters beyond ASCII', publicKey('rsa', 'mé')],
])('%s are refused under `key`', async (_, key) => {
  const reply = await add('user', key);
  expect([reply.status, reply.json]).toEqual([400, { key: [expect.stringContaining('Invalid')] }]);
  expect(await list('user')).toEqual([]);
});

test.each([{}, { key: '' }])('a key that is missing or empty is told so: %o', async (form) => {
  const reply = await region.post('user', PATH, { op: 'new', ...form });
  expect([reply.status, reply.json]).toEqual([400, { key: ['This field is required.'] }]);
});

test('a user has a key once, and so may another user', async () => {
  await created('user');
  const again = await add('user', RSA);
  expect([again.status, Object.keys(Object(again.json))]).toEqual([400, ['key']]);
  expect((await add('user2', RSA)).status).toBe(201);
  expect(await list('user')).toHaveLength(1);
});

test('the list has the own keys, oldest first', async () => {
  const keys = [publicKey('rsa', 'b'), publicKey('ed25519', 'a')];
  for (const key of keys) await created('user', key);
  await created('user2');
  const found = await list('user');
  expect(found.map(({ key }) => key)).toEqual(keys);
  expect(found.every((one) => one.resource_uri === `/MAAS/api/1.0/${PATH}${one.id}/`)).toBe(true);
});

test('any user may read a key, but only its owner deletes it', async () => {
  const { id } = await created('user');
  expect((await region.get('user2', `${PATH}${id}/`)).as(Key)).toMatchObject({ id, key: RSA });
  for (const as of ['user2', 'admin'] as const) {
    expect((await region.delete(as, `${PATH}${id}/`)).status).toBe(403);
    expect((await region.post(as, `${PATH}${id}/`, { op: 'delete' })).status).toBe(403);
  }
  expect(await list('user')).toHaveLength(1);
});

test('both ways of deleting take the key away, and no other', async () => {
  const other = await created('user', publicKey('dsa'));
  const deletions = [
    (id: number) => region.delete('user', `${PATH}${id}/`),
    (id: number) => region.post('user', `${PATH}${id}/`, { op: 'delete' }),
  ];
  for (const remove of deletions) {
    const { id } = await created('user');
    expect((await remove(id)).status).toBe(204);
    expect((await remove(id)).status).toBe(404);
  }
  expect((await list('user')).map(({ id }) => id)).toEqual([other.id]);
});

test.each(['0', '99999999', '99999999999999', 'x', '-1'])('key %s is not found', async (id) => {
  expect((await region.get('user', `${PATH}${id}/`)).status).toBe(404);
});

test('nobody without credentials gets anything', async () => {
  expect((await region.get(null, PATH, { op: 'list' })).status).toBe(401);
  expect((await add(null, RSA)).status).toBe(401);
  expect((await region.get(null, `${PATH}1/`)).status).toBe(401);
});
