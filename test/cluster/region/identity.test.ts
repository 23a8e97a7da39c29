import { createHash } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { codeOf, hashSecret, identityPath, loadIdentity, saveIdentity } from '../../../src/cluster/region/identity.js';
import { useFolder } from '../../support/folder.js';

const folder = useFolder();

async function newFolder(name: string): Promise<string> {
  await mkdir(folder.at(name));
  return folder.at(name);
}

test('loadIdentity makes an identity that only its owner can read, and keeps it', async () => {
  const at = await newFolder('first');
  const identity = await loadIdentity(at);
  expect(identity.secret).toMatch(/^[0-9a-f]{64}$/);
  expect((await stat(identityPath(at))).mode & 0o777).toBe(0o600);
  expect(await loadIdentity(at)).toEqual(identity);
  const joined = { ...identity, key: 'a:b:c' };
  await saveIdentity(at, joined);
  expect((await stat(identityPath(at))).mode & 0o777).toBe(0o600);
  expect(await loadIdentity(at)).toEqual(joined);
});

test('loadIdentity of a damaged file fails without its content, and changes nothing', async () => {
  const at = await newFolder('damaged');
  const text = `{"uuid": "u", "secret": "${'5ec2e7'.repeat(5)}`;
  await writeFile(identityPath(at), text);
  const failure = await loadIdentity(at).catch((error: Error) => error.message);
  expect(failure).toContain('identity.json is damaged');
  expect(failure).not.toContain('5ec2e7');
  expect(await readFile(identityPath(at), 'utf8')).toBe(text);
});

test('loadIdentity in a folder that is missing says so', async () => {
  await expect(loadIdentity(path.join(folder.path, 'missing'))).rejects.toThrow(/identity\.json cannot be written/);
});

test('the code is the beginning of the SHA-256 of the 32 bytes', () => {
  const hash = createHash('sha256').update(Buffer.alloc(32, 0xab)).digest('hex');
  expect(hashSecret('ab'.repeat(32))).toBe(hash);
  expect(codeOf('ab'.repeat(32))).toBe(hash.slice(0, 8));
});
