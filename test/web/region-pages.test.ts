import { beforeAll, expect } from 'vitest';
import { LSHW_RESULT } from '../../src/model/hardware/outputs.js';
import { makeCluster } from '../support/factories/clusters.js';
import { makeNode } from '../support/factories/nodes.js';
import { makeResult } from '../support/factories/results.js';
import { needsTools } from '../support/tools.js';
import { usePages } from '../support/web/pages.js';

const test = needsTools('chromium');
const { region, signedIn } = usePages({ env: { SIGN_IN_LIMIT: '0' } });
const GPU = '<list><node id="gpu" class="display"/></list>';

beforeAll(async () => {
  const { system_id } = await makeNode(region, 'ready', { hostname: 'with-gpu' });
  await makeResult(region.database, system_id, LSHW_RESULT, GPU);
  const { system_id: plain } = await makeNode(region, 'ready', { hostname: 'without' });
  await makeResult(region.database, plain, LSHW_RESULT, '<list><node id="core"/></list>');
});

test('the editor of a tag shows which nodes match, why one does not, and where a definition is wrong', async () => {
  await using visitor = await signedIn('admin', 'tags');
  const { page } = visitor;
  await page.getByRole('button', { name: 'Add tag' }).click();
  const form = page.getByRole('dialog', { name: 'Add a tag' });
  await form.getByLabel('Name').fill('gpu');
  await form.getByLabel('Definition').fill('//node[');
  await form.getByText('at offset 7').waitFor();
  await form.getByLabel('Definition').fill('//node[@class="display"]');
  await form.getByText('1 node', { exact: true }).waitFor();
  await form.getByRole('link', { name: 'with-gpu' }).waitFor();
  await form.getByLabel('Why does this node match, or not?').fill('without');
  await form.getByText('“//node” finds 1, but “//node[@class="display"]” finds nothing.').waitFor();
  await visitor.expectAccessible();
  await form.getByRole('button', { name: 'Add tag' }).click();
  await page.getByRole('table', { name: 'Tags' }).getByText('gpu', { exact: true }).waitFor();
});

