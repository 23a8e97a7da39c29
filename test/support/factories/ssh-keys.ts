import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parseKey } from 'sshpk';
import type { As, Region } from '../region.js';
import { CreatedSshKey, SshKey } from '../shapes.js';

const KINDS = {
  rsa: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  dsa: () => generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }),
  ecdsa: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ed25519: () => generateKeyPairSync('ed25519'),
};
const run = promisify(execFile);
export type KeyKind = keyof typeof KINDS;

/** A new public key, as its file has it. */
export function publicKey(kind: KeyKind = 'ed25519', comment = 'me@host'): string {
  const pem = KINDS[kind]().publicKey.export({ type: 'spki', format: 'pem' });
  const [type, data] = parseKey(pem, 'pem').toString('ssh').split(' ');
  return [type, data, comment].join(' ');
}

export const TOKEN_TYPES = ['sk-ssh-ed25519@openssh.com', 'sk-ecdsa-sha2-nistp256@openssh.com'] as const;

/** The public key of a new security token, without a comment; `more` fields follow those that it should have. */
export function tokenKey(type: (typeof TOKEN_TYPES)[number], ...more: string[]): string {
  const [algorithm = '', data = ''] = publicKey(type === TOKEN_TYPES[0] ? 'ed25519' : 'ecdsa').split(' ');
  const fields = Buffer.from(data, 'base64').subarray(4 + algorithm.length);
  const bytes = [sshString(type), fields, sshString('ssh:'), ...more.map(sshString)];
  return `${type} ${Buffer.concat(bytes).toString('base64')}`;
}

/** A string of RFC 4251, 5. */
function sshString(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** What `ssh-keygen -l` says about a public key. @throws Error when it cannot read the key */
export function fingerprint(key: string): Promise<string> {
  return inFolder(async (folder) => {
    await writeFile(path.join(folder, 'key.pub'), `${key}\n`);
    return (await run('ssh-keygen', ['-l', '-f', path.join(folder, 'key.pub')])).stdout;
  });
}

/** The line of a new public key that `ssh-keygen` writes. */
export function generatedKey(type: string, comment: string): Promise<string> {
  return inFolder(async (folder) => {
    await run('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', comment, '-f', path.join(folder, 'key')]);
    return readFile(path.join(folder, 'key.pub'), 'utf8');
  });
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), 'maas-region-keys-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Stores a public key of an account. */
export async function makeSshKey(region: Region, as: As, key = publicKey()): Promise<CreatedSshKey> {
  return (await region.post(as, 'account/prefs/sshkeys/', { op: 'new', key })).as(CreatedSshKey);
}

/** The public keys of an account, as the list has them. */
export async function sshKeysOf(region: Region, as: As): Promise<SshKey[]> {
  return (await region.get(as, 'account/prefs/sshkeys/', { op: 'list' })).as(SshKey.array());
}
