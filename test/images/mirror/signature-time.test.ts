import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { readKeyring } from '../../../src/images/mirror/keyring.js';
import { readSigned } from '../../../src/images/mirror/signature.js';
import { needsTools } from '../../support/tools.js';
import { Signer } from '../signer.js';

const test = needsTools('gpg');
const HOUR = 3600;

let signer: Signer;
beforeEach(async () => {
  signer = await Signer.make();
});
afterEach(() => signer[Symbol.asyncDispose]());

/** Verifies a message with the key as GnuPG exports it now. */
async function read(message: string): Promise<string> {
  const keys = await readKeyring({ data: await signer.gpg('--export'), filename: '' });
  return readSigned('index.sjson', message, keys);
}

async function signAhead(seconds: number): Promise<string> {
  signer.aheadSeconds = seconds;
  return signer.sign('text');
}

test.each([5, 23 * HOUR])('verification of a signature that is dated %i seconds ahead accepts it', async (seconds) => {
  expect(await read(await signAhead(seconds))).toBe('text');
});

test('verification of a signature that is dated more than 24 hours ahead is refused with its date', async () => {
  const day = new Date(Date.now() + 25 * HOUR * 1000).toISOString().slice(0, 10);
  const message = new RegExp(
    `^The signature of index.sjson is not valid: .*It is dated ${day}T.*: check the clocks of the mirror and of this machine$`,
  );
  await expect(read(await signAhead(25 * HOUR))).rejects.toThrow(message);
});

test('verification of a changed text with a signature that is dated ahead is refused', async () => {
  const message = (await signAhead(HOUR)).replace('text', 'test');
  await expect(read(message)).rejects.toThrow(/^The signature of index.sjson is not valid/);
});

test('verification of a signature that is dated ahead, after the expiry of its key, is refused', async () => {
  const message = await signAhead(2 * HOUR);
  expect(await read(message)).toBe('text');
  await signer.gpg('--passphrase', '', '--quick-set-expire', await signer.fingerprint(), `seconds=${HOUR}`);
  await expect(read(message)).rejects.toThrow(/expired/);
});

test('verification of a signature that is dated ahead, with a revoked key, is refused', async () => {
  const message = await signAhead(2 * HOUR);
  const file = path.join(signer.home, 'openpgp-revocs.d', `${await signer.fingerprint()}.rev`);
  const certificate = (await readFile(file, 'utf8')).replace(/^:/m, '');
  await writeFile(file, certificate);
  await signer.gpg('--import', file);
  await expect(read(message)).rejects.toThrow(/revoked/);
});

const clockAhead = (seconds: number) => ['--faked-system-time', String(Math.floor(Date.now() / 1000) + seconds)];

test.each([HOUR, 2 * HOUR])(
  'verification of a signature by a key that was made %i seconds ahead accepts it',
  async (madeAhead) => {
    await signer.gpg(
      ...clockAhead(madeAhead),
      '--passphrase',
      '',
      '--quick-add-key',
      await signer.fingerprint(),
      'rsa2048',
    );
    expect(await read(await signAhead(2 * HOUR))).toBe('text');
  },
);

test('verification of two signatures, of which an unknown key made one, accepts the other that is dated ahead', async () => {
  const known = await signer.gpg('--export');
  await signer.gpg('--passphrase', '', '--quick-generate-key', 'other@example.com', 'rsa2048', 'sign', '3d');
  const file = path.join(signer.home, 'twice');
  await writeFile(file, 'text');
  const users = ['mirror@example.com', 'other@example.com'].flatMap((user) => ['--local-user', user]);
  await signer.gpg(...clockAhead(HOUR), ...users, '--clear-sign', '--output', `${file}.asc`, file);
  const keys = await readKeyring({ data: known, filename: '' });
  expect(await readSigned('index.sjson', await readFile(`${file}.asc`, 'utf8'), keys)).toBe('text');
});
