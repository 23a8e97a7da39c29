import { expect, test } from 'vitest';
import { EVALUATE_TAGS } from '../../../src/jobs/task.js';
import { eventually } from '../../support/eventually.js';
import { makeTag, taggedNodes } from '../../support/factories/tags.js';
import { queuedJobs } from '../../support/jobs.js';
import { useRegion } from '../../support/region.js';
import { byId, evaluateAll, machine, nodesWith } from './evaluation.js';

const region = useRegion();

type Query = (text: string, values?: readonly unknown[]) => Promise<unknown>;

/**
 * Evaluates tags while other transactions lock rows: as soon as the evaluation waits for them in a statement like
 * `waiting`, they are changed.
 */
async function evaluateAgainst(lock: Parameters<Query>, waiting: string, change: (query: Query) => Promise<unknown>) {
  const client = await region.database.pool.connect();
  const query: Query = (text, values = []) => client.query(text, [...values]);
  await query('BEGIN');
  await query(...lock);
  const running = evaluateAll(region);
  try {
    await eventually(async () => expect(await waitingStatements(waiting)).toBeGreaterThan(0));
    await change(query);
    await query('COMMIT');
  } finally {
    client.release();
  }
  await running;
}

async function waitingStatements(pattern: string): Promise<number> {
  const { rows } = await region.database.pool.query(
    `SELECT FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1`,
    [pattern],
  );
  return rows.length;
}

test('evaluateTags while the definition changes discards its results', async () => {
  const [, two] = await nodesWith(region, machine('stale-1'), machine('stale-2'));
  await makeTag(region, { name: 'stale', definition: byId('stale-1') });
  const lock = "SELECT FROM tags WHERE name = 'stale' FOR NO KEY UPDATE";
  await evaluateAgainst([lock], '%FOR SHARE OF t%', (query) =>
    query("UPDATE tags SET definition = $1, evaluations = evaluations + 1 WHERE name = 'stale'", [byId('stale-2')]),
  );
  expect(await taggedNodes(region, 'stale')).toEqual([]);
  await evaluateAll(region);
  expect(await taggedNodes(region, 'stale')).toEqual([two]);
});

test('evaluateTags while outputs of nodes change evaluates these nodes again', async () => {
  const nodes = await nodesWith(region, machine('moved'), machine('unmoved'));
  await makeTag(region, { name: 'moved', definition: byId('moved') });
  const lock = 'SELECT FROM nodes WHERE system_id = ANY($1) FOR NO KEY UPDATE';
  await evaluateAgainst([lock, [nodes]], 'SELECT id FROM nodes%FOR SHARE%', async (query) => {
    for (const [index, output] of [machine('unmoved'), machine('moved')].entries()) {
      await query(
        `UPDATE commissioning_results r SET data = $2 FROM nodes n WHERE n.id = r.node_id AND n.system_id = $1`,
        [nodes[index], Buffer.from(output)],
      );
    }
  });
  expect(await taggedNodes(region, 'moved')).toEqual(nodes.slice(1));
});

test('rebuild while an evaluation is queued increments the counter and queues no second job', async () => {
  await nodesWith(region, machine('again'));
  await makeTag(region, { name: 'again', definition: byId('again') });
  const wanted = async () =>
    (await region.database.prisma.tag.findUniqueOrThrow({ where: { name: 'again' } })).evaluations;
  expect(await wanted()).toBe(1);
  (await region.post('admin', 'tags/again/', { op: 'rebuild' })).ok();
  expect(await wanted()).toBe(2);
  await evaluateAll(region);
  expect(await wanted()).toBe(0);
  expect(await queuedJobs(region.database, EVALUATE_TAGS)).toHaveLength(1);
});
