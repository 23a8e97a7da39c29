import { expect, test } from 'vitest';
import { EVALUATE_TAGS } from '../../../src/jobs/task.js';
import { LSHW_RESULT } from '../../../src/model/hardware/outputs.js';
import { evaluateTags, giveUpEvaluation } from '../../../src/model/tags/rebuild.js';
import { eventually } from '../../support/eventually.js';
import { makeReadyNodes } from '../../support/factories/many-nodes.js';
import { makeResult } from '../../support/factories/results.js';
import { makeTag, taggedNodes, tagNodes } from '../../support/factories/tags.js';
import { performJobs, queuedJobs } from '../../support/jobs.js';
import { memoryLog } from '../../support/log.js';
import { useRegion } from '../../support/region.js';
import { byId, evaluateAll, machine, nodesWith, silent } from './evaluation.js';

const region = useRegion();

test('evaluateTags after a tag was created tags the nodes that match its definition', async () => {
  const [one] = await nodesWith(region, machine('new-1'), machine('new-2'));
  await makeTag(region, { name: 'new', definition: byId('new-1') });
  expect(await taggedNodes(region, 'new')).toEqual([]);
  await evaluateAll(region);
  expect(await taggedNodes(region, 'new')).toEqual([one]);
});

test('a process that performs jobs evaluates a new tag immediately', async () => {
  const [one] = await nodesWith(region, machine('job'));
  await using _jobs = await performJobs(region.database);
  await makeTag(region, { name: 'job', definition: byId('job') });
  await eventually(async () => expect(await taggedNodes(region, 'job')).toEqual([one]));
  await eventually(async () => expect(await queuedJobs(region.database, EVALUATE_TAGS)).toEqual([]));
});

test('update of a definition removes the tag from its nodes at once, and evaluateTags tags the new matches', async () => {
  const [one, two] = await nodesWith(region, machine('put-1'), machine('put-2'));
  await makeTag(region, { name: 'put', definition: byId('put-1') });
  await evaluateAll(region);
  expect(await taggedNodes(region, 'put')).toEqual([one]);
  (await region.put('admin', 'tags/put/', { definition: byId('put-2') })).ok();
  expect(await taggedNodes(region, 'put')).toEqual([]);
  await evaluateAll(region);
  expect(await taggedNodes(region, 'put')).toEqual([two]);
});

test('update to an empty definition keeps the nodes of the tag', async () => {
  const [one] = await nodesWith(region, machine('hand'));
  await makeTag(region, { name: 'by-hand', definition: byId('hand') });
  await evaluateAll(region);
  (await region.put('admin', 'tags/by-hand/', { definition: '', comment: 'by hand' })).ok();
  await evaluateAll(region);
  expect(await taggedNodes(region, 'by-hand')).toEqual([one]);
});

test('update to an invalid definition keeps the nodes of the tag', async () => {
  const [one] = await nodesWith(region, machine('refused'));
  await makeTag(region, { name: 'refused', definition: byId('refused') });
  await evaluateAll(region);
  expect((await region.put('admin', 'tags/refused/', { definition: 'invalid::tag' })).status).toBe(400);
  await evaluateAll(region);
  expect(await taggedNodes(region, 'refused')).toEqual([one]);
});

test('rebuild corrects the nodes of a tag with a definition and keeps the nodes of a tag without one', async () => {
  const [one = '', two = ''] = await nodesWith(region, machine('re-1'), machine('re-2'));
  await makeTag(region, { name: 're', definition: byId('re-1') });
  await makeTag(region, { name: 'hand' });
  await evaluateAll(region);
  (await region.post('admin', 'tags/re/', { op: 'update_nodes', add: two, remove: one })).ok();
  await tagNodes(region, 'hand', two);
  for (const name of ['re', 'hand']) (await region.post('admin', `tags/${name}/`, { op: 'rebuild' })).ok();
  expect(await taggedNodes(region, 're')).toEqual([two]);
  await evaluateAll(region);
  expect([await taggedNodes(region, 're'), await taggedNodes(region, 'hand')]).toEqual([[one], [two]]);
});

test('evaluateTags reads outputs of successful scripts only, and an empty document without outputs', async () => {
  const [failed = '', bare = ''] = await makeReadyNodes(region.database, 2);
  await makeResult(region.database, failed, LSHW_RESULT, machine('failed'), 1);
  await makeTag(region, { name: 'failed', definition: byId('failed') });
  await makeTag(region, { name: 'all', definition: 'true()' });
  await evaluateAll(region);
  expect(await taggedNodes(region, 'failed')).toEqual([]);
  expect(await taggedNodes(region, 'all')).toEqual(expect.arrayContaining([failed, bare]));
});

test('evaluateTags with a definition that fails matches nothing and logs the failure once', async () => {
  const [one = ''] = await nodesWith(region, machine('broken'));
  await makeTag(region, { name: 'broken', definition: '//nge:bar' });
  await tagNodes(region, 'broken', one);
  const { log, lines } = memoryLog('warn');
  await evaluateAll(region, log);
  expect(await taggedNodes(region, 'broken')).toEqual([]);
  expect(lines.filter((line) => line.includes('broken'))).toHaveLength(1);
  expect(lines.join('')).toContain('nge');
});

test('evaluateTags that is aborted throws, and the next run does the rest', async () => {
  await nodesWith(region, machine('stopped'));
  await makeTag(region, { name: 'stopped', definition: 'true()' });
  const aborted = AbortSignal.abort(new Error('stopping'));
  await expect(evaluateTags({ database: region.database, log: silent }, aborted)).rejects.toThrow('stopping');
  await evaluateAll(region);
  expect((await taggedNodes(region, 'stopped')).length).toBeGreaterThan(0);
});

test('evaluateTags with more nodes than a page evaluates all of them', async () => {
  const outputs = Array.from({ length: 60 }, (_, index) => machine(index % 2 ? 'odd' : 'even'));
  const nodes = await nodesWith(region, ...outputs);
  for (const name of ['odd', 'even']) await makeTag(region, { name, definition: byId(name) });
  await evaluateAll(region);
  expect(await taggedNodes(region, 'odd')).toEqual(nodes.filter((_, index) => index % 2 === 1));
  expect(await taggedNodes(region, 'even')).toEqual(nodes.filter((_, index) => index % 2 === 0));
});

test('giveUpEvaluation records an event for administrators', async () => {
  await giveUpEvaluation({ database: region.database, log: silent }, 3);
  const where = { type: 'Failed to evaluate tags' };
  const [event] = await region.database.prisma.event.findMany({ where });
  expect(event).toMatchObject({ level: 40, systemId: null, details: { deaths: 3 } });
  expect(event?.description).toMatch(/^Given up: the process of the region ended 3 times during the evaluation\./);
});

test.each([
  ['with a control character', (text: string) => `\u0001${text}`],
  ['that is cut off', (text: string) => text.slice(0, -10)],
  [
    'of more than 4 MiB',
    (text: string) =>
      `${text.slice(0, -7)}${'<node id="x" class="memory"><size>1</size></node>'.repeat(100_000)}</list>`,
  ],
])('an evaluation of output %s matches what can be read', async (what, damage) => {
  const name = `damaged-${what.length}`;
  const [id] = await nodesWith(region, damage(machine(name)));
  await makeTag(region, { name, definition: byId(name) });
  await evaluateAll(region);
  const { rows } = await region.database.pool.query(
    'SELECT n.system_id FROM node_tags j JOIN nodes n ON n.id = j.node_id JOIN tags t ON t.id = j.tag_id WHERE t.name = $1',
    [name],
  );
  expect(rows).toEqual([{ system_id: id }]);
});
