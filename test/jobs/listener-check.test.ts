import { expect, test } from 'vitest';
import { z } from 'zod';
import { Database } from '../../src/db/database.js';
import { enqueue } from '../../src/jobs/queue.js';
import { defineHandler, type JobTask } from '../../src/jobs/task.js';
import { freshDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { LossyProxy } from '../support/lossy-proxy.js';
import { performing } from './support.js';

const NOTE: JobTask<{ text: string }> = { name: 'note', payload: z.object({ text: z.string() }) };

test('the queue makes its listening connection again when the network swallows only that one, and jobs wake it', async () => {
  await using fresh = await freshDatabase();
  await using proxy = await LossyProxy.start(fresh.url);
  const database = new Database(proxy.url, 1);
  const taken: string[] = [];
  const take = defineHandler(NOTE, async ({ text }) => taken.push(text));
  {
    await using _jobs = await performing(database, [take], { heartbeatMs: 50 });
    await eventually(async () => {
      await enqueue(fresh.database, NOTE, { text: 'before' });
      expect(proxy.arrived('jobs:insert')).toBeGreaterThan(0);
    });
    proxy.lose('LISTEN "jobs:insert"');
    const lost = proxy.arrived('jobs:insert');
    await enqueue(fresh.database, NOTE, { text: 'while it is lost' });
    await eventually(() => expect(taken).toContain('while it is lost'));
    expect(proxy.arrived('jobs:insert')).toBe(lost);
    await eventually(async () => {
      await enqueue(fresh.database, NOTE, { text: 'after' });
      expect(proxy.arrived('jobs:insert')).toBeGreaterThan(lost);
    });
  }
  await database.close();
});
