import { expect, test } from 'vitest';
import { LLDP_RESULT, LSHW_RESULT } from '../../../src/model/hardware/outputs.js';
import { makeNode } from '../../support/factories/nodes.js';
import { makeTag, tagNodes } from '../../support/factories/tags.js';
import { nodeKey, readNode, signal } from '../../support/nodes.js';
import { useRegion } from '../../support/region.js';
import { byId, machine } from './evaluation.js';

const region = useRegion();

test.each(['OK', 'FAILED'] as const)(
  'a commissioning that ends with %s tags the node by its new outputs',
  async (word) => {
    const neighbour = `<lldp><interface><chassis><name>sw-${word}</name></chassis></interface></lldp>`;
    await makeTag(region, { name: `end-${word}`, definition: byId(`end-${word}`) });
    await makeTag(region, { name: `lldp-${word}`, definition: `//lldp:chassis/lldp:name[text()="sw-${word}"]` });
    await makeTag(region, { name: `not-${word}`, definition: '//node[@class="none"]' });
    const { system_id } = await makeNode(region, 'commissioning');
    await tagNodes(region, `not-${word}`, system_id);
    const key = await nodeKey(region, system_id);
    await signal(region, key, 'WORKING', { [LSHW_RESULT]: machine(`end-${word}`) });
    await signal(region, key, word, { [LLDP_RESULT]: neighbour });
    const { tag_names } = await readNode(region, system_id);
    expect(tag_names).toEqual(expect.arrayContaining([`end-${word}`, `lldp-${word}`]));
    expect(tag_names).not.toContain(`not-${word}`);
  },
);

test('a signal with a hundred tags needs as many statements as with one', async () => {
  const { pool } = region.database;
  const queriesOfEnd = async () => {
    const { system_id } = await makeNode(region, 'commissioning');
    const key = await nodeKey(region, system_id);
    await signal(region, key, 'WORKING', { [LSHW_RESULT]: machine('cost') });
    await signal(region, key, 'OK');
    return region.queries();
  };
  await pool.query('DELETE FROM tags');
  await makeTag(region, { name: 'one', definition: '//node' });
  const one = await queriesOfEnd();
  await pool.query(
    "INSERT INTO tags (name, definition) SELECT 'many-' || i, '//node[' || i || ']' FROM generate_series(1, 100) i",
  );
  expect(await queriesOfEnd()).toBe(one);
});
