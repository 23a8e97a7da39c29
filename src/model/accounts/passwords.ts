import { pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { hash, verify } from '@node-rs/argon2';

/** KiB; with two passes the smallest setting that OWASP recommends for argon2id. */
const MEMORY_COST = 19_456;
const TIME_COST = 2;

const derive = promisify(pbkdf2);

/** Hashes a password with argon2id, as a PHC string. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, { memoryCost: MEMORY_COST, timeCost: TIME_COST, parallelism: 1 });
}

/**
 * True when `password` is the one that was hashed. Knows argon2id and, for accounts brought over from an old region,
 * Django's `pbkdf2_sha256$<iterations>$<salt>$<base64>`. An empty or unknown hash matches nothing.
 */
export async function verifyPassword(password: string, hashed: string): Promise<boolean> {
  if (hashed.startsWith('$argon2id$')) return verify(hashed, password);
  if (hashed.startsWith('pbkdf2_sha256$')) return verifyDjango(password, hashed);
  return false;
}

async function verifyDjango(password: string, hashed: string): Promise<boolean> {
  const [, iterations, salt, expected, ...rest] = hashed.split('$');
  const rounds = Number(iterations);
  if (!salt || !expected || rest.length > 0 || !Number.isSafeInteger(rounds) || rounds < 1) return false;
  const wanted = Buffer.from(expected, 'base64');
  const found = await derive(password, salt, rounds, 32, 'sha256');
  return wanted.length === found.length && timingSafeEqual(wanted, found);
}
