import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

test('the migrations create exactly the schema in schema.prisma', async () => {
  const env = { ...process.env, SHADOW_DATABASE_URL: inject('postgresUrl') };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['scripts/migrate-diff.mjs'], {
    cwd: ROOT,
    env,
  });
  expect(stdout).toBe('');
  expect(stderr).toContain('The migrations make what the schema says.');
});
