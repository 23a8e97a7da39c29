import { expect, test } from 'vitest';
import { z } from 'zod';
import { freeSilentWorkers } from '../../src/jobs/heartbeat.js';
import { enqueue } from '../../src/jobs/queue.js';
import { defineHandler, type JobTask } from '../../src/jobs/task.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { lastSeen, lockJobs, performing } from './support.js';

const NOTE: JobTask<{ text: string }> = { name: 'note', payload: z.object({ text: z.string() }) };

function notes() {
  const taken: unknown[] = [];
  const givenUp: unknown[] = [];
  const perform = async ({ text }: { text: string }) => taken.push(text);
  const giveUp = async ({ text }: { text: string }, deaths: number) => givenUp.push([text, deaths]);
  return { taken, givenUp, bounded: defineHandler(NOTE, perform, { giveUp }), unbounded: defineHandler(NOTE, perform) };
}

/** Makes it look as if so many processes had died while they performed all jobs. */
async function die({ database }: TestDatabase, times: number): Promise<void> {
  for (let death = 0; death < times; death += 1) {
    const worker = `pool-that-died-${death}`;
    await lockJobs(database, worker, 16);
    await lastSeen(database, worker, 16);
    expect(await freeSilentWorkers(database.pool, 15)).toEqual([worker]);
  }
}

async function jobsAndDeaths({ database }: TestDatabase) {
  const { rows } = await database.pool.query(
    `SELECT (SELECT count(*)::int FROM graphile_worker.jobs) AS jobs, (SELECT count(*)::int FROM job_deaths) AS deaths`,
  );
  return rows[0];
}

test('a job whose process died twice is performed again', async () => {
  await using fresh = await freshDatabase();
  const { taken, givenUp, bounded } = notes();
  await enqueue(fresh.database, NOTE, { text: 'unlucky' });
  await die(fresh, 2);
  await using _jobs = await performing(fresh.database, [bounded]);
  await eventually(() => expect(taken).toEqual(['unlucky']));
  expect(givenUp).toEqual([]);
});

test('a job whose process died three times is given up once, and other jobs of its task are performed', async () => {
  await using fresh = await freshDatabase();
  const { taken, givenUp, bounded } = notes();
  await enqueue(fresh.database, NOTE, { text: 'deadly' });
  await die(fresh, 3);
  await enqueue(fresh.database, NOTE, { text: 'harmless' });
  await using _jobs = await performing(fresh.database, [bounded], { heartbeatMs: 50 });
  await eventually(() => expect([taken, givenUp]).toEqual([['harmless'], [['deadly', 3]]]));
  await eventually(async () => expect(await jobsAndDeaths(fresh)).toEqual({ jobs: 0, deaths: 0 }));
});

test('a job of a task that limits its own attempts is performed after any number of deaths', async () => {
  await using fresh = await freshDatabase();
  const { taken, unbounded } = notes();
  await enqueue(fresh.database, NOTE, { text: 'again' });
  await die(fresh, 5);
  await using _jobs = await performing(fresh.database, [unbounded]);
  await eventually(() => expect(taken).toEqual(['again']));
});

test('a job whose process stopped four times is performed, since a stop is not a death', async () => {
  await using fresh = await freshDatabase();
  const { taken, givenUp, bounded } = notes();
  let begun = 0;
  const hang = defineHandler(NOTE, () => {
    begun += 1;
    return new Promise(() => {});
  });
  await enqueue(fresh.database, NOTE, { text: 'slow' });
  for (let stop = 1; stop <= 4; stop += 1) {
    await using _stopping = await performing(fresh.database, [hang], { graceMs: 50 });
    await eventually(() => expect(begun).toBe(stop));
  }
  await using _jobs = await performing(fresh.database, [bounded]);
  await eventually(() => expect(taken).toEqual(['slow']));
  expect(givenUp).toEqual([]);
});

test('freeSilentWorkers by several processes counts one death per job', async () => {
  await using fresh = await freshDatabase();
  await enqueue(fresh.database, NOTE, { text: 'orphan' });
  // Without a heartbeat each process finds it by itself.
  await lockJobs(fresh.database, 'pool-unknown', 16);
  await Promise.all([1, 2, 3, 4].map(() => freeSilentWorkers(fresh.database.pool, 15)));
  const { rows } = await fresh.database.pool.query('SELECT deaths FROM job_deaths');
  expect(rows).toEqual([{ deaths: 1 }]);
});
