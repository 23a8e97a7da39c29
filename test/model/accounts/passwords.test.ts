import { expect, test } from 'vitest';
import { hashPassword, verifyPassword } from '../../../src/model/accounts/passwords.js';

test('a password matches its own hash and no other does', async () => {
  const hashed = await hashPassword('correct horse');
  expect(await verifyPassword('correct horse', hashed)).toBe(true);
  expect(await verifyPassword('correct horsE', hashed)).toBe(false);
});

test('hashes are argon2id with 19 MiB and two passes, and differ for equal passwords', async () => {
  const [one, other] = await Promise.all([hashPassword('same'), hashPassword('same')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(other);
});

test('hashes that Django 1.6 made are understood', async () => {
  const hashed = 'pbkdf2_sha256$12000$seasalt$Ybw8zsFxqja97tY/o6G+Fy1ksY4U/Hw3DRrGED6Up4s=';
  expect(await verifyPassword('lètmein', hashed)).toBe(true);
  expect(await verifyPassword('letmein', hashed)).toBe(false);
});

test.each(['', '!', 'pbkdf2_sha256$', 'pbkdf2_sha256$0$salt$AAAA', 'pbkdf2_sha256$x$salt$AAAA', 'md5$a$b'])(
  'the unusable hash %j matches no password',
  async (hashed) => {
    expect(await verifyPassword('', hashed)).toBe(false);
  },
);
