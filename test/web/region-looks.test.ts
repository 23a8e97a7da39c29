import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, expect } from 'vitest';
import { makeWebhook } from '../support/factories/webhooks.js';
import { needsTools } from '../support/tools.js';
import { makeDataCentre } from '../support/web/data-centre.js';
import { usePages } from '../support/web/pages.js';

const test = needsTools('chromium');
const { region, signedIn } = usePages({ env: { SIGN_IN_LIMIT: '0' } });
/** Where pictures of the pages are written; undefined: nowhere. */
const PICTURES = process.env.WEB_PICTURES;
const LOOKS = [
  ['light', 'wide', { width: 1400, height: 900 }],
  ['dark', 'phone', { width: 390, height: 844 }],
] as const;

/** Each page: its name, its path, and what makes it whole. */
const PAGES: readonly [string, string, (page: Page) => Promise<unknown>][] = [
  ['tags', 'tags', (page) => page.getByRole('row').nth(3).waitFor()],
  ['tag', 'tags', addTag],
  ['networks', 'networks', (page) => page.getByRole('button', { name: 'Delete storage' }).waitFor()],
  ['network', 'networks', openNetwork],
  ['zones', 'zones', (page) => page.getByRole('row').nth(3).waitFor()],
  ['clusters', 'clusters', (page) => page.getByRole('row').nth(1).waitFor()],
  ['cluster', 'clusters/CLUSTER', (page) => page.getByRole('table', { name: 'Leases' }).waitFor()],
  ['boot-sources', 'boot-sources', (page) => page.getByRole('button', { name: 'Add boot source' }).waitFor()],
  ['settings', 'settings', (page) => page.getByLabel('Name of this MAAS').waitFor()],
  ['scripts', 'scripts', (page) => page.getByText('There are no scripts of your own.').waitFor()],
  ['files', 'files', (page) => page.getByText('You have no files.').waitFor()],
  ['webhooks', 'webhooks', (page) => page.getByRole('link', { name: 'https://example.com/hook' }).waitFor()],
  ['webhook', 'webhooks/WEBHOOK', (page) => page.getByText('Commissioning failed').first().waitFor()],
  ['users', 'users', (page) => page.getByText('admin2@example.com').waitFor()],
  ['preferences', 'preferences', (page) => page.getByText('This browser').waitFor()],
  ['events', 'events', (page) => page.getByRole('row').nth(3).waitFor()],
  ['about', 'about', (page) => page.getByRole('heading', { name: 'Power types' }).waitFor()],
];

async function addTag(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add tag' }).click();
  await page.getByRole('dialog').getByLabel('Definition').fill('//node[@class="disk"]');
  await page.getByText('match.').waitFor();
}

async function openNetwork(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'rack-net', exact: true }).click();
  await page.getByText('of nodes').waitFor();
}

let webhook = '';
beforeAll(async () => {
  webhook = String((await makeWebhook(region)).id);
  await makeDataCentre(region.database, 3);
  if (PICTURES) await mkdir(PICTURES, { recursive: true });
});

test.each(LOOKS)(
  'each page of the region is accessible and fits the window: %s, %s',
  async (theme, size, viewport) => {
    await using visitor = await signedIn('admin', '', { viewport, colorScheme: theme, reducedMotion: 'reduce' });
    const { page } = visitor;
    for (const [name, at, isWhole] of PAGES) {
      await visitor.open(at.replace('CLUSTER', region.worker.uuid).replace('WEBHOOK', webhook));
      await isWhole(page);
      await visitor.expectAccessible();
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect([name, width]).toEqual([name, viewport.width]);
      if (PICTURES) await page.screenshot({ path: path.join(PICTURES, `${name}-${size}-${theme}.png`) });
    }
  },
  240_000,
);
