import { generateKeyPairSync } from 'node:crypto';
import { parseKey } from 'sshpk';
import type { As, Region } from '../region.js';
import { CreatedSshKey, SshKey } from '../shapes.js';

const KINDS = {
  rsa: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  dsa: () => generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }),
  ecdsa: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ed25519: () => generateKeyPairSync('ed25519'),
};
export type KeyKind = keyof typeof KINDS;

/** A new public key, as its file has it. */
export function publicKey(kind: KeyKind = 'ed25519', comment = 'me@host'): string {
  const pem = KINDS[kind]().publicKey.export({ type: 'spki', format: 'pem' });
  const [type, data] = parseKey(pem, 'pem').toString('ssh').split(' ');
  return [type, data, comment].join(' ');
}

/** Stores a public key of an account. */
export async function makeSshKey(region: Region, as: As, key = publicKey()): Promise<CreatedSshKey> {
  return (await region.post(as, 'account/prefs/sshkeys/', { op: 'new', key })).as(CreatedSshKey);
}

/** The public keys of an account, as the list has them. */
export async function sshKeysOf(region: Region, as: As): Promise<SshKey[]> {
  return (await region.get(as, 'account/prefs/sshkeys/', { op: 'list' })).as(SshKey.array());
}
