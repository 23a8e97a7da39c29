import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ClusterError } from '../error.js';
import { writeFileSafely } from '../write-file.js';

const SECRET_BYTES = 32;
const CODE_LENGTH = 8;

const identityFile = z.object({
  uuid: z.string().min(1).max(36),
  /** 32 random bytes in hex. Who has them can claim the cluster's key once. */
  secret: z.string().regex(/^[0-9a-f]{64}$/),
  /** `consumer:token:secret`, with which the cluster signs; missing until the region has given it */
  key: z
    .string()
    .regex(/^[^:\s]+:[^:\s]+:[^:\s]+$/)
    .optional(),
  /** The URL of the region that `serve --cluster` recorded last for the machines of its own cluster */
  region_url: z.string().optional(),
});

/** By what the region knows a cluster. */
export type Identity = z.infer<typeof identityFile>;

/** The file with the identity in the folder of a cluster. */
export function identityPath(folder: string): string {
  return path.join(folder, 'identity.json');
}

/** Reads the identity of a cluster, and makes it at the first start. @throws ClusterError */
export async function loadIdentity(folder: string): Promise<Identity> {
  const file = identityPath(folder);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new ClusterError(`${file} cannot be read: ${error.message}`);
  });
  if (text !== undefined) return parse(file, text);
  const identity = { uuid: randomUUID(), secret: randomBytes(SECRET_BYTES).toString('hex') };
  await saveIdentity(folder, identity);
  return identity;
}

/** Only the owner can read the file. @throws ClusterError */
export async function saveIdentity(folder: string, identity: Identity): Promise<void> {
  await writeFileSafely(identityPath(folder), `${JSON.stringify(identity, null, 2)}\n`, 0o600);
}

function parse(file: string, text: string): Identity {
  try {
    return identityFile.parse(JSON.parse(text));
  } catch (error) {
    // The message of JSON.parse quotes the text, which holds the secret.
    throw new ClusterError(`${file} is damaged. Restore it, or remove it to register as a new cluster.`, {
      cause: error instanceof z.ZodError ? error : undefined,
    });
  }
}

/** The hash that the region stores instead of the secret. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(Buffer.from(secret, 'hex')).digest('hex');
}

/** What an administrator compares before accepting the cluster. */
export function codeOf(secret: string): string {
  return hashSecret(secret).slice(0, CODE_LENGTH);
}
