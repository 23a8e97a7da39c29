import { pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** The hash of a password by Django: `pbkdf2_sha256$ITERATIONS$SALT$HASH`, the hash in base64. */
const FORM = /^pbkdf2_sha256\$(\d{1,7})\$([^$]+)\$([A-Za-z0-9+/]{43}=)$/;
const derive = promisify(pbkdf2);

/** Whether Django made a hash, as those of accounts from an old MAAS. They are replaced at the next sign-in. */
export function isDjangoHash(hash: string): boolean {
  return FORM.test(hash);
}

/** Whether a password has a hash that Django made. */
export async function verifyDjangoPassword(hash: string, password: string): Promise<boolean> {
  const [, iterations = '', salt = '', expected = ''] = FORM.exec(hash) ?? [];
  if (Number(iterations) < 1) return false;
  const bytes = Buffer.from(expected, 'base64');
  return timingSafeEqual(await derive(password, salt, Number(iterations), bytes.length, 'sha256'), bytes);
}
