import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { resources } from '../../../src/resources/index.js';
import type { Form } from '../../support/body.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();
const send = (key: string, method: string, path: string, form: Form) =>
  region.call('admin', method, path, { form, headers: { 'idempotency-key': key } });

test('passwords are kept as slow and salted hashes only', async () => {
  const key = randomUUID();
  const user = { username: 'idem', email: 'idem@example.com', password: 'guessable', is_superuser: '0' };
  const create = (form: Form) => send(key, 'POST', 'users/', form);
  (await create(user)).ok();
  expect((await create(user)).ok().headers.get('idempotency-replayed')).toBe('true');
  expect((await create({ ...user, password: 'other' })).status).toBe(422);

  const keys = [randomUUID(), randomUUID()];
  for (const each of keys) (await send(each, 'PUT', 'users/idem/', { password: 'guessable' })).ok();
  const kept = await region.database.prisma.idempotencyKey.findMany({ where: { key: { in: keys } } });
  expect(new Set(kept.map(({ fingerprint }) => Buffer.from(fingerprint).toString('hex'))).size).toBe(2);
});

test('each operation names its parameters with passwords', () => {
  const operations = resources.flatMap((resource) => resource.operations);
  const named = operations.map(({ params, secrets }) => [
    Object.keys(params).filter((name) => /pass/.test(name)),
    secrets,
  ]);
  for (const [passwords, secrets] of named) expect(secrets).toEqual(passwords);
  expect(named.flat(2)).toContain('power_pass');
});
