import pino from 'pino';
import { expect, test } from 'vitest';
import { EVALUATE_TAGS } from '../../src/jobs/task.js';
import { LLDP, LSHW } from '../../src/model/hardware/outputs.js';
import { evaluateTags, giveUpEvaluation } from '../../src/model/tags/rebuild.js';
import { startJobs } from '../../src/server/jobs.js';
import { readSettings } from '../../src/settings.js';
import { eventually } from '../support/eventually.js';
import { makeReadyNodes } from '../support/factories/many-nodes.js';
import { makeNode } from '../support/factories/nodes.js';
import { makeResult } from '../support/factories/results.js';
import { queuedJobs } from '../support/jobs.js';
import { nodeKey, readNode, signal } from '../support/nodes.js';
import { useRegion } from '../support/region.js';
import { Nodes } from '../support/shapes.js';

const region = useRegion();

const silent = pino({ level: 'silent' });
const perform = () => evaluateTags({ database: region.database, log: silent }, new AbortController().signal);
const machine = (id: string) => `<list><node id="${id}" class="system"><size units="bytes">64</size></node></list>`;
const byId = (id: string) => `//node[@id="${id}"]`;

/** Ready nodes with these outputs of lshw, in their order. */
async function nodesWith(...outputs: readonly string[]): Promise<string[]> {
  const ids = await makeReadyNodes(region.database, outputs.length);
  for (const [index, id] of ids.entries()) await makeResult(region.database, id, LSHW, outputs[index] ?? '');
  return ids;
}
const create = async (name: string, definition: string) =>
  (await region.post('admin', 'tags/', { op: 'new', name, definition })).ok();
const update = (name: string, form: Record<string, string | readonly string[]>) =>
  region.post('admin', `tags/${name}/`, { op: 'update_nodes', ...form });
const tagged = async (name: string) =>
  (await region.get('admin', `tags/${name}/`, { op: 'nodes' })).as(Nodes).map(({ system_id }) => system_id);

test('a new tag is put on the nodes that match its definition, by a job', async () => {
  const [one, other] = await nodesWith(machine('new-1'), machine('new-2'));
  await create('new', byId('new-1'));
  expect(await tagged('new')).toEqual([]);
  expect(await queuedJobs(region.database, EVALUATE_TAGS)).toHaveLength(1);
  await perform();
  expect(await tagged('new')).toEqual([one]);
  expect(other).toBeDefined();
});

test('a process that performs jobs evaluates tags as they come', async () => {
  const [one] = await nodesWith(machine('job'));
  const { database } = region;
  const jobs = await startJobs({ settings: readSettings({ DATABASE_URL: region.site.url }), database, log: silent });
  try {
    await create('job', byId('job'));
    await eventually(async () => expect(await tagged('job')).toEqual([one]));
    await eventually(async () => expect(await queuedJobs(database, EVALUATE_TAGS)).toEqual([]));
  } finally {
    await jobs.stop();
  }
});

test('another definition takes the tag off its nodes at once; the job puts it on those that match', async () => {
  const [one, two] = await nodesWith(machine('put-1'), machine('put-2'));
  await create('put', byId('put-1'));
  await perform();
  expect(await tagged('put')).toEqual([one]);
  (await region.put('admin', 'tags/put/', { definition: byId('put-2') })).ok();
  expect(await tagged('put')).toEqual([]);
  await perform();
  expect(await tagged('put')).toEqual([two]);
  (await region.put('admin', 'tags/put/', { definition: '', comment: 'by hand' })).ok();
  await perform();
  expect(await tagged('put')).toEqual([two]);
});

test('a definition that is refused changes neither the tag nor its nodes', async () => {
  const [one] = await nodesWith(machine('refused'));
  await create('refused', byId('refused'));
  await perform();
  expect((await region.put('admin', 'tags/refused/', { definition: 'invalid::tag' })).status).toBe(400);
  await perform();
  expect(await tagged('refused')).toEqual([one]);
});

test('rebuild puts a defined tag right, and leaves one without a definition alone', async () => {
  const [one, two] = await nodesWith(machine('re-1'), machine('re-2'));
  await create('re', byId('re-1'));
  await create('hand', '');
  await perform();
  (await update('re', { add: two ?? '', remove: one ?? '' })).ok();
  (await update('hand', { add: two ?? '' })).ok();
  for (const name of ['re', 'hand']) (await region.post('admin', `tags/${name}/`, { op: 'rebuild' })).ok();
  expect(await tagged('re')).toEqual([two]);
  await perform();
  expect([await tagged('re'), await tagged('hand')]).toEqual([[one], [two]]);
});

test('only successful outputs count; nodes without any have the empty document', async () => {
  const [failed = '', bare = ''] = await makeReadyNodes(region.database, 2);
  await makeResult(region.database, failed, LSHW, machine('failed'), 1);
  await create('failed', byId('failed'));
  await create('all', 'true()');
  await perform();
  expect(await tagged('failed')).toEqual([]);
  expect(await tagged('all')).toEqual(expect.arrayContaining([failed, bare]));
});

test('a definition that cannot be evaluated is accepted, matches nothing, and is logged once', async () => {
  const [one = ''] = await nodesWith(machine('broken'));
  await create('broken', '//nge:bar');
  (await update('broken', { add: one })).ok();
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => lines.push(line) });
  await evaluateTags({ database: region.database, log }, new AbortController().signal);
  expect(await tagged('broken')).toEqual([]);
  expect(lines.filter((line) => line.includes('broken'))).toHaveLength(1);
  expect(lines.join('')).toContain('nge');
});

