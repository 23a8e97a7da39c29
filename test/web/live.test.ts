import { expect } from 'vitest';
import { makeNode } from '../support/factories/nodes.js';
import { nodePath } from '../support/nodes.js';
import { needsTools } from '../support/tools.js';
import { usePages } from '../support/web/pages.js';

const test = needsTools('chromium');
const { region, signedIn } = usePages({ env: { SIGN_IN_LIMIT: '0' } });
/** How soon a page shows what another client did. */
const SOON = { timeout: 2_000 };

test('a change of another client is on all tabs within 2 s, by one stream', async () => {
  const node = await makeNode(region, 'ready');
  await using visitor = await signedIn('admin', 'nodes');
  const streams: string[] = [];
  visitor.context.on('request', (request) => {
    if (request.url().endsWith('/session/live/')) streams.push(request.url());
  });
  const tab = await visitor.openTab(nodePath(node));
  for (const page of [visitor.page, tab]) await page.getByText('Live', { exact: true }).waitFor();
  (await region.put('admin', nodePath(node), { hostname: 'renamed-elsewhere' })).ok();
  await visitor.page.getByText('renamed-elsewhere').first().waitFor(SOON);
  await tab.getByRole('heading', { name: /^renamed-elsewhere/, level: 1 }).waitFor(SOON);
  (await region.delete('admin', nodePath(node))).ok();
  await visitor.page.getByText('There are no nodes yet.').waitFor(SOON);
  expect(streams).toEqual([]);
});

test('an open page that was offline shows what changed, as soon as it is back', async () => {
  const node = await makeNode(region, 'ready');
  await using visitor = await signedIn('admin', 'nodes');
  const { page, context } = visitor;
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByText(node.hostname).first().waitFor();
  await context.setOffline(true);
  await page.getByText('Offline', { exact: true }).waitFor();
  (await region.put('admin', nodePath(node), { hostname: 'renamed-meanwhile' })).ok();
  await context.setOffline(false);
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByText('renamed-meanwhile').first().waitFor();
});
