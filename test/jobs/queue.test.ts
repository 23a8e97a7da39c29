import { expect, test } from 'vitest';
import { z } from 'zod';
import { enqueue, enqueueAll } from '../../src/jobs/queue.js';
import { defineHandler, type JobTask } from '../../src/jobs/task.js';
import { freshDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { performing } from './support.js';

const NOTE: JobTask<{ text: string }> = { name: 'note', payload: z.object({ text: z.string() }) };

function notes() {
  const texts: string[] = [];
  const take = defineHandler(NOTE, async ({ text }) => texts.push(text));
  return { texts, take };
}

test('a job is performed with its payload', async () => {
  await using fresh = await freshDatabase();
  const { texts, take } = notes();
  await using _jobs = await performing(fresh.database, [take]);
  await enqueue(fresh.database, NOTE, { text: 'hello' });
  await eventually(() => expect(texts).toEqual(['hello']));
});

test('a job whose transaction rolls back is never performed', async () => {
  await using fresh = await freshDatabase();
  const { texts, take } = notes();
  await using _jobs = await performing(fresh.database, [take]);
  const failing = fresh.database.transaction(async (tx) => {
    await enqueue(tx, NOTE, { text: 'never' });
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  const { rows } = await fresh.database.pool.query('SELECT FROM graphile_worker.jobs');
  expect(rows).toEqual([]);
  await enqueue(fresh.database, NOTE, { text: 'later' });
  await eventually(() => expect(texts).toEqual(['later']));
});

test('jobs with two processes are each performed once', async () => {
  await using fresh = await freshDatabase();
  const one = notes();
  const other = notes();
  const all = Array.from({ length: 50 }, (_, index) => ({ text: `job ${index}` }));
  await enqueueAll(fresh.database, NOTE, all);
  await using _one = await performing(fresh.database, [one.take]);
  await using _other = await performing(fresh.database, [other.take]);
  await eventually(() => expect([...one.texts, ...other.texts].sort()).toEqual(all.map(({ text }) => text).sort()));
});

test('a delayed job has a later start time', async () => {
  await using fresh = await freshDatabase();
  await enqueue(fresh.database, NOTE, { text: 'later' }, { delaySeconds: 30 });
  const { rows } = await fresh.database.pool.query(
    'SELECT round(extract(epoch FROM run_at - created_at))::int AS wait FROM graphile_worker.jobs',
  );
  expect(rows).toEqual([{ wait: 30 }]);
});

test('a job with an invalid payload is not performed and keeps the error', async () => {
  await using fresh = await freshDatabase();
  const { texts, take } = notes();
  await using _jobs = await performing(fresh.database, [take]);
  await fresh.database.pool.query(`SELECT graphile_worker.add_job('note', '{"text": 5}')`);
  await eventually(async () => {
    const { rows } = await fresh.database.pool.query('SELECT last_error FROM graphile_worker.jobs');
    expect(rows).toEqual([{ last_error: expect.stringContaining('expected string') }]);
  });
  expect(texts).toEqual([]);
});

test('enqueue of several jobs with one subject keeps the last one only', async () => {
  await using fresh = await freshDatabase();
  const task: typeof NOTE = { ...NOTE, subject: ({ text }) => text.slice(0, 1) };
  for (const text of ['a1', 'b1', 'a2']) await enqueue(fresh.database, task, { text });
  const { texts, take } = notes();
  await using _jobs = await performing(fresh.database, [take]);
  await eventually(() => expect(texts.sort()).toEqual(['a2', 'b1']));
});
