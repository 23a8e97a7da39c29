import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { curl } from '../../support/curl.js';
import { useDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { temporaryFolder } from '../../support/folder.js';
import { makeCertificate } from '../../support/openssl.js';
import { BIN, maas, ROOT, startServer } from '../server.js';

const folder = temporaryFolder();
const { cert, key } = makeCertificate(folder, 'region');
const other = makeCertificate(folder, 'other');
const fresh = useDatabase();

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, stdio: 'inherit' });
}, 120_000);

const broken = path.join(folder, 'broken.pem');
writeFileSync(broken, 'no certificate');

test.each([
  ['without a key', { TLS_CERT: cert }, 'TLS_KEY is missing. Set TLS_CERT and TLS_KEY, or neither.'],
  ['without a certificate', { TLS_KEY: key }, 'TLS_CERT is missing. Set TLS_CERT and TLS_KEY, or neither.'],
  ['with a missing file', { TLS_CERT: '/no.pem', TLS_KEY: key }, 'TLS_CERT: /no.pem cannot be read (ENOENT).'],
  [
    'with a broken certificate',
    { TLS_CERT: broken, TLS_KEY: key },
    `TLS_CERT: ${broken} holds no certificate in the PEM format.`,
  ],
  [
    'with a broken key',
    { TLS_CERT: cert, TLS_KEY: broken },
    `TLS_KEY: ${broken} holds no key in the PEM format without a passphrase.`,
  ],
  [
    'with the key of another certificate',
    { TLS_CERT: cert, TLS_KEY: other.key },
    `TLS_KEY: ${other.key} is not the key of the certificate in ${cert}.`,
  ],
])('serve %s ends with one line that says so, and creates nothing', async (_what, files, message) => {
  const dataDir = path.join(folder, 'untouched');
  const started = maas({ DATABASE_URL: '', MAAS_DATA_DIR: dataDir, PORT: '0', ...files }, 'serve');
  await expect(started).rejects.toMatchObject({ code: 1, stderr: `maas-region: ${message}\n` });
  expect(existsSync(dataDir)).toBe(false);
});

test('serve with TLS and two workers prints an https address, answers curl, and shows nothing of the key', async () => {
  const files = { TLS_CERT: cert, TLS_KEY: key };
  const env = { DATABASE_URL: fresh.url, MAAS_DATA_DIR: path.join(folder, 'data'), WORKERS: '2', LOG_LEVEL: 'trace' };
  const server = await startServer({ ...env, ...files }, ['sh', '-c', `exec "${BIN}" serve 2>&1`], {
    isUp: async ({ port }) => (await curl(`https://127.0.0.1:${port}/MAAS/readyz`, '--cacert', cert)).status === 200,
  });
  const base = `https://127.0.0.1:${server.port}/MAAS/`;
  await eventually(() => expect(server.output).toContain(`The region serves ${base}\n`));
  for (let count = 0; count < 6; count += 1) {
    expect((await curl(`${base}readyz`, '--cacert', cert)).body).toBe('OK');
  }
  expect((await curl(`${base}metrics`, '--cacert', cert)).body).toContain('maas_database_up 1');
  expect((await maas({ ...env, ...files }, 'apikey', '--username', 'admin')).split(':')).toHaveLength(3);
  expect(await maas({ ...env, ...files }, 'doctor')).toMatch(
    new RegExp(`^ok +Certificate +${cert}, valid until \\d{4}-\\d{2}-\\d{2}$`, 'm'),
  );
  expect(await server.end('SIGTERM')).toBe(0);
  expect(server.output).not.toContain('PRIVATE KEY');
  expect(server.output).not.toContain(readFileSync(key, 'utf8').split('\n')[1]);
});
