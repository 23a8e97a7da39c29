import { expect } from 'vitest';
import { PLAIN_HOST } from '../support/browser.js';
import { makeNode } from '../support/factories/nodes.js';
import { nodePath } from '../support/nodes.js';
import { needsTools } from '../support/tools.js';
import { usePages } from '../support/web/pages.js';

const test = needsTools('chromium');
const { region, arrive, signedIn } = usePages({ env: { SIGN_IN_LIMIT: '0' } });
/** How soon a page shows what another client did. */
const SOON = { timeout: 2_000 };
const endSessions = () => region.database.pool.query('DELETE FROM sessions');

test('a change of another client is on all tabs within 2 s, by one stream', async () => {
  const node = await makeNode(region, 'ready');
  await using visitor = await signedIn('admin', 'nodes');
  await visitor.page.getByText('Live', { exact: true }).waitFor();
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
  await tab.getByText('Could not read the node.').waitFor(SOON);
  expect(await tab.getByRole('tab').count()).toBe(0);
  expect(streams).toEqual([]);
});

test('a tab shows what changed after the tab that read the stream was closed', async () => {
  const node = await makeNode(region, 'ready');
  await using visitor = await signedIn('admin', 'nodes');
  await visitor.page.getByText('Live', { exact: true }).waitFor();
  const tab = await visitor.openTab(nodePath(node));
  await tab.getByText('Live', { exact: true }).waitFor();
  await visitor.page.close();
  (await region.put('admin', nodePath(node), { hostname: 'renamed-between' })).ok();
  await tab.getByRole('heading', { name: /^renamed-between/, level: 1 }).waitFor();
});

test('a new lease of a node is in the leases of its cluster within 2 s', async () => {
  const node = await makeNode(region, 'ready');
  const { pool } = region.database;
  const { rows } = await pool.query('SELECT g.uuid FROM nodegroups g JOIN nodes n ON n.nodegroup_id = g.id LIMIT 1');
  await using visitor = await signedIn('admin', `clusters/${rows[0]?.uuid}`);
  const { page } = visitor;
  await page.getByRole('table', { name: 'Leases' }).waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  await pool.query(
    `INSERT INTO dhcp_leases (ip, mac, nodegroup_id) SELECT '10.9.8.7', m.mac, n.nodegroup_id
     FROM nodes n JOIN mac_addresses m ON m.node_id = n.id WHERE n.system_id = $1`,
    [node.system_id],
  );
  await page.getByText('10.9.8.7').waitFor(SOON);
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

test('a session that ended while the page was offline asks for the password, and then shows what changed', async () => {
  const node = await makeNode(region, 'ready');
  await using visitor = await signedIn('admin', 'nodes');
  const { page, context } = visitor;
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByText(node.hostname).first().waitFor();
  await context.setOffline(true);
  await page.getByText('Offline', { exact: true }).waitFor();
  await endSessions();
  await context.setOffline(false);
  const again = page.getByRole('dialog', { name: 'Your session has ended' });
  await again.waitFor();
  // Escape closes no dialog that must stay, however often.
  for (let press = 0; press < 3; press++) await page.keyboard.press('Escape');
  (await region.put('admin', nodePath(node), { hostname: 'renamed-while-out' })).ok();
  await again.getByLabel('Password').fill('admin');
  await page.keyboard.press('Enter');
  await page.getByText('renamed-while-out').first().waitFor();
});

test('a page over HTTP at another name than localhost is live, by a stream of each visible tab', async () => {
  const node = await makeNode(region, 'ready');
  const baseURL = new URL(region.api.href.replace(region.api.hostname, PLAIN_HOST)).origin;
  await using visitor = await arrive({ baseURL });
  const { page } = visitor;
  await visitor.signIn('admin', 'nodes');
  expect(await page.evaluate('isSecureContext')).toBe(false);
  await page.getByText('Live', { exact: true }).waitFor();
  (await region.put('admin', nodePath(node), { hostname: 'renamed-over-http' })).ok();
  await page.getByText('renamed-over-http').first().waitFor(SOON);
});
