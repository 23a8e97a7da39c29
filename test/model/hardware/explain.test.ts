import { expect, test } from 'vitest';
import { explainDefinition } from '../../../src/model/hardware/read-outputs.js';

const LSHW = new TextEncoder().encode(`<list>
  <node id="core" class="bus"><node id="cpu:0" class="processor"><size units="Hz">2000</size></node>
  <node id="cpu:1" class="processor"><size units="Hz">3000</size></node></node></list>`);

test.each([
  ['//node[@class="processor"]', 'The expression finds 2.'],
  ['count(//node) > 1', 'The expression is true.'],
  ['//gpu', '“//gpu” finds nothing.'],
  ['//node[@class="display"]/vendor', '“//node” finds 3, but “//node[@class="display"]” finds nothing.'],
  ['//node/product', '“//node” finds 3, but “//node/product” finds nothing.'],
  ['count(//node) = 4', '“count(//node) = 4” is false: “count(//node)” is “3”, and “4” is “4”.'],
  ['//gpu/size > 5', '“//gpu/size > 5” is false. “//gpu” finds nothing.'],
  ['//node and //gpu', 'A condition of "and" is false. “//gpu” finds nothing.'],
  ['//gpu or //tpu', 'None of the 2 alternatives of "or" is true.'],
  ['not(//node)', '“not(//node)” is false.'],
  ['//and[or="x"]', '“//and” finds nothing.'],
  ['//lldp:chassis', '“//lldp:chassis” finds nothing.'],
  ['unknown()', 'The definition cannot be evaluated: Unregistered function: unknown'],
])('the reason of %s is in words', async (definition, why) => {
  const matches = why.startsWith('The expression');
  expect(await explainDefinition(definition, { lshw: LSHW, lldp: null })).toEqual({ matches, why });
});

test('an explanation that takes too long ends', async () => {
  const nested = `not(${'count(//node['.repeat(40)}true()${']) >= 0'.repeat(40)})`;
  const lshw = new TextEncoder().encode(`<list>${'<node/>'.repeat(300)}</list>`);
  const { matches, why } = await explainDefinition(nested, { lshw, lldp: null });
  expect([matches, why]).toEqual([false, 'It takes too long or too much memory.']);
}, 20_000);
