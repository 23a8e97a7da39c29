import pino from 'pino';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { freeSilentWorkers } from '../../src/jobs/heartbeat.js';
import { enqueue } from '../../src/jobs/queue.js';
import { defineHandler, type Job, type JobTask } from '../../src/jobs/task.js';
import { freshDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { lastSeen, lockJobs, performing } from './support.js';

const NOTE: JobTask<{ text: string }> = { name: 'note', payload: z.object({ text: z.string() }) };
const DEAD = 'pool-of-a-dead-process';

function notes() {
  const taken: (Pick<Job, 'again'> & { text: string })[] = [];
  return { taken, take: defineHandler(NOTE, async ({ text }, { again }) => taken.push({ text, again })) };
}

test.each([
  ['has been silent for too long', 16],
  ['never wrote a heartbeat', undefined],
])('the jobs of a process that %s are performed by another process with again = true', async (_, seen) => {
  await using fresh = await freshDatabase();
  await enqueue(fresh.database, NOTE, { text: 'orphan' });
  await lockJobs(fresh.database, DEAD, 16);
  if (seen !== undefined) await lastSeen(fresh.database, DEAD, seen);
  const { taken, take } = notes();
  await using _jobs = await performing(fresh.database, [take]);
  await eventually(() => expect(taken).toEqual([{ text: 'orphan', again: true }]));
});

test('freeSilentWorkers keeps the jobs of a process with a recent heartbeat, however long they run', async () => {
  await using fresh = await freshDatabase();
  await enqueue(fresh.database, NOTE, { text: 'slow' });
  await lockJobs(fresh.database, 'pool-alive', 3_600);
  await lastSeen(fresh.database, 'pool-alive', 14);
  expect(await freeSilentWorkers(fresh.database.pool, 15)).toEqual([]);
  const { rows } = await fresh.database.pool.query('SELECT locked_by FROM graphile_worker.jobs');
  expect(rows).toEqual([{ locked_by: 'pool-alive' }]);
});

test('freeSilentWorkers by several processes at once frees a dead process once', async () => {
  await using fresh = await freshDatabase();
  await enqueue(fresh.database, NOTE, { text: 'orphan' });
  await lockJobs(fresh.database, DEAD, 16);
  await lastSeen(fresh.database, DEAD, 16);
  const freed = await Promise.all([1, 2, 3, 4].map(() => freeSilentWorkers(fresh.database.pool, 15)));
  expect(freed.flat()).toEqual([DEAD]);
  const { rows } = await fresh.database.pool.query('SELECT locked_by FROM graphile_worker.jobs');
  expect(rows).toEqual([{ locked_by: null }]);
});

test.each([
  ['a job', NOTE],
  ['a job with a subject', { ...NOTE, subject: ({ text }: { text: string }) => text }],
])('a process that stops releases %s that never finishes to another process at once', async (_, task) => {
  await using fresh = await freshDatabase();
  const begun: Job[] = [];
  const hang = defineHandler(NOTE, (_payload, job) => {
    begun.push(job);
    return new Promise(() => {});
  });
  {
    await using _stopping = await performing(fresh.database, [hang], { graceMs: 300 });
    await enqueue(fresh.database, task, { text: 'endless' });
    await eventually(() => expect(begun).toMatchObject([{ again: false }]));
  }
  const { taken, take } = notes();
  await using _jobs = await performing(fresh.database, [take]);
  // Sooner than a process counts as dead.
  await vi.waitFor(() => expect(taken).toEqual([{ text: 'endless', again: true }]), 12_000);
  const { rows } = await fresh.database.pool.query('SELECT count(*)::int AS processes FROM region_processes');
  expect(rows).toEqual([{ processes: 1 }]);
});

test('jobs continue after all database connections were closed', async () => {
  await using fresh = await freshDatabase();
  const { taken, take } = notes();
  await using _jobs = await performing(fresh.database, [take], { heartbeatMs: 50 });
  await enqueue(fresh.database, NOTE, { text: 'before' });
  await eventually(() => expect(taken).toHaveLength(1));
  await fresh.database.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'maas-region jobs'`,
  );
  await enqueue(fresh.database, NOTE, { text: 'after' });
  await eventually(() => expect(taken.map(({ text }) => text)).toContain('after'));
});

test('a job whose completion could not be stored is performed again when the database works again', async () => {
  await using fresh = await freshDatabase();
  const { pool } = fresh.database;
  const jobs: Job[] = [];
  const breakOnce = defineHandler(NOTE, async (_payload, job) => {
    jobs.push(job);
    if (!job.again) await pool.query('ALTER TABLE graphile_worker._private_jobs RENAME TO gone');
  });
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => lines.push(line) });
  await using _jobs = await performing(fresh.database, [breakOnce], {}, log);
  await enqueue(fresh.database, NOTE, { text: 'twice' });
  await eventually(() => expect(lines.join('')).toContain('Failed to complete jobs'));
  expect(jobs).toMatchObject([{ again: false }]);
  await pool.query('ALTER TABLE graphile_worker.gone RENAME TO _private_jobs');
  await eventually(() => expect(jobs).toMatchObject([{ again: false }, { again: true }]));
});
