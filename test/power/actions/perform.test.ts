import { expect, test } from 'vitest';
import { freshDatabase } from '../../support/database.js';
import { actionsOf, ask, forgetJobs, jobDelays, perform, poweredNode, states } from '../support.js';

/** Parameters of a type that fails without anything being sent. */
const HOPELESS = { system_id: 'none', power_address: '127.0.0.1', power_user: 'maas' };

/** No IPv4 address, so that sending to it fails. */
const NOWHERE = { wakeOnLan: { address: '::1', port: 9 } };

test('action with invalid parameters fails at once and is not retried', async () => {
  await using fresh = await freshDatabase();
  const node = await poweredNode(fresh.database, 'sm15k', { ...HOPELESS, power_pass: 'hunter2' });
  await ask(fresh.database, [node], 'on');
  await forgetJobs(fresh.database);
  const [action] = await actionsOf(fresh.database, node);
  await perform(fresh.database, action?.id ?? 0);
  expect(await actionsOf(fresh.database, node)).toMatchObject([
    {
      state: 'failed',
      tries: 1,
      error: 'The System ID must be the number of a server.',
      ended: expect.any(Date),
    },
  ]);
  expect(await jobDelays(fresh.database)).toEqual([]);
});

test('action without a connection is retried after 1, 2, 2, 4, 6, 8 and 12 seconds, and then fails', async () => {
  await using fresh = await freshDatabase();
  const node = await poweredNode(fresh.database, 'ether_wake');
  await ask(fresh.database, [node], 'on');
  const [action] = await actionsOf(fresh.database, node);
  const waits: number[][] = [];
  const seen: string[][] = [];
  for (let attempt = 1; attempt <= 8; attempt += 1) {
    await forgetJobs(fresh.database);
    await perform(fresh.database, action?.id ?? 0, NOWHERE);
    waits.push(await jobDelays(fresh.database));
    seen.push(await states(fresh.database, node));
  }
  expect(waits).toEqual([[1], [2], [2], [4], [6], [8], [12], []]);
  expect(seen).toEqual([...Array.from({ length: 7 }, () => ['on queued']), ['on failed']]);
  expect(await actionsOf(fresh.database, node)).toMatchObject([
    { tries: 8, error: 'The magic packet could not be sent.' },
  ]);
});

test('action waits for the earlier one of its node, whose end enqueues it', async () => {
  await using fresh = await freshDatabase();
  const node = await poweredNode(fresh.database, 'sm15k', HOPELESS);
  await ask(fresh.database, [node], 'off');
  await ask(fresh.database, [node], 'on');
  await forgetJobs(fresh.database);
  const [off, on] = await actionsOf(fresh.database, node);
  await perform(fresh.database, on?.id ?? 0);
  expect(await states(fresh.database, node)).toEqual(['off queued', 'on queued']);
  expect(await jobDelays(fresh.database)).toEqual([]);
  await perform(fresh.database, off?.id ?? 0);
  expect(await states(fresh.database, node)).toEqual(['off failed', 'on queued']);
  expect(await jobDelays(fresh.database)).toEqual([0]);
});

test('action that another job performs is restarted only by that job', async () => {
  await using fresh = await freshDatabase();
  const node = await poweredNode(fresh.database, 'sm15k', HOPELESS);
  await ask(fresh.database, [node], 'on');
  await fresh.database.pool.query(
    "UPDATE power_actions SET state = 'running', tries = 1, started = now(), job_id = 'theirs'",
  );
  const [action] = await actionsOf(fresh.database, node);
  await perform(fresh.database, action?.id ?? 0);
  expect(await states(fresh.database, node)).toEqual(['on running']);
  await perform(fresh.database, action?.id ?? 0, {}, 'theirs');
  expect(await actionsOf(fresh.database, node)).toMatchObject([{ state: 'failed', tries: 2 }]);
});

test('action that has ended is not performed again', async () => {
  await using fresh = await freshDatabase();
  const node = await poweredNode(fresh.database, 'sm15k', HOPELESS);
  await ask(fresh.database, [node], 'on');
  const [action] = await actionsOf(fresh.database, node);
  await perform(fresh.database, action?.id ?? 0);
  await perform(fresh.database, action?.id ?? 0, {}, 'theirs');
  expect(await actionsOf(fresh.database, node)).toMatchObject([{ state: 'failed', tries: 1 }]);
});

test('action of a deleted node is recorded as failed', async () => {
  await using fresh = await freshDatabase();
  const node = await poweredNode(fresh.database, 'virsh');
  await ask(fresh.database, [node], 'on');
  await fresh.database.pool.query('DELETE FROM nodes WHERE system_id = $1', [node]);
  const [action] = await actionsOf(fresh.database, node);
  await perform(fresh.database, action?.id ?? 0);
  expect(await actionsOf(fresh.database, node)).toMatchObject([
    { state: 'failed', error: 'The node has been deleted.' },
  ]);
});
