import type { Page } from 'playwright-core';
import { beforeAll, expect } from 'vitest';
import { makeWebhook } from '../support/factories/webhooks.js';
import { needsTools } from '../support/tools.js';
import { makeDataCentre } from '../support/web/data-centre.js';
import { usePages } from '../support/web/pages.js';
import { OVERFLOW, PHONE, PICTURES, takePicture, WIDE } from '../support/web/pictures.js';
import { makeRegionContent } from '../support/web/region-content.js';

const test = needsTools('chromium');
const { region, signedIn } = usePages({ env: { SIGN_IN_LIMIT: '0' } });
const LOOKS = [
  ['light', 'wide', WIDE],
  ['dark', 'phone', PHONE],
  ['dark', 'wide', WIDE],
  ['light', 'phone', PHONE],
] as const;
/** Two looks show every size and theme. Pictures are taken of all four. */
const SHOWN = PICTURES === undefined ? LOOKS.slice(0, 2) : LOOKS;

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
  ['scripts', 'scripts', (page) => page.getByText('20-burn-in').waitFor()],
  ['files', 'files', (page) => page.getByText('provider-state').waitFor()],
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
  await makeRegionContent(region.database);
});

test.each(SHOWN)(
  'each page of the region is accessible and fits the window: %s, %s',
  async (theme, _size, viewport) => {
    await using visitor = await signedIn('admin', '', { viewport, colorScheme: theme, reducedMotion: 'reduce' });
    const { page } = visitor;
    for (const [name, at, isWhole] of PAGES) {
      await visitor.open(at.replace('CLUSTER', region.worker.uuid).replace('WEBHOOK', webhook));
      await isWhole(page);
      if (PICTURES === undefined) await visitor.expectAccessible();
      expect([name, await page.evaluate(OVERFLOW)]).toEqual([name, [viewport.width, 0]]);
      await takePicture(page, name, theme);
    }
  },
  240_000,
);
