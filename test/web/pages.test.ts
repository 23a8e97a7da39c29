import type { Page } from 'playwright-core';
import { beforeAll, describe, expect } from 'vitest';
import { needsTools } from '../support/tools.js';
import { makeDataCentre } from '../support/web/data-centre.js';
import { usePages } from '../support/web/pages.js';
import { OVERFLOW, PHONE, PICTURES, takePicture, WIDE } from '../support/web/pictures.js';

const test = needsTools('chromium');
const { region, arrive, signedIn } = usePages({ env: { SIGN_IN_LIMIT: '0' } });
const THEMES = ['light', 'dark'] as const;

/** Each page: its name, its path, and what makes it whole. */
const PAGES: readonly [string, string, (page: Page) => Promise<unknown>][] = [
  ['overview', '', (page) => page.locator('.events li').first().waitFor()],
  ['nodes', 'nodes', (page) => page.getByRole('row').nth(3).waitFor()],
  ['nodes-chosen', 'nodes?q=zone:r1', choose],
  ['node', 'nodes/NODE', (page) => page.getByText('Neighbours by LLDP').waitFor()],
  ['node-hardware', 'nodes/NODE?tab=hardware', (page) => page.getByText('PowerEdge R630').waitFor()],
  ['node-commissioning', 'nodes/NODE?tab=commissioning', (page) => page.getByText('exit code 0').first().waitFor()],
  ['node-events', 'nodes/NODE?tab=events', (page) => page.getByRole('heading', { name: 'Audit' }).waitFor()],
  ['add-node', 'nodes', addNode],
  ['not-found', 'nodes/a/b', (page) => page.getByRole('heading', { name: 'No such page' }).waitFor()],
];

async function choose(page: Page): Promise<void> {
  await page.getByLabel('Choose all nodes of the list').check();
  await page.getByRole('button', { name: 'Release' }).click();
  await page.getByRole('dialog').waitFor();
}

async function addNode(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add node' }).click();
  await page.getByRole('dialog').getByLabel('Power type').selectOption('ipmi');
}

let node = '';
beforeAll(async () => {
  await makeDataCentre(region.database, PICTURES === undefined ? 2 : 14);
  const { rows } = await region.database.pool.query<{ system_id: string }>(
    'SELECT system_id FROM nodes WHERE status = 6 AND id % 6 = 0 ORDER BY id LIMIT 1',
  );
  node = rows[0]?.system_id ?? '';
});

describe.each(THEMES)('in the %s theme', (theme) => {
  test.each(PAGES)('the page %s is accessible, and fits a wide window and a phone', async (name, at, isWhole) => {
    await using visitor = await signedIn('admin', at.replace('NODE', node), {
      colorScheme: theme,
      reducedMotion: 'reduce',
    });
    const { page } = visitor;
    await isWhole(page);
    for (const viewport of [WIDE, PHONE]) {
      await page.setViewportSize(viewport);
      expect(await page.evaluate(OVERFLOW)).toEqual([viewport.width, 0]);
      await takePicture(page, name, theme);
      // Colours do not depend on the size.
      if (PICTURES === undefined && (viewport === WIDE || theme === 'light')) await visitor.expectAccessible();
    }
  });

  test('the sign-in page is accessible', async () => {
    await using visitor = await arrive({ colorScheme: theme });
    await visitor.open('');
    await visitor.page.getByLabel('User name').waitFor();
    await visitor.expectAccessible();
    for (const viewport of [WIDE, PHONE]) {
      await visitor.page.setViewportSize(viewport);
      await takePicture(visitor.page, 'sign-in', theme);
    }
  });
});

test('a user sees what users may do, and why not the rest', async () => {
  await using visitor = await signedIn('user', `nodes/${node}`);
  const { page } = visitor;
  await page.getByText('Not now').click();
  await page.getByText('Only administrators can do this.').first().waitFor();
  expect(await page.getByRole('button', { name: 'Power settings' }).count()).toBe(0);
  await visitor.expectAccessible();
});

test('the switch of the theme wins over the system, and other tabs follow', async () => {
  await using visitor = await signedIn('user', '', { colorScheme: 'light' });
  const tab = await visitor.openTab('nodes');
  await visitor.page.getByText('Dark', { exact: true }).click();
  await tab.locator('html.is-dark').waitFor({ state: 'attached' });
  await visitor.page.getByText('Automatic', { exact: true }).click();
  await tab.locator('html:not(.is-dark)').waitFor({ state: 'attached' });
});

test('the overview arranges nodes by zone, tag and cluster, and arrow keys walk a rack', async () => {
  await using visitor = await signedIn('admin');
  const { page } = visitor;
  const racks = page.locator('.rack h3');
  await racks.first().waitFor();
  expect(await racks.allTextContents()).toEqual(['r1', 'r2']);
  await page.getByText('Tag', { exact: true }).click();
  await page.getByRole('heading', { name: 'gpu', level: 3 }).waitFor();
  await page.getByText('Cluster', { exact: true }).click();
  await page.getByText('84 nodes').nth(1).waitFor();
  await page.getByText('Zone', { exact: true }).click();
  await page.locator('.square').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'r1u08.dc.example.com', level: 1 }).waitFor();
});

test('a form that was closed while it is sent does not close the next one', async () => {
  await using visitor = await signedIn('admin', 'zones');
  const { page } = visitor;
  let send = (): void => undefined;
  const isHeld = new Promise<void>((resolve) => {
    send = resolve;
  });
  await page.route('**/api/1.0/zones/', async (route) => {
    if (route.request().method() === 'POST') await isHeld;
    await route.continue();
  });
  const form = page.getByRole('dialog', { name: 'Add a zone' });
  await page.getByRole('button', { name: 'Add zone' }).click();
  await form.getByLabel('Name').fill('slow-zone');
  await form.getByRole('button', { name: 'Add zone' }).click();
  await form.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Add zone' }).click();
  await form.getByLabel('Name').fill('next-zone');
  send();
  await page.getByText('The zone is saved.').waitFor({ state: 'attached' });
  await page.getByRole('table', { name: 'Zones' }).getByText('slow-zone', { exact: true }).waitFor();
  expect(await form.getByLabel('Name').inputValue()).toBe('next-zone');
});
