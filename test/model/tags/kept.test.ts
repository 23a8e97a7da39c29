import { expect, onTestFinished, test } from 'vitest';
import type { Database } from '../../../src/db/database.js';
import { LSHW_RESULT } from '../../../src/model/hardware/outputs.js';
import { ThreadPool } from '../../../src/model/hardware/thread-pool.js';
import { previewDefinition } from '../../../src/model/tags/preview.js';
import { evaluateTags } from '../../../src/model/tags/rebuild.js';
import { makeReadyNodes } from '../../support/factories/many-nodes.js';
import { makeResult } from '../../support/factories/results.js';
import { makeTag, taggedNodes } from '../../support/factories/tags.js';
import { type Region, startRegion } from '../../support/region.js';
import { byId, evaluateAll, machine, nodesWith, silent } from './evaluation.js';
import { watchReads } from './outputs-read.js';

/** A region with 30 nodes, whose outputs have the ids `kept-0` to `kept-29`, and evaluations in threads of their own. */
async function regionWithNodes() {
  const region = await startRegion();
  onTestFinished(() => region[Symbol.asyncDispose]());
  const nodes = await nodesWith(region, ...Array.from({ length: 30 }, (_, index) => machine(`kept-${index}`)));
  const pool = new ThreadPool(1);
  const reads = watchReads(region.database);
  return { region, nodes, reads, evaluate: (name: string, text: string) => evaluate(region, pool, reads, name, text) };
}

/** Evaluates the definition of a new tag. @returns the nodes with the tag, and of how many nodes outputs were read */
async function evaluate(
  region: Region,
  pool: ThreadPool,
  reads: ReturnType<typeof watchReads>,
  name: string,
  definition: string,
) {
  await makeTag(region, { name, definition });
  Object.assign(reads, { statements: 0, outputs: 0 });
  await evaluateTags({ database: region.database, log: silent, pool }, new AbortController().signal);
  return { ...reads, tagged: await taggedNodes(region, name) };
}

test('a second definition over the same nodes reads no outputs, in fewer statements', async () => {
  const { nodes, evaluate } = await regionWithNodes();
  const first = await evaluate('first', byId('kept-3'));
  expect(first).toMatchObject({ tagged: [nodes[3]], outputs: 30 });
  const second = await evaluate('second', byId('kept-7'));
  expect(second).toMatchObject({ tagged: [nodes[7]], outputs: 0 });
  expect(second.statements).toBeLessThan(first.statements);
});

test('a second definition reads the outputs that have changed', async () => {
  const { region, nodes, evaluate } = await regionWithNodes();
  await evaluate('first', byId('kept-3'));
  await changeOutput(region.database, nodes[5], machine('changed'));
  expect(await evaluate('second', byId('changed'))).toMatchObject({ tagged: [nodes[5]], outputs: 1 });
  expect(await evaluate('third', byId('kept-5'))).toMatchObject({ tagged: [], outputs: 0 });
});

async function changeOutput({ pool }: Database, systemId: string | undefined, output: string): Promise<void> {
  await pool.query(
    'UPDATE commissioning_results r SET data = $2 FROM nodes n WHERE n.id = r.node_id AND n.system_id = $1',
    [systemId, Buffer.from(output)],
  );
}

test('a second definition that needs the copies of outputs matches as on nodes that are read anew', async () => {
  const { nodes, evaluate } = await regionWithNodes();
  await evaluate('first', byId('kept-3'));
  const found = await evaluate('second', '//lshw:node[@id="kept-4"]');
  expect(found).toMatchObject({ tagged: [nodes[4]], outputs: 30 });
  expect(await evaluate('third', 'count(//*) = 6')).toMatchObject({ tagged: nodes, outputs: 0 });
});

test('a second definition after nodes were deleted, added and lost their outputs matches the nodes of now', async () => {
  const { region, nodes, evaluate } = await regionWithNodes();
  await evaluate('first', 'true()');
  const added = await nodesWith(region, machine('added'));
  (await region.delete('admin', `nodes/${nodes[0]}/`)).ok();
  await region.database.pool.query(
    'DELETE FROM commissioning_results USING nodes n WHERE n.id = node_id AND n.system_id = $1',
    [nodes[1]],
  );
  expect(await evaluate('second', 'not(//node[@id="kept-2"])')).toMatchObject({
    tagged: [nodes[1], ...nodes.slice(3), ...added],
    outputs: 2,
  });
});

test('a preview after an evaluation reads no outputs', async () => {
  const region = await startRegion();
  onTestFinished(() => region[Symbol.asyncDispose]());
  const nodes = await nodesWith(region, machine('one'), machine('two'));
  await makeTag(region, { name: 'first', definition: byId('one') });
  await evaluateAll(region);
  const reads = watchReads(region.database);
  const found = await previewDefinition(region.database, byId('two'));
  expect(found).toMatchObject({ count: 1, systemIds: [nodes[1]], examined: 2, complete: true });
  expect(reads.outputs).toBe(0);
});

test('three previews at once after an evaluation each count their own matches', async () => {
  const { region, evaluate } = await regionWithNodes();
  await evaluate('first', byId('kept-1'));
  const texts = ['//node[@id="kept-1" or @id="kept-2"]', '//lshw:node[@id="kept-3"]', 'not(//node[@id="kept-4"])'];
  for (const _round of [1, 2]) {
    const found = await Promise.all(texts.map((text) => previewDefinition(region.database, text)));
    expect(found.map(({ count }) => count)).toEqual([2, 1, 29]);
  }
});

test('threads keep the nodes of two databases with equal ids apart', async () => {
  const pool = new ThreadPool(1);
  const sides = await Promise.all(
    ['a', 'b'].map(async (side) => {
      const region = await startRegion();
      onTestFinished(() => region[Symbol.asyncDispose]());
      const [id = ''] = await makeReadyNodes(region.database, 1);
      await makeResult(region.database, id, LSHW_RESULT, machine(side));
      return { region, side, id, reads: watchReads(region.database) };
    }),
  );
  const ids = sides.map(({ region }) => region.database.pool.query('SELECT id FROM nodes').then(({ rows }) => rows));
  expect(await ids[0]).toEqual(await ids[1]);
  for (const name of ['first', 'second']) {
    for (const { region, side, id, reads } of sides) {
      const found = await evaluate(region, pool, reads, name, byId(side));
      expect(found).toMatchObject({ tagged: [id], outputs: name === 'first' ? 1 : 0 });
    }
  }
});
