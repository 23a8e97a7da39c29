import { verify } from '@node-rs/argon2';
import { expect, test } from 'vitest';
import { hashPassword, verifyPassword } from '../../../src/model/accounts/passwords.js';

test('hashPassword makes a hash that only the same password matches', async () => {
  const hashed = await hashPassword('correct horse');
  expect(await verify(hashed, 'correct horse')).toBe(true);
  expect(await verify(hashed, 'correct horsE')).toBe(false);
});

test('hashPassword uses argon2id with 19 MiB and two passes, and a new salt each time', async () => {
  const [one, other] = await Promise.all([hashPassword('same'), hashPassword('same')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(other);
});

test('verifyPassword is false for no hash and for a hash of another function', async () => {
  const hashed = await hashPassword('correct horse');
  expect(await verifyPassword(hashed, 'correct horse')).toBe(true);
  expect(await verifyPassword(hashed, 'wrong')).toBe(false);
  expect(await verifyPassword(undefined, 'correct horse')).toBe(false);
  expect(await verifyPassword('pbkdf2_sha256$1$a$b', 'correct horse')).toBe(false);
});

test('verifyPassword works as long without a hash as with one', async () => {
  const hashed = await hashPassword('correct horse');
  const fastest = async (hash: string | undefined) => {
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const start = performance.now();
      await verifyPassword(hash, 'wrong');
      times.push(performance.now() - start);
    }
    return Math.min(...times);
  };
  expect(await fastest(undefined)).toBeGreaterThan((await fastest(hashed)) / 2);
});

test('verifyPassword refuses at once when too many wait', async () => {
  const results = await Promise.allSettled(Array.from({ length: 30 }, () => verifyPassword(undefined, 'x')));
  const refused = results.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(10);
  expect(await verifyPassword(undefined, 'x')).toBe(false);
});
