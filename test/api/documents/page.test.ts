import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { docsReply } from '../../../src/api/documents/page.js';
import { user } from '../../../src/api/operation/authorize.js';
import { operation, resource } from '../../../src/api/operation/operation.js';
import { optional } from '../../../src/params/param.js';
import { POWER_TYPES } from '../../../src/power/registry.js';
import { resources } from '../../../src/resources/index.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();

test('the documentation page is public at doc/ and docs/, at both prefixes', async () => {
  const pages = await Promise.all(
    ['/MAAS/api/1.0/doc/', '/MAAS/docs/', '/api/1.0/doc/', '/docs/'].map((path) => region.get(null, path)),
  );
  for (const page of pages) expect([page.status, page.type]).toEqual([200, 'text/html; charset=utf-8']);
  const [doc, docs, rootDoc, rootDocs] = pages.map(({ text }) => text);
  expect(docs).toBe(doc);
  expect(rootDocs).toBe(rootDoc);
  expect(doc?.replaceAll('/MAAS/', '/')).toBe(rootDoc);
});

test('the documentation page without its trailing slash redirects to the page', async () => {
  const docs = await region.get(null, '/MAAS/docs');
  expect([docs.status, docs.headers.get('location')]).toEqual([301, '/MAAS/docs/']);
  const doc = await region.get(null, '/MAAS/api/1.0/doc');
  expect([doc.status, doc.headers.get('location')]).toEqual([301, '/MAAS/api/1.0/doc/']);
});

test('the documentation page is 405 for POST', async () => {
  const reply = await region.post('admin', 'doc/');
  expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'GET']);
});

test('the documentation page has every operation and every power type once', async () => {
  const { text } = await region.get(null, 'doc/');
  const operations = resources.flatMap(({ name, operations }) =>
    operations.map(({ on, op }) => `id="${name}-${on}${op === undefined ? '' : `-${op}`}"`),
  );
  const types = POWER_TYPES.map(({ name }) => `id="power-${name}"`);
  expect([...operations, ...types].filter((id) => text.split(id).length !== 2)).toEqual([]);
});

test('the documentation page loads no resources, and its policy permits only its own script and style', async () => {
  const { text, headers } = await region.get(null, 'doc/');
  const hashOf = (tag: string) => {
    const [, content = ''] = new RegExp(`<${tag}[^>]*>([^]*?)</${tag}>`).exec(text) ?? [];
    return `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
  };
  expect(headers.get('content-security-policy')).toBe(
    `default-src 'none'; script-src ${hashOf('script')}; style-src ${hashOf('style')}; base-uri 'none'; form-action 'none'`,
  );
  expect(text.match(/<(script|style)/g)).toEqual(['<style', '<script']);
  expect(text).not.toMatch(/<(link|img|iframe)|\s(src|style|on\w+)=|url\(|@import/);
});

test('the documentation page escapes texts', () => {
  const hostile = '<b>"&\'</b>';
  const documented = resource({
    name: 'OddHandler',
    path: 'odd/',
    doc: hostile,
    operations: [
      operation({
        on: 'GET',
        allow: user,
        doc: hostile,
        params: { odd: optional(z.enum([hostile]), hostile) },
        handle: async () => null,
      }),
    ],
  });
  const page = String(docsReply({ resources: [documented], powerTypes: [] }, '').body);
  expect(page).not.toContain(hostile);
  expect(page.split('&lt;b&gt;&quot;&amp;&#39;&lt;/b&gt;')).toHaveLength(5);
});

test('the documentation page has an example of each operation by curl and by the maas command', async () => {
  const { text } = await region.get(null, 'doc/');
  const count = resources.reduce((sum, { operations }) => sum + operations.length, 0);
  expect(text.match(/curl --header/g)).toHaveLength(count);
  expect(text.match(/^maas region /gm)).toHaveLength(count);
  expect(text).toContain('/api/1.0/nodes/?op=list&quot;\nmaas region nodes list</code>');
  expect(text).toContain('maas region node-groups accept');
});

test('the documentation page wraps no sentence by hand', async () => {
  const { text } = await region.get(null, 'doc/');
  const articles = text
    .split('<article')
    .slice(1)
    .map((article) => article.split('</article>', 1)[0] ?? '');
  const lines = articles.flatMap((article) => [...article.matchAll(/<p>([^<]*)<\/p>/g)].map(([, line]) => line));
  expect(lines.filter((line) => /\n(?![-*] )/.test(line ?? ''))).toEqual([]);
});
