import { open } from 'node:fs/promises';
import path from 'node:path';
import { type Key, readKeys } from 'openpgp';
import { ImportError } from '../fetch/error.js';
import { isKeybox, readKeybox } from './keybox.js';

const MAX_KEYRING_BYTES = 1024 * 1024;
const ARMOR = '-----BEGIN PGP ';

/** A source's keyring: its content, or else the path of a file on this machine. */
export interface Keyring {
  readonly data: Uint8Array;
  readonly filename: string;
}

/** Reads the public keys of a keyring: binary, armored, or a keybox of GnuPG. @throws ImportError */
export async function readKeyring({ data, filename }: Keyring): Promise<Key[]> {
  const bytes = data.length > 0 ? Buffer.from(data) : await readFile(filename);
  // A part that cannot be read must not hide the keys of the others.
  const parts = await Promise.allSettled(readParts(bytes));
  const keys = parts.flatMap((part) => (part.status === 'fulfilled' ? part.value : []));
  if (keys.length > 0) return keys;
  const name = data.length > 0 ? 'The keyring of the boot source' : `The keyring ${filename}`;
  throw new ImportError(`${name} holds no OpenPGP public key. Export the key of the mirror: gpg --export KEY > FILE`);
}

/** Splits a keyring into parts that OpenPGP.js reads: it reads neither keyboxes nor a second armored block. */
function readParts(bytes: Buffer): Promise<Key[]>[] {
  if (isKeybox(bytes)) return readKeybox(bytes).map((binaryKeys) => readKeys({ binaryKeys }));
  // The first bit of a packet is 1 (RFC 9580 4.2), the first bit of a character of armor is 0.
  if ((bytes[0] ?? 0) >= 0x80) return [readKeys({ binaryKeys: bytes })];
  const blocks = bytes.toString('latin1').split(ARMOR);
  return blocks.slice(1).map((block) => readKeys({ armoredKeys: `${ARMOR}${block}` }));
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
    const help = code === 'ENOENT' ? ` ${explainMissing(filename)}` : '';
    throw new ImportError(`The keyring ${filename} cannot be read on the region controller (${code}).${help}`);
  }
}

/** The keyring of the default boot source, which is not on every system. */
const UBUNTU_KEYRING = 'ubuntu-cloudimage-keyring';

function explainMissing(filename: string): string {
  const own =
    'export the key of the mirror to this file (gpg --export), or upload it as keyring_data of the boot source';
  const isUbuntu = path.basename(filename) === `${UBUNTU_KEYRING}.gpg`;
  return isUbuntu
    ? `On Ubuntu, install the package ${UBUNTU_KEYRING}. Debian 12 has no such package: copy the file from it, or ${own}.`
    : `The file does not exist: ${own}.`;
}
