/** KiB; with two passes the smallest setting that OWASP recommends for argon2id. */
const MEMORY_COST = 19_456;
const TIME_COST = 2;

/**
 * Hashes a password with argon2id, as a PHC string. API 1.0 authenticates by keys and never by passwords. The hash is
 * kept for other software that authenticates users.
 */
export async function hashPassword(password: string): Promise<string> {
  const { hash } = await import('@node-rs/argon2');
  return hash(password, { memoryCost: MEMORY_COST, timeCost: TIME_COST, parallelism: 1 });
}
