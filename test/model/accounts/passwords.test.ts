import { verify } from '@node-rs/argon2';
import { expect, test } from 'vitest';
import { hashPassword } from '../../../src/model/accounts/passwords.js';

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
