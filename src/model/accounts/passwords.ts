import { Unavailable } from '../../errors.js';
import { KeyedMutex } from '../../keyed-mutex.js';
import { isDjangoHash, verifyDjangoPassword } from './django-passwords.js';

/** The smallest setting that OWASP recommends for argon2id. The memory is in KiB. */
const COSTS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes a password with argon2id, as a PHC string. */
export async function hashPassword(password: string): Promise<string> {
  const { hash } = await import('@node-rs/argon2');
  return hash(password, COSTS);
}

/** A hash of `COSTS` that no known password has. It takes the place of an account that does not exist. */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$nPgErtuJj1nuJp+oJMP9xw$4kkwuoHjtHZnU7xQVVWMMbYOkry8qupYmS3Kcc3xshk';

/** Verifications run one at a time in a process, so that strangers cannot fill its memory and its threads. */
const verifications = new KeyedMutex<'password'>();
/** The most verifications that wait. Each takes 20 to 200 ms. */
const MOST_WAITING = 20;
let waiting = 0;

/**
 * Whether a password has a stored hash, by argon2id or from an old MAAS. It takes the same time when there is no hash, and
 * is then false. Also false for a hash that other software made by another function.
 * @throws Unavailable when too many verifications wait
 */
export async function verifyPassword(hash: string | undefined, password: string): Promise<boolean> {
  if (waiting >= MOST_WAITING) throw new Unavailable('Too many people sign in at once, try again.');
  waiting += 1;
  try {
    const isRight = await verifications.runExclusive('password', () => hasHash(password, hash ?? NOBODY));
    return isRight && hash !== undefined;
  } finally {
    waiting -= 1;
  }
}

async function hasHash(password: string, hash: string): Promise<boolean> {
  const { verify } = await import('@node-rs/argon2');
  const isOld = isDjangoHash(hash);
  // Also for an old hash, so that it takes no less time than others.
  const isRight = await verify(isOld ? NOBODY : hash, password).catch(() => false);
  return isOld ? verifyDjangoPassword(hash, password) : isRight;
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
