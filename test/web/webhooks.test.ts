import { afterAll, beforeAll, expect } from 'vitest';
import { recordEvent } from '../../src/events/record.js';
import { eventually } from '../support/eventually.js';
import { makeWebhook } from '../support/factories/webhooks.js';
import { performJobs } from '../support/jobs.js';
import { needsTools } from '../support/tools.js';
import { usePages } from '../support/web/pages.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

const test = needsTools('chromium');
const env = { SIGN_IN_LIMIT: '0', WEBHOOK_ALLOW: '127.0.0.1' };
const { region, signedIn } = usePages({ env });
const SLOW_MS = 120_000;

let jobs: AsyncDisposable;
beforeAll(async () => {
  jobs = await performJobs(region.database, { env });
});
afterAll(() => jobs[Symbol.asyncDispose]());

test(
  'a webhook is added with a secret that is shown once, tested, followed live, disabled and deleted',
  async () => {
    await using receiver = await WebhookReceiver.start();
    await using visitor = await signedIn('admin', 'webhooks', { permissions: ['clipboard-write', 'clipboard-read'] });
    const { page } = visitor;
    await page.getByText('There are no webhooks.').waitFor();
    await page.getByRole('button', { name: 'Add webhook' }).click();
    const form = page.getByRole('dialog', { name: 'Add a webhook' });
    await form.getByLabel('URL').fill('ftp://example.com/');
    await form.getByRole('button', { name: 'Add webhook' }).click();
    await form.locator('.field__problem').waitFor();
    await form.getByLabel('URL').fill(receiver.url);
    await form.getByLabel('Types of events').fill('followed');
    await form.getByRole('button', { name: 'Add webhook' }).click();
    const saved = page.getByRole('dialog', { name: 'The webhook is saved' });
    const secret = await saved.getByLabel('Secret').inputValue();
    receiver.secrets.push(secret);
    await saved.getByRole('button', { name: 'Copy' }).click();
    await saved.getByText('The secret is copied.').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(secret);
    await visitor.expectAccessible();
    await saved.locator('.dialog__foot').getByRole('button', { name: 'Close' }).click();
    await page.getByRole('link', { name: receiver.url }).click();
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.locator('.notice').getByText('The receiver answered 200').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await recordEvent(region.database, { level: 'INFO', type: 'followed', description: '' });
    const deliveries = page.getByRole('table', { name: 'Deliveries' });
    await deliveries.getByText('followed').waitFor();
    await eventually(async () => expect(await deliveries.getByText('Delivered').count()).toBe(2));
    expect([receiver.types, receiver.violations]).toEqual([['webhook.test', 'followed'], []]);
    expect(await page.content()).not.toContain(secret);
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('dialog').getByLabel('State').selectOption('false');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.locator('button[title="The webhook is disabled."]').first().waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('There are no webhooks.').waitFor();
  },
  SLOW_MS,
);

test(
  'a test that fails says why, and dead letters are sent again, one by the keyboard and then all',
  async () => {
    let status = 500;
    await using receiver = await WebhookReceiver.start(() => ({ status, body: '' }));
    const { id, secret } = await makeWebhook(region, { url: receiver.url, level: 'CRITICAL' });
    receiver.secrets.push(secret);
    const dead = `INSERT INTO webhook_deliveries (webhook_id, state, attempts, attempted, status, error)
      SELECT $1, 'dead', 10, now(), 503, 'The receiver answers with HTTP status 503.' FROM generate_series(1, 3)`;
    await region.database.pool.query(dead, [id]);
    await using visitor = await signedIn('admin', 'webhooks');
    const { page } = visitor;
    await page.getByText(', 3 dead letters').waitFor();
    await page.getByRole('link', { name: receiver.url }).click();
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page
      .getByText(/^The receiver answers with HTTP status 500\. The next attempt is at/)
      .first()
      .waitFor();
    status = 200;
    await page.getByLabel('State').selectOption('dead');
    await page
      .getByRole('button', { name: /^Send \d+ again$/ })
      .first()
      .focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Send 2 dead letters again' }).click();
    await page.getByText('There are no deliveries.').waitFor();
    await page.getByLabel('State').selectOption('delivered');
    const rows = page.getByRole('table', { name: 'Deliveries' }).getByText('Delivered');
    // The test is repeated after some seconds.
    await eventually(async () => expect(await rows.count()).toBe(4));
    expect(receiver.violations).toEqual([]);
  },
  SLOW_MS,
);
