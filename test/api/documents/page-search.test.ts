import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { startBrowser } from '../../support/browser.js';
import { useRegion } from '../../support/region.js';
import { needsTools } from '../../support/tools.js';

const test = needsTools('chromium');
const region = useRegion();

/** Opens the documentation page in a browser. */
async function openPage(options: BrowserContextOptions = {}) {
  const browser = await startBrowser();
  const page = await browser.newPage(options);
  const problems: string[] = [];
  page.on('console', (message) => problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(new URL('/MAAS/docs/', region.api).href);
  return { page, problems, [Symbol.asyncDispose]: () => browser.close() };
}

/** The ids of the operations and power types that the page shows. */
const shown = (page: Page) => page.locator('article:visible').evaluateAll((articles) => articles.map(({ id }) => id));

const search = (page: Page) => page.getByRole('searchbox', { name: 'Search operations and power types' });

test('search is reached by the first Tab and finds operations by name, path, op and text', async () => {
  await using opened = await openPage();
  const { page, problems } = opened;
  await page.keyboard.press('Tab');
  await page.keyboard.type('  POST nodes/ OP=acquire ');
  expect(await shown(page)).toEqual(['NodesHandler-POST-acquire']);
  expect(await page.getByRole('status').textContent()).toMatch(/^1 of \d+ match\.$/);
  await search(page).fill('pxeconfighandler');
  expect(await shown(page)).toEqual(['PxeConfigHandler-GET']);
  await search(page).fill('digital LOGGERS');
  expect(await shown(page)).toEqual(['power-dli']);
  expect(problems).toEqual([]);
});

test('search shows only the sections with matches, and their links', async () => {
  await using opened = await openPage();
  const { page } = opened;
  await search(page).fill('loggers');
  expect(await page.locator('main section:visible').evaluateAll((all) => all.map(({ id }) => id))).toEqual([
    'power-types',
  ]);
  expect(await page.locator('nav a:visible').allTextContents()).toEqual(['Power types']);
});

test('search without a match says so, and an empty search shows everything', async () => {
  await using opened = await openPage();
  const { page } = opened;
  const all = await shown(page);
  await search(page).fill('no-such-operation');
  expect(await shown(page)).toEqual([]);
  expect(await page.getByRole('status').textContent()).toBe(`0 of ${all.length} match.`);
  await search(page).fill(' ');
  expect(await shown(page)).toEqual(all);
  expect(await page.getByRole('status').textContent()).toBe('');
});

test('the documentation page without script shows everything and no search', async () => {
  await using opened = await openPage({ javaScriptEnabled: false });
  const { page } = opened;
  expect(await search(page).isVisible()).toBe(false);
  expect(await page.locator('article:visible').count()).toBe(await page.locator('article').count());
});

test.each([390, 1400])('the documentation page fits a window of %i pixels', async (width) => {
  await using opened = await openPage({ viewport: { width, height: 900 } });
  const { page } = opened;
  expect(await page.locator('html').evaluate(({ scrollWidth }) => scrollWidth)).toBe(width);
});
