import type { Page } from 'playwright-core';
import { beforeAll, expect } from 'vitest';
import { eventually } from '../support/eventually.js';
import { makeCluster } from '../support/factories/clusters.js';
import { makeWebhook } from '../support/factories/webhooks.js';
import { needsTools } from '../support/tools.js';
import { makeDataCentre } from '../support/web/data-centre.js';
import { usePages } from '../support/web/pages.js';

const test = needsTools('chromium');
const { region, signedIn } = usePages({ env: { SIGN_IN_LIMIT: '0' } });
/** More than any page has to press. */
const MOST_TABS = 250;

/** Each page: its path, and the buttons that open its dialogs. */
const PAGES: readonly [string, readonly string[]][] = [
  ['', []],
  ['nodes', ['Add node']],
  ['nodes/NODE', ['Power settings', 'Change tags']],
  ['tags', ['Add tag', 'Edit gpu', 'Delete gpu']],
  ['networks', ['Add network', 'storage', 'Edit storage', 'Delete storage']],
  ['zones', ['Add zone', 'Edit r1', 'Delete r1']],
  ['clusters', ['Accept hall-b', 'Reject hall-b']],
  ['clusters/CLUSTER', ['Add interface']],
  ['boot-sources', ['Add boot source']],
  ['settings', []],
  ['scripts', ['Upload script']],
  ['webhooks', ['Add webhook']],
  ['webhooks/WEBHOOK', ['Edit', 'New secret', 'Delete']],
  ['users', ['Add user', 'Edit user', 'Delete user']],
  ['events', []],
  ['about', []],
  ['files', ['Upload file']],
  ['preferences', ['Add API key', 'Add SSH key']],
];

let node = '';
let webhook = '';
beforeAll(async () => {
  webhook = String((await makeWebhook(region)).id);
  await makeDataCentre(region.database, 1);
  await makeCluster(region, 'pending', { cluster_name: 'hall-b' });
  const { rows } = await region.database.pool.query<{ system_id: string }>(
    'SELECT min(system_id) AS system_id FROM nodes',
  );
  node = rows[0]?.system_id ?? '';
});

/** Presses Tab for a whole round. Returns what of a part of the page had no focus, or had it without a mark. */
async function tabThrough(page: Page, part: string): Promise<unknown> {
  await page.evaluate(`(${WATCH})('${part}')`);
  for (let presses = 0; presses < MOST_TABS; presses += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate('window.isRound()')) return page.evaluate('window.missed()');
  }
  throw new Error(`the focus does not go round ${part}`);
}

/** Expects that Tab reaches all of a part of the page. Content that comes late may be above the focus. */
async function expectReachable(page: Page, part: 'main' | 'dialog', name: string): Promise<void> {
  await eventually(async () => {
    expect([name, await page.locator('.loading').count()]).toEqual([name, 0]);
    if (part === 'main') await page.locator('main').focus();
    expect([name, await tabThrough(page, part)]).toEqual([name, []]);
  });
}

test('Tab reaches all that can be pressed on each page, and dialogs keep and return the focus', async () => {
  await using visitor = await signedIn('admin');
  const { page } = visitor;
  for (const [at, buttons] of PAGES) {
    await visitor.open(at.replace('NODE', node).replace('CLUSTER', region.worker.uuid).replace('WEBHOOK', webhook));
    await page.locator('main h1').waitFor();
    await expectReachable(page, 'main', at);
    for (const name of buttons) {
      const button = page.getByRole('main').getByRole('button', { name, exact: true }).first();
      await button.focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      await dialog.waitFor();
      expect([name, await page.evaluate('document.activeElement.closest("dialog") !== null')]).toEqual([name, true]);
      await expectReachable(page, 'dialog', name);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      expect([name, await button.evaluate((element) => element === document.activeElement)]).toEqual([name, true]);
    }
  }
}, 240_000);

test('a menu opens by Enter, and Escape closes it', async () => {
  await using visitor = await signedIn('admin', 'nodes');
  const { page } = visitor;
  const menu = page.locator('summary', { hasText: 'Columns' });
  await menu.focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('Memory').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  await page.getByLabel('Memory').waitFor({ state: 'hidden' });
  expect(await menu.evaluate((element) => element === document.activeElement)).toBe(true);
});

/** Notes which elements of a part of the page get the focus, and whether a mark shows it. */
const WATCH = `(selector) => {
  const part = document.querySelector(selector);
  const reached = new Set();
  const unmarked = [];
  let first;
  const textOf = (element) => element.outerHTML.slice(0, 120);
  document.addEventListener('focusin', ({ target }) => {
    if (!part.contains(target)) return;
    reached.add(target);
    const shown = target.type === 'radio' ? target.nextElementSibling : target;
    if (getComputedStyle(shown).outlineStyle === 'none') unmarked.push('no mark: ' + textOf(target));
  });
  const canBePressed = (element) =>
    element.checkVisibility() && !element.disabled && element.tabIndex >= 0 && !(element.type === 'radio' && !element.checked);
  // A round through a dialog is complete at the element where it began, which may be in its middle.
  window.isRound = () => {
    const { activeElement } = document;
    if (!reached.has(activeElement)) return part.tagName === 'MAIN' && reached.size > 0;
    if (first === activeElement) return true;
    first ??= activeElement;
    return false;
  };
  window.missed = () => {
    const all = part.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]');
    const missed = [...all].filter((element) => canBePressed(element) && !reached.has(element));
    return [...missed.map((element) => 'not reached: ' + textOf(element)), ...unmarked];
  };
}`;