test('results for a definition that has changed meanwhile are thrown away', async () => {
  const [one, two] = await nodesWith(machine('stale-1'), machine('stale-2'));
  await create('stale', byId('stale-1'));
  const client = await region.database.pool.connect();
  await client.query('BEGIN');
  await client.query("SELECT FROM tags WHERE name = 'stale' FOR NO KEY UPDATE");
  const running = perform();
  try {
    await waitingFor('tags_hold');
    await client.query("UPDATE tags SET definition = $1, evaluations = evaluations + 1 WHERE name = 'stale'", [
      byId('stale-2'),
    ]);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
  await running;
  expect(await tagged('stale')).toEqual([]);
  await perform();
  expect(await tagged('stale')).toEqual([two]);
  expect(one).toBeDefined();
});

test('nodes whose details change while they are looked at are looked at again', async () => {
  const [one = '', two = ''] = await nodesWith(machine('moved'), machine('unmoved'));
  await create('moved', byId('moved'));
  const client = await region.database.pool.connect();
  await client.query('BEGIN');
  await client.query('SELECT FROM nodes WHERE system_id = ANY($1) FOR NO KEY UPDATE', [[one, two]]);
  const running = perform();
  try {
    await waitingFor('nodes_hold');
    for (const [id, output] of [
      [one, machine('unmoved')],
      [two, machine('moved')],
    ] as const) {
      await client.query(
        `UPDATE commissioning_results r SET data = $2 FROM nodes n WHERE n.id = r.node_id AND n.system_id = $1`,
        [id, Buffer.from(output)],
      );
    }
    await client.query('COMMIT');
  } finally {
    client.release();
  }
  await running;
  expect(await tagged('moved')).toEqual([two]);
});

const TEXTS = { tags_hold: '%FOR SHARE OF t%', nodes_hold: 'SELECT id FROM nodes%FOR SHARE%' };

/** Waits until a statement of the job waits for a lock. */
async function waitingFor(statement: keyof typeof TEXTS): Promise<void> {
  const blocked = () =>
    region.database.pool.query(
      `SELECT FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1`,
      [TEXTS[statement]],
    );
  await eventually(async () => expect((await blocked()).rowCount).toBeGreaterThan(0));
}

test('asking again while a job is under way has another one do it', async () => {
  await nodesWith(machine('again'));
  await create('again', byId('again'));
  const seen = async () =>
    (await region.database.prisma.tag.findUniqueOrThrow({ where: { name: 'again' } })).evaluations;
  expect(await seen()).toBe(1);
  (await region.post('admin', 'tags/again/', { op: 'rebuild' })).ok();
  expect(await seen()).toBe(2);
  await perform();
  expect(await seen()).toBe(0);
  // One waits; the tag has no need of a second.
  expect(await queuedJobs(region.database, EVALUATE_TAGS)).toHaveLength(1);
});

test('a job that is told to stop stops, and what is left is still to be done', async () => {
  await create('stopped', 'true()');
  const aborted = AbortSignal.abort(new Error('stopping'));
  await expect(evaluateTags({ database: region.database, log: silent }, aborted)).rejects.toThrow('stopping');
  await perform();
  expect((await tagged('stopped')).length).toBeGreaterThan(0);
});

test('more nodes than a page holds are all evaluated', async () => {
  const nodes = await nodesWith(...Array.from({ length: 60 }, (_, index) => machine(index % 2 ? 'odd' : 'even')));
  await create('odd', byId('odd'));
  await create('even', byId('even'));
  await perform();
  expect(await tagged('odd')).toEqual(nodes.filter((_, index) => index % 2 === 1));
  expect(await tagged('even')).toEqual(nodes.filter((_, index) => index % 2 === 0));
});

test.each(['OK', 'FAILED'] as const)(
  'when a node’s commissioning ends with %s it has the tags that match it',
  async (word) => {
    const neighbour = `<lldp><interface><chassis><name>sw-${word}</name></chassis></interface></lldp>`;
    await create(`end-${word}`, byId(`end-${word}`));
    await create(`lldp-${word}`, `//lldp:chassis/lldp:name[text()="sw-${word}"]`);
    await create(`not-${word}`, '//node[@class="none"]');
    const { system_id } = await makeNode(region, 'ready');
    (await region.post('admin', `nodes/${system_id}/`, { op: 'commission' })).ok();
    (await update(`not-${word}`, { add: system_id })).ok();
    const key = await nodeKey(region, system_id);
    await signal(region, key, 'WORKING', { [LSHW]: machine(`end-${word}`) });
    await signal(region, key, word, { [LLDP]: neighbour });
    const { tag_names } = await readNode(region, system_id);
    expect(tag_names).toEqual(expect.arrayContaining([`end-${word}`, `lldp-${word}`]));
    expect(tag_names).not.toContain(`not-${word}`);
  },
);

test('an evaluation of which processes died is given up with an event for administrators', async () => {
  await giveUpEvaluation({ database: region.database, log: silent }, 3);
  const where = { type: 'Failed to evaluate tags' };
  const [event] = await region.database.prisma.event.findMany({ where });
  expect(event).toMatchObject({ level: 40, systemId: null, details: { deaths: 3 } });
  expect(event?.description).toMatch(/^Given up: the process of the region ended 3 times during the evaluation\./);
});
