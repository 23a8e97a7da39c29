import { expect, test } from 'vitest';
import { isDjangoHash, verifyDjangoPassword } from '../../../src/model/accounts/django-passwords.js';
import { hashPassword } from '../../../src/model/accounts/passwords.js';

/** Made by Django 1.6: `make_password('lètmein', 'seasalt', 'pbkdf2_sha256')`, from Django's own tests. */
const LETMEIN = 'pbkdf2_sha256$12000$seasalt$Ybw8zsFxqja97tY/o6G+Fy1ksY4U/Hw3DRrGED6Up4s=';

test('verifyDjangoPassword accepts the right password only', async () => {
  expect(isDjangoHash(LETMEIN)).toBe(true);
  expect(await verifyDjangoPassword(LETMEIN, 'lètmein')).toBe(true);
  expect(await verifyDjangoPassword(LETMEIN, 'letmein')).toBe(false);
});

test('verifyDjangoPassword of another hash is false', async () => {
  const broken = LETMEIN.replace('$12000$', '$0$');
  for (const hash of ['', '!', broken, await hashPassword('x')]) {
    expect(await verifyDjangoPassword(hash, 'x')).toBe(false);
  }
  expect(isDjangoHash(await hashPassword('x'))).toBe(false);
});
