import type { Page, Route } from 'playwright-core';
import { expect } from 'vitest';
import { eventually } from '../support/eventually.js';
import { needsTools } from '../support/tools.js';
import { usePages } from '../support/web/pages.js';

const test = needsTools('chromium');
const { region, signedIn } = usePages({ env: { SIGN_IN_LIMIT: '0' } });

/** Each page: its path, what it loads, and what it shows in a region without content. */
const PAGES = [
  ['', 'the nodes', 'There are no nodes yet.'],
  ['nodes', 'the nodes', 'There are no nodes yet.'],
  ['tags', 'the tags', 'There are no tags yet.'],
  ['networks', 'the networks', 'There are no networks yet.'],
  ['zones', 'the zones', '1 zone'],
  ['clusters', 'the clusters', 'accepted'],
  ['clusters/CLUSTER', 'the cluster', 'The cluster has reported no leases.'],
  ['boot-sources', 'the clusters', 'Add boot source'],
  ['settings', 'the settings', 'Name of this MAAS'],
  ['scripts', 'the scripts', 'There are no scripts of your own.'],
  ['webhooks', 'the webhooks', 'There are no webhooks.'],
  ['users', 'the users', 'admin2@example.com'],
  ['events', 'the events', 'No event matches.'],
  ['about', 'the health of the region', 'Power types'],
  ['files', 'the files', 'You have no files.'],
  ['preferences', 'the API keys', 'You have no API key.'],
] as const;

/** Holds all reads of a page until they are to be refused. */
async function holdReads(page: Page): Promise<{ refuse: () => Promise<void>; permit: () => Promise<void> }> {
  const held: Route[] = [];
  let isRefusing = false;
  const answer = { status: 409, contentType: 'text/plain', body: 'The disk of the region is full.' };
  await page.route('**/MAAS/api/**', async (route) => {
    if (isRefusing) await route.fulfill(answer);
    else held.push(route);
  });
  return {
    refuse: async () => {
      isRefusing = true;
      for (const route of held) await route.fulfill(answer);
    },
    permit: () => page.unroute('**/MAAS/api/**'),
  };
}

test('each page says that it loads, why it could not be read, and, at the next try, what is there', async () => {
  await region.database.pool.query(
    `DELETE FROM consumers WHERE user_id = (SELECT id FROM users WHERE username = 'admin')`,
  );
  await using visitor = await signedIn('admin');
  const { page } = visitor;
  for (const [at, what, whole] of PAGES) {
    const reads = await holdReads(page);
    await visitor.open(at.replace('CLUSTER', region.worker.uuid));
    await page.getByText(`Loading ${what} …`).first().waitFor();
    await reads.refuse();
    const failure = page
      .getByRole('alert')
      .filter({ hasText: `Could not read ${what}.` })
      .first();
    await failure.getByText('The disk of the region is full.').waitFor();
    await reads.permit();
    // A page of several lists has a button for each of them.
    const again = page.getByRole('button', { name: 'Try again' });
    await eventually(async () => {
      if ((await again.count()) > 0) await again.first().click({ timeout: 5_000 });
      expect([at, await again.count()]).toEqual([at, 0]);
    });
    await page.getByText(whole).first().waitFor();
  }
}, 240_000);
