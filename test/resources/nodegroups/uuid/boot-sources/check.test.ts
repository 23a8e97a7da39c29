import { afterAll, beforeAll, expect } from 'vitest';
import { Mirror } from '../../../../images/mirror.js';
import { masterPath } from '../../../../support/factories/clusters.js';
import { useRegion } from '../../../../support/region.js';
import { needsTools } from '../../../../support/tools.js';

const test = needsTools('gpg');
const region = useRegion();
let mirror: Mirror;
beforeAll(async () => {
  mirror = await Mirror.start();
  await mirror.publish([
    { release: 'trusty', arch: 'amd64', files: { 'boot-kernel': 'kernel', 'boot-initrd': 'initrd' } },
  ]);
});
afterAll(() => mirror[Symbol.asyncDispose]());

const check = (form: object, as: 'admin' | 'user' | null = 'admin') =>
  region.post(as, `${masterPath(region)}boot-sources/`, { op: 'check', ...form });
const keyring_data = () => Buffer.from(mirror.keyring).toString('base64');

test('check of a mirror has what it offers, and stores nothing', async () => {
  const before = await region.database.prisma.bootSource.count();
  expect((await check({ url: mirror.url, keyring_data: keyring_data() })).json).toEqual({
    error: null,
    images: [expect.objectContaining({ release: 'trusty', arch: 'amd64', label: 'release' })],
    passed_over: [],
  });
  expect(await region.database.prisma.bootSource.count()).toBe(before);
});

test('check of a mirror that nobody serves says why', async () => {
  const answer = (await check({ url: 'http://127.0.0.1:9/', keyring_data: keyring_data() })).json;
  expect(answer).toMatchObject({ error: expect.stringContaining('ECONNREFUSED'), images: [] });
});

test('check with a wrong keyring says so', async () => {
  const answer = (await check({ url: mirror.url, keyring_data: Buffer.from('none').toString('base64') })).json;
  expect(answer).toMatchObject({ error: expect.stringContaining('holds no OpenPGP public key'), images: [] });
});

test('check without a keyring or an url is refused', async () => {
  expect((await check({ url: mirror.url })).wrongFields).toEqual(['__all__']);
  expect((await check({ keyring_data: keyring_data() })).wrongFields).toEqual(['url']);
});

test.for([
  ['user', 403],
  [null, 403],
] as const)('check by %s is %i', async ([as, status]) => {
  expect((await check({ url: mirror.url }, as)).status).toBe(status);
});
