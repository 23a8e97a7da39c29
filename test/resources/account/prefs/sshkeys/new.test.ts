import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import {
  fingerprint,
  generatedKey,
  makeSshKey,
  publicKey,
  sshKeysOf,
  TOKEN_TYPES,
  tokenKey,
} from '../../../../support/factories/ssh-keys.js';
import { type As, useRegion } from '../../../../support/region.js';
import { CreatedSshKey } from '../../../../support/shapes.js';
import { needsTools } from '../../../../support/tools.js';

const PATH = 'account/prefs/sshkeys/';
const RSA = publicKey('rsa');
const [TYPE = '', DATA = ''] = RSA.split(' ');
const PRIVATE = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

const region = useRegion();
beforeEach(() => region.database.prisma.sshKey.deleteMany());

const add = (as: As, key: string) => region.post(as, PATH, { op: 'new', key });

test.each(['rsa', 'dsa', 'ecdsa', 'ed25519'] as const)('new with a key of type %s stores it', async (kind) => {
  const key = publicKey(kind);
  const reply = await add('user', key);
  expect(reply.status).toBe(201);
  expect(reply.as(CreatedSshKey).key).toBe(key);
});

test.each([
  ['a comment and a line break', `${RSA}\n`],
  ['blanks', `  ${TYPE} \t ${DATA}  a comment of words `],
  ['no comment', `${TYPE} ${DATA}`],
  ['a comment in UTF-8', `${TYPE} ${DATA} Jürgen Müller 🔑 端末`],
])('new with %s keeps the text as it is', async (_what, key) => {
  expect((await makeSshKey(region, 'user', key)).key).toBe(key);
  expect((await sshKeysOf(region, 'user')).map((one) => one.key)).toEqual([key]);
});

const keygen = needsTools('ssh-keygen');

keygen.each(TOKEN_TYPES)('new with a key of type %s, which ssh-keygen reads, stores it', async (type) => {
  const key = `${tokenKey(type)} José@türm`;
  expect(await fingerprint(key)).toContain('José@türm');
  expect((await makeSshKey(region, 'user', key)).key).toBe(key);
});

keygen.each(['rsa', 'ecdsa', 'ed25519'])('new with a key that ssh-keygen makes of type %s stores it', async (type) => {
  const key = await generatedKey(type, 'José@türm – büro');
  expect((await makeSshKey(region, 'user', key)).key).toBe(key);
});

test.each([
  ['words', 'not a key'],
  ['a private key', PRIVATE.export({ type: 'pkcs1', format: 'pem' }).toString()],
  ['wrong padding', `${TYPE} ${DATA}=`],
  ['data that is cut off', `${TYPE} ${DATA.slice(0, 80)}`],
  ['another type in front', `ssh-dss ${DATA}`],
  ['two lines', `${RSA}\n${RSA}`],
  ['options in front', `command="/bin/sh" ${RSA}`],
  ['a control character in the comment', `${RSA} \x1b[1m`],
  ['a line separator in the comment', `${RSA} a\u2028b`],
  ['letters beyond ASCII in its data', `${TYPE} é${DATA}`],
  ['the certificate of a key', `ssh-rsa-cert-v01@openssh.com ${DATA}`],
  [
    "a token's key of another type",
    tokenKey('sk-ssh-ed25519@openssh.com').replace('ssh-ed25519', 'ecdsa-sha2-nistp256'),
  ],
  ["a token's key that is cut off", tokenKey('sk-ssh-ed25519@openssh.com').slice(0, -12)],
  ["a token's key with more fields", tokenKey('sk-ssh-ed25519@openssh.com', 'x')],
])('new with %s is refused under key', async (_what, key) => {
  const reply = await add('user', key);
  expect([reply.status, reply.json]).toEqual([400, { key: [expect.stringContaining('Invalid')] }]);
  expect(await sshKeysOf(region, 'user')).toEqual([]);
});

test.each([
  ['no key', {}],
  ['an empty key', { key: '' }],
])('new with %s is refused as required', async (_what, form) => {
  const reply = await region.post('user', PATH, { op: 'new', ...form });
  expect([reply.status, reply.json]).toEqual([400, { key: ['This field is required.'] }]);
});

test('new with a key that the user has is refused, and that another user has stores it', async () => {
  await makeSshKey(region, 'user', RSA);
  expect((await add('user', RSA)).wrongFields).toEqual(['key']);
  expect((await add('user2', RSA)).status).toBe(201);
  expect(await sshKeysOf(region, 'user')).toHaveLength(1);
});

test('new without credentials is 401', async () => {
  expect((await add(null, RSA)).status).toBe(401);
});
