import { readFileSync } from 'node:fs';
import path from 'node:path';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { Database } from '../../src/db/database.js';
import { buildApp } from '../../src/server/app.js';
import { readSettings } from '../../src/settings.js';
import { startBeside, useRegion } from '../support/region.js';

const region = useRegion();
const { version } = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../package.json'), 'utf8'));

describe('the start page', () => {
  test.each(['/MAAS/', '/MAAS', '/', '/MAAS//'])(
    'at %s shows the version, the health and the first steps',
    async (url) => {
      const { status, type, text } = await region.get(null, url);
      expect([status, type]).toEqual([200, 'text/html; charset=utf-8']);
      expect(text).toContain(`version ${version}`);
      expect(text).toContain('The region is ready.');
      expect(text).toContain(`maas login region ${region.api}`);
    },
  );

  test('answers HEAD without a body', async () => {
    expect(await region.call(null, 'HEAD', '/MAAS/')).toMatchObject({ status: 200, text: '' });
  });

  test('has only links that answer 200', async () => {
    const { text } = await region.get(null, '/MAAS/');
    const links = [...text.matchAll(/href="([^"]+)"/g)].map(([, href = '']) => new URL(href));
    expect(links.map(({ pathname }) => pathname)).toEqual(
      expect.arrayContaining(['/MAAS/docs/', '/MAAS/openapi.json', '/MAAS/readyz', '/MAAS/metrics']),
    );
    for (const { pathname } of links) expect((await region.get(null, pathname)).status, pathname).toBe(200);
  });

  test('runs no script, loads nothing, and fits a phone in light and dark', async () => {
    const { text, headers } = await region.get(null, '/MAAS/');
    expect(text).not.toMatch(/<script|<link|<img|@import|url\(/);
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; style-src 'unsafe-inline'");
    expect(text).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(text).toContain('prefers-color-scheme: dark');
  });

  test('with MAAS_URL names that address', async () => {
    await using other = await startBeside(region, { env: { MAAS_URL: 'https://maas.example.com/MAAS' } });
    const { text } = await other.get(null, '/');
    expect(text).toContain('maas login region https://maas.example.com/MAAS/api/1.0/');
    expect(text).toContain('href="https://maas.example.com/MAAS/docs/"');
  });

  test('escapes the host that the client names', async () => {
    const database = new Database('postgresql://nobody@127.0.0.1:1/none');
    const app = await buildApp({ settings: readSettings({}), database, log: pino({ level: 'silent' }) });
    const { body } = await app.inject({ url: '/MAAS/', headers: { host: '"><script>' } });
    await app.close();
    await database.close();
    expect(body).not.toContain('<script');
  });

  test('without a database says that the region is not ready', async () => {
    const database = new Database('postgresql://nobody@127.0.0.1:1/none');
    const app = await buildApp({ settings: readSettings({}), database, log: pino({ level: 'silent' }) });
    const { statusCode, body } = await app.inject({ url: '/MAAS/' });
    await app.close();
    await database.close();
    expect(statusCode).toBe(200);
    expect(body).toContain('The region is not ready');
    expect(body).toContain('bin/maas-region doctor');
  });
});
