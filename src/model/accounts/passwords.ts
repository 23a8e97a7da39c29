/** The smallest setting that OWASP recommends for argon2id. The memory is in KiB. */
const COSTS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Hashes a password with argon2id, as a PHC string. API 1.0 authenticates by keys and never by passwords. The hash is
 * kept for other software that authenticates users.
 */
export async function hashPassword(password: string): Promise<string> {
  const { hash } = await import('@node-rs/argon2');
  return hash(password, COSTS);
}

/**
 * Hashes bytes that contain a password, at the cost of `hashPassword`.
 * @param salt 8 bytes or more. The same bytes and salt give the same hash.
 * @returns 32 bytes
 */
export async function hashSlowly(bytes: Uint8Array, salt: Uint8Array): Promise<Buffer> {
  const { hashRaw } = await import('@node-rs/argon2');
  return hashRaw(bytes, { ...COSTS, salt });
}
