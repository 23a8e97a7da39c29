import { expect, test } from 'vitest';
import { Notifications, notifyOfCluster } from '../../../src/db/notifications/notifications.js';
import { freshDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { LossyProxy } from '../../support/lossy-proxy.js';

const LONG_MS = 60_000;

test('a watch ends after a notification of its cluster or of all, also one that came before, and not of others', async () => {
  await using fresh = await freshDatabase();
  const notifications = new Notifications(fresh);
  const [one, two] = [await notifications.watch(1), await notifications.watch(2)];
  await notifyOfCluster(fresh.database, 1);
  expect(await one.changed(LONG_MS)).toBe('changed');
  expect(await one.changed(LONG_MS)).toBe('changed');
  expect(await two.changed(1)).toBe('timeout');
  await fresh.database.pool.query("SELECT pg_notify('cluster_config', '')");
  // Only then has the notification arrived.
  expect(await two.changed(LONG_MS)).toBe('changed');
  expect(await (await notifications.watch(2)).changed(1)).toBe('timeout');
  await notifications.close();
});

test('a transaction that is rolled back notifies nobody', async () => {
  await using fresh = await freshDatabase();
  const notifications = new Notifications(fresh);
  const watch = await notifications.watch(1);
  const failed = fresh.database.transaction(async (tx) => {
    await notifyOfCluster(tx, 1);
    throw new Error('rolled back');
  });
  await expect(failed).rejects.toThrow('rolled back');
  await notifyOfCluster(fresh.database, 2);
  expect(await watch.changed(1)).toBe('timeout');
  await notifications.close();
});

test('watches end as changed when the connection is lost, and later ones have another connection', async () => {
  await using fresh = await freshDatabase();
  const notifications = new Notifications(fresh);
  const watches = await Promise.all([notifications.watch(1), notifications.watch(2)]);
  const { rows } = await fresh.database.pool.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'maas-region notifications'",
  );
  expect(rows).toHaveLength(1);
  for (const watch of watches) expect(await watch.changed(LONG_MS)).toBe('changed');
  const later = await notifications.watch(1);
  await notifyOfCluster(fresh.database, 1);
  expect(await later.changed(LONG_MS)).toBe('changed');
  await notifications.close();
});

test('watches end as changed when the network swallows the connection', async () => {
  await using fresh = await freshDatabase();
  await using proxy = await LossyProxy.start(fresh.url);
  const notifications = new Notifications(proxy);
  const watch = await notifications.watch(1);
  proxy.swallow();
  expect(await watch.changed(LONG_MS)).toBe('changed');
  await notifications.close();
}, 60_000);

test('a watch without a database fails, and works when the database is back', async () => {
  await using fresh = await freshDatabase();
  await using proxy = await LossyProxy.start(fresh.url);
  proxy.swallow();
  const notifications = new Notifications(proxy);
  await expect(notifications.watch(1)).rejects.toThrow();
  proxy.restore();
  const watch = await eventually(() => notifications.watch(1));
  await notifyOfCluster(fresh.database, 1);
  expect(await watch.changed(LONG_MS)).toBe('changed');
  await notifications.close();
}, 60_000);

test('close ends all watches and the connection, and later watches end at once', async () => {
  await using fresh = await freshDatabase();
  const notifications = new Notifications(fresh);
  const waiting = (await notifications.watch(1)).changed(LONG_MS);
  await notifications.close();
  expect(await waiting).toBe('closed');
  expect(await (await notifications.watch(1)).changed(LONG_MS)).toBe('closed');
  const { rows } = await fresh.database.pool.query(
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'maas-region notifications'",
  );
  expect(rows).toEqual([]);
});
