import { open } from 'node:fs/promises';
import { type Key, readCleartextMessage, readKeys, verify } from 'openpgp';
import { ImportError } from '../fetch/error.js';

const MAX_KEYRING_BYTES = 1024 * 1024;
const ARMOR = '-----BEGIN PGP';

/** A source's keyring: its content, or else the path of a file on this machine. */
export interface Keyring {
  readonly data: Uint8Array;
  readonly filename: string;
}

/** Reads the public keys of a keyring, binary or armored. @throws ImportError */
export async function readKeyring(keyring: Keyring): Promise<Key[]> {
  const bytes = keyring.data.length > 0 ? Buffer.from(keyring.data) : await readFile(keyring.filename);
  const name = keyring.data.length > 0 ? 'The keyring of the boot source' : `The keyring ${keyring.filename}`;
  const text = bytes.toString('latin1');
  try {
    const armored = text.trimStart().startsWith(ARMOR);
    const keys = await (armored ? readKeys({ armoredKeys: text }) : readKeys({ binaryKeys: bytes }));
    if (keys.length > 0) return keys;
  } catch {
    // Reported below, for any reason.
  }
  throw new ImportError(`${name} holds no OpenPGP public key.`);
}

async function readFile(filename: string): Promise<Buffer> {
  if (filename === '') throw new ImportError('The boot source has no keyring.');
  try {
    await using file = await open(filename);
    const stats = await file.stat();
    // Devices and pipes may never end.
    if (!stats.isFile() || stats.size > MAX_KEYRING_BYTES) throw new ImportError(`${filename} is no keyring.`);
    return await file.readFile();
  } catch (error) {
    if (error instanceof ImportError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new ImportError(`The keyring ${filename} cannot be read on the region controller (${code}).`);
  }
}

/**
 * The text that a clear-signed message holds, which one of the keys must have signed.
 * @param name of the message, for people
 * @throws ImportError
 */
export async function readSigned(name: string, message: string, verificationKeys: Key[]): Promise<string> {
  try {
    const cleartextMessage = await readCleartextMessage({ cleartextMessage: message });
    const { data } = await verify({ message: cleartextMessage, verificationKeys, expectSigned: true });
    return data;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ImportError(`The signature of ${name} is not valid: ${reason}`);
  }
}
