import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { ImportError } from '../../../src/images/fetch/error.js';
import { readKeyring } from '../../../src/images/mirror/keyring.js';
import { needsTools } from '../../support/tools.js';
import { Signer } from '../signer.js';

const test = needsTools('gpg');
const USERS = ['mirror@example.com', 'other@example.com'];

let signer: Signer;
let keybox: Buffer;
beforeAll(async () => {
  signer = await Signer.make();
  await signer.gpg('--passphrase', '', '--quick-generate-key', 'other@example.com', 'ed25519', 'sign', '1d');
  keybox = await makeKeybox('keybox.gpg');
});
afterAll(() => signer[Symbol.asyncDispose]());

/** Makes a keyring as administrators do, which is a keybox. */
async function makeKeybox(name: string): Promise<Buffer> {
  const [file, exported] = [path.join(signer.home, name), path.join(signer.home, `${name}.exported`)];
  await signer.gpg('--yes', '--output', exported, '--export');
  await signer.gpg('--no-default-keyring', '--keyring', file, '--import', exported);
  const content = await readFile(file);
  expect(content.toString('latin1', 8, 12)).toBe('KBXf');
  return content;
}

async function readUsers(data: Uint8Array, filename = ''): Promise<string[]> {
  const keys = await readKeyring({ data, filename });
  return keys.flatMap((key) => key.getUserIDs());
}

test('reading of a keybox gives all its keys, from a file and from data', async () => {
  expect(await readUsers(keybox)).toEqual(USERS);
  expect(await readUsers(new Uint8Array(), path.join(signer.home, 'keybox.gpg'))).toEqual(USERS);
});

test('reading of a keybox leaves out keys that were deleted from it', async () => {
  await makeKeybox('deleted.gpg');
  const file = path.join(signer.home, 'deleted.gpg');
  // GnuPG does not delete a key whose secret key it has.
  await using other = await Signer.make();
  const fingerprint = await signer.fingerprint();
  await other.gpg('--no-default-keyring', '--keyring', file, '--yes', '--delete-keys', fingerprint);
  expect(await readUsers(new Uint8Array(), file)).toEqual(['other@example.com']);
});

test('reading of a damaged keybox gives the keys that are whole, or says that it holds none', async () => {
  const second = keybox.indexOf('other@example.com');
  expect(await readUsers(keybox.subarray(0, second))).toEqual(['mirror@example.com']);
  for (const damage of [keybox.subarray(0, 60), Buffer.concat([keybox.subarray(0, 32), Buffer.alloc(64)])]) {
    await expect(readUsers(damage)).rejects.toThrow(/holds no OpenPGP public key.*gpg --export KEY > FILE/);
  }
  for (let length = 0; length < keybox.length; length += 37) {
    await readUsers(keybox.subarray(0, length), 'x').catch((error) => expect(error).toBeInstanceOf(ImportError));
  }
});

test('reading of a keyring with several armored blocks gives the keys of all', async () => {
  const blocks = await Promise.all(USERS.map((user) => signer.gpg('--armor', '--export', user)));
  expect(await readUsers(Buffer.from(`The keys of our mirrors\n\n${blocks.join('\n')}`))).toEqual(USERS);
  const broken = String(blocks[0]).slice(0, 300);
  expect(await readUsers(Buffer.from(`${broken}\n${blocks[1]}`))).toEqual(['other@example.com']);
});

test.each([
  [
    '/usr/share/keyrings/nowhere/ubuntu-cloudimage-keyring.gpg',
    /^The keyring \S+ cannot be read .* \(ENOENT\)\. On Ubuntu, install the package ubuntu-cloudimage-keyring\. Debian 12 has no such package: .* keyring_data of the boot source\.$/,
  ],
  [
    '/nowhere/mirror.gpg',
    /\(ENOENT\)\. The file does not exist: export the key .* \(gpg --export\), or upload it as keyring_data/,
  ],
])('reading of the missing keyring %s says how to get it', async (filename, message) => {
  await expect(readUsers(new Uint8Array(), filename)).rejects.toThrow(message);
});
