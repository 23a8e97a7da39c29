import type { Page } from 'playwright-core';
import { beforeAll, expect } from 'vitest';
import { eventually } from '../support/eventually.js';
import { makeReadyNodes } from '../support/factories/many-nodes.js';
import { needsTools } from '../support/tools.js';
import { makeManyRows } from '../support/web/many-rows.js';
import { usePages } from '../support/web/pages.js';

const test = needsTools('chromium');
const { region, signedIn } = usePages({ env: { SIGN_IN_LIMIT: '0' } });
const COUNT = 10_000;
/** A window shows about 25 rows. */
const MOST_ROWS = 80;
/** Elements of a whole page, with its icons. */
const MOST_ELEMENTS = 2_500;

/** Each long table: the path of its page, its name, a search, and what the search finds. */
const TABLES = [
  ['tags', 'Tags', 'bulk-9999', 'bulk-9999'],
  ['networks', 'Networks', 'bulk-9999', 'bulk-9999'],
  ['zones', 'Zones', 'bulk-9999', 'bulk-9999'],
  ['scripts', 'Scripts', 'bulk-9999', 'bulk-9999'],
  ['files', 'Files', 'bulk-9999', 'bulk-9999'],
  ['users', 'Users', 'bulk-9999', 'bulk-9999@example.com'],
  ['webhooks', 'Webhooks', 'bulk-9999', 'http://bulk-9999.example.com/'],
  ['clusters', 'Clusters', 'bulk-9999', 'bulk-9999'],
  ['clusters/CLUSTER', 'Images', 'bulk-9999', 'bulk-9999'],
  ['clusters/CLUSTER', 'Leases', 'bulk-4321', 'bulk-4321'],
] as const;

beforeAll(async () => {
  await makeReadyNodes(region.database, COUNT);
  await makeManyRows(region.database, COUNT);
}, 120_000);

test('each table of 10,000 rows keeps few of them in the page, scrolls to its end, and is searched', async () => {
  await using visitor = await signedIn('admin');
  const { page } = visitor;
  for (const [at, name, search, found] of TABLES) {
    const began = performance.now();
    await visitor.open(at.replace('CLUSTER', region.worker.uuid));
    const table = page.getByRole('table', { name, exact: true });
    await table.getByRole('row').nth(5).waitFor();
    const shown = performance.now();
    expect([name, Number(await table.getAttribute('aria-rowcount')) > COUNT]).toEqual([name, true]);
    await page.getByRole('region', { name, exact: true }).evaluate((box) => {
      box.scrollTop = box.scrollHeight;
    });
    await table.locator(`[aria-rowindex="${await table.getAttribute('aria-rowcount')}"]`).waitFor();
    expect([name, (await table.getByRole('row').count()) < MOST_ROWS]).toEqual([name, true]);
    expect(await page.evaluate<number>('document.querySelectorAll("*").length')).toBeLessThan(MOST_ELEMENTS);
    const searched = performance.now();
    await page.getByRole('searchbox', { name: `Search ${name.toLowerCase()}` }).fill(search);
    await table.getByText(found, { exact: true }).first().waitFor();
    const times = [shown - began, performance.now() - searched].map(Math.round);
    process.stdout.write(`10,000 rows of ${name}: shown after ${times[0]} ms, found after ${times[1]} ms\n`);
  }
}, 240_000);

test('a network with 10,000 attached MAC addresses opens, and finds one of them', async () => {
  await using visitor = await signedIn('admin', 'networks');
  const { page } = visitor;
  await page.getByRole('searchbox', { name: 'Search networks' }).fill('bulk-1');
  await page.getByRole('table', { name: 'Networks' }).getByRole('button', { name: 'bulk-1', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Network bulk-1' });
  await dialog.getByText('10,000 attached MAC addresses').waitFor();
  await dialog.getByRole('searchbox').fill('bulk-4321');
  await dialog.getByRole('link', { name: 'bulk-4321' }).first().waitFor();
  expect(await dialog.getByRole('row').count()).toBeLessThan(MOST_ROWS);
});

test('10,000 boot sources are listed in parts, whose selections one request reads', async () => {
  await using visitor = await signedIn('admin', 'settings');
  const reads = watch(visitor.page, '/api/1.0/nodegroups/');
  await visitor.open(`boot-sources/${region.worker.uuid}`);
  const sources = visitor.page.getByRole('region', { name: /^http:/ });
  await sources.nth(99).getByText('trusty: amd64, *, release').waitFor();
  expect(await sources.count()).toBe(100);
  await visitor.page.getByRole('button', { name: 'Show more' }).click();
  await sources.nth(199).getByText('trusty: amd64, *, release').waitFor();
  expect(endsOf(reads)).toEqual([';op=list', ';op=list_selections', 'boot-sources/']);
});

test('the overview with 10,000 clusters reads their nodes and their stalled downloads by one request each', async () => {
  await using visitor = await signedIn('admin', 'settings');
  const reads = watch(visitor.page, '/api/1.0/nodegroups/');
  await visitor.open('');
  await visitor.page.getByRole('link', { name: '1 download of bulk-4321 stalled' }).waitFor();
  await visitor.page.getByRole('radio', { name: 'Cluster' }).check();
  await visitor.page.getByRole('region', { name: 'Rack Cluster master' }).getByText('10,000 nodes').waitFor();
  expect(endsOf(reads)).toEqual([';op=list', ';op=list_nodes', ';op=stalled_downloads']);
});

test('10,000 API keys are listed in parts', async () => {
  await using visitor = await signedIn('admin', 'preferences');
  const keys = visitor.page.getByRole('list', { name: 'API keys' }).getByRole('listitem');
  await keys.nth(99).waitFor();
  expect(await keys.count()).toBe(100);
  await visitor.page.getByRole('button', { name: 'Show more' }).click();
  await keys.nth(199).waitFor();
});

test('older events are loaded up to 10,000, and a live change reads the newest page alone', async () => {
  await using visitor = await signedIn('admin', 'events');
  const { page } = visitor;
  const table = page.getByRole('table', { name: 'Events' });
  await page.getByText('Live', { exact: true }).waitFor();
  const older = page.getByRole('button', { name: 'Show older events' });
  for (let shown = 500; shown < COUNT; shown *= 2) {
    await page.locator(`[role="table"][aria-rowcount="${shown + 1}"]`).waitFor();
    await older.click();
  }
  await eventually(async () => expect(Number(await table.getAttribute('aria-rowcount'))).toBeGreaterThan(COUNT));
  expect(await older.isVisible()).toBe(false);
  expect(await table.getByRole('row').count()).toBeLessThan(MOST_ROWS);
  const reads = watch(page, '/api/1.0/events/');
  await region.database.pool.query(
    `INSERT INTO events (level, type, description) VALUES (20, 'Node changed status', 'seen live')`,
  );
  await table.getByText('seen live').waitFor();
  expect(reads.filter((url) => url.includes('before='))).toEqual([]);
}, 120_000);

/** The URLs of all requests from now on that contain a text. */
function watch(page: Page, text: string): string[] {
  const urls: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes(text)) urls.push(request.url());
  });
  return urls;
}

/** The last parts of URLs, in alphabetical order */
const endsOf = (urls: readonly string[]) => urls.map((url) => /[^/]+\/?$/.exec(url)?.[0]).sort();
