import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { recordEvent } from '../../../src/events/record.js';
import { send } from '../../support/client.js';
import { freshDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { NewWebhook } from '../../support/factories/webhooks.js';
import { WebhookReceiver } from '../../support/webhook-receiver.js';
import { maas, ROOT, startServer } from '../server.js';

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, stdio: 'inherit' });
}, 240_000);

test('kill -9 during a delivery leaves it to the next process, which sends it with the same id', async () => {
  await using receiver = await WebhookReceiver.start(({ type }, count) =>
    type === 'cut' && count === 1 ? undefined : { body: 'ok' },
  );
  await using fresh = await freshDatabase();
  const dataDir = await mkdtemp(path.join(tmpdir(), 'maas-webhook-'));
  const env = { DATABASE_URL: fresh.url, MAAS_DATA_DIR: dataDir, LOG_LEVEL: 'warn', WEBHOOK_ALLOW: '127.0.0.1' };
  const first = await startServer(env);
  const key = (await maas(env, 'apikey', '--username', 'admin')).trim();
  const form = { url: receiver.url, types: ['cut', 'later'] };
  const created = await send(new URL('api/1.0/', first.url), key, 'POST', 'webhooks/', { form });
  receiver.secrets.push(created.as(NewWebhook).secret);
  for (const type of ['cut', 'later']) await recordEvent(fresh.database, { level: 'INFO', type, description: '' });
  await eventually(() => expect(receiver.types).toEqual(['cut']));
  expect(await first.end('SIGKILL')).toBe('SIGKILL');
  const second = await startServer(env);
  await eventually(() => expect(receiver.types).toEqual(['cut', 'cut', 'later']));
  expect(new Set(receiver.messages.map(({ id }) => id)).size).toBe(2);
  expect(receiver.violations).toEqual([]);
  await second.end('SIGTERM');
  await rm(dataDir, { recursive: true, force: true });
}, 180_000);