test('networks and zones are made, changed and deleted, and others see them at once', async () => {
  await using visitor = await signedIn('admin', 'networks');
  await using other = await signedIn('user', 'zones');
  const { page } = visitor;
  await page.getByRole('button', { name: 'Add network' }).click();
  const form = page.getByRole('dialog', { name: 'Add a network' });
  await form.getByLabel('Name').fill('lan');
  await form.getByLabel('Base address').fill('10.5.0.1');
  await form.getByLabel('Netmask').fill('not-a-mask');
  await form.getByRole('button', { name: 'Add network' }).click();
  await form.locator('.field__problem').first().waitFor();
  expect(await form.getByLabel('Base address').inputValue()).toBe('10.5.0.1');
  await form.getByLabel('Netmask').fill('255.255.0.0');
  await form.getByRole('button', { name: 'Add network' }).click();
  await page.getByRole('button', { name: 'Delete lan' }).waitFor();
  await page.getByRole('button', { name: 'Delete lan' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('There are no networks yet.').waitFor();
  const began = performance.now();
  await region.post('admin', 'zones/', { name: 'room-7', description: 'made by another client' });
  await other.page.getByText('room-7').waitFor();
  expect(performance.now() - began).toBeLessThan(10_000);
  await other.page.getByRole('link', { name: '2 nodes' }).waitFor();
});

test('a pending cluster is accepted, and its interfaces show what is wrong', async () => {
  const { uuid } = await makeCluster(region, 'pending', { cluster_name: 'hall-b' });
  await using visitor = await signedIn('admin', 'clusters');
  const { page } = visitor;
  await page.getByRole('button', { name: 'Accept hall-b' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Accept' }).click();
  await page.getByRole('button', { name: 'Accept hall-b' }).waitFor({ state: 'detached' });
  await visitor.open(`clusters/${uuid}`);
  await page.getByRole('button', { name: 'Add interface' }).click();
  const form = page.getByRole('dialog', { name: 'Add an interface' });
  await form.getByLabel('Name').fill('eth7');
  await form.getByLabel('Management').selectOption('1');
  await form.getByLabel('Address of the cluster').fill('10.7.0.1');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.locator('.field__problem').first().waitFor();
  await visitor.expectAccessible();
});

test('an import shows the progress of each file, and the overview those that failed', async () => {
  const cluster = await makeCluster(region, 'accepted', { cluster_name: 'hall-c' });
  const report = async (form: Record<string, string | number>) =>
    (await region.post(cluster.key, cluster.path, { op: 'report_download_progress', ...form })).ok();
  await report({ filename: 'boot-kernel', size: 1_000 });
  await using visitor = await signedIn('admin', `clusters/${cluster.uuid}`);
  const { page } = visitor;
  const bar = page.getByRole('progressbar', { name: 'boot-kernel' });
  await bar.waitFor();
  await report({ filename: 'boot-kernel', bytes_downloaded: 250 });
  await page.getByText('250 B of 1000 B').waitFor();
  expect(await bar.evaluate((shown) => [shown.getAttribute('value'), shown.getAttribute('max')])).toEqual([
    '250',
    '1000',
  ]);
  await report({ filename: 'boot-kernel', bytes_downloaded: 1_000 });
  await page.getByText('complete', { exact: true }).waitFor();
  await report({ filename: 'boot-initrd', size: 10, error: 'The mirror does not answer.' });
  await page.getByText('The mirror does not answer.').waitFor();
  await visitor.open('');
  await page.getByRole('link', { name: '1 download of hall-c stalled' }).click();
  await page.getByRole('heading', { name: 'hall-c' }).waitFor();
});

test('a setting is saved by itself, and a key can be made and revoked', async () => {
  await using visitor = await signedIn('admin', 'settings');
  const { page } = visitor;
  await page.getByLabel('Name of this MAAS').fill('hall of nodes');
  await page.getByRole('button', { name: 'Save name of this maas' }).click();
  await page.getByRole('button', { name: 'Save name of this maas' }).waitFor({ state: 'detached' });
  expect((await region.get('admin', 'maas/', { op: 'get_config', name: 'maas_name' })).json).toBe('hall of nodes');
  await visitor.open('preferences');
  await page.getByRole('button', { name: 'Add API key' }).click();
  await page.getByLabel('Name (optional)').fill('my-script');
  await page.getByRole('button', { name: 'Add key' }).click();
  await page.getByRole('button', { name: 'Revoke my-script' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('button', { name: 'Revoke my-script' }).waitFor({ state: 'detached' });
});

test('a script and a file are uploaded, a script is viewed, and a user is made', async () => {
  await using visitor = await signedIn('admin', 'scripts');
  const { page } = visitor;
  await page.getByRole('button', { name: 'Upload script' }).click();
  const script = { name: 'check-disk', mimeType: 'text/plain', buffer: Buffer.from('#!/bin/sh\nexit 0 # <b>bold</b>') };
  await page.getByLabel('File').setInputFiles(script);
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await page.getByRole('button', { name: 'View check-disk' }).click();
  await page.getByText('exit 0 # <b>bold</b>').waitFor();
  await page.keyboard.press('Escape');
  await visitor.open('files');
  await page.getByRole('button', { name: 'Upload file' }).click();
  const upload = page.getByRole('dialog', { name: 'Upload a file' });
  await upload.getByLabel('File', { exact: true }).setInputFiles(script);
  await upload.getByLabel('Name').fill('renamed');
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await page.getByRole('link', { name: 'renamed' }).waitFor();
  await visitor.open('users');
  await page.getByRole('button', { name: 'Add user' }).click();
  const form = page.getByRole('dialog', { name: 'Add a user' });
  await form.getByLabel('Name').fill('ada');
  await form.getByLabel('Email').fill('ada@example.com');
  await form.getByLabel('Password').fill('lovelace');
  await form.getByRole('button', { name: 'Add user' }).click();
  await page.getByText('ada@example.com').waitFor();
});

test('events are live, filtered and downloaded', async () => {
  await using visitor = await signedIn('admin', 'events');
  const { page } = visitor;
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByLabel('Level').selectOption('AUDIT');
  await region.post('admin', 'tags/', { op: 'new', name: 'seen-live' });
  await page.getByText('POST tags/ op=new: seen-live').waitFor();
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download CSV' }).click();
  expect((await waiting).suggestedFilename()).toBe('events.csv');
});
