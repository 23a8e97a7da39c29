import { expect, test } from 'vitest';
import { makeNode } from '../../../support/factories/nodes.js';
import { nodePath, UNKNOWN_NODE, type WithSystemId } from '../../../support/nodes.js';
import { type As, useRegion } from '../../../support/region.js';

const SECRET = 'c4nary';

const region = useRegion();
const powerParameters = (as: As, node: WithSystemId) => region.get(as, nodePath(node), { op: 'power_parameters' });
const secretNode = (more: object = {}) =>
  makeNode(region, 'ready', { power_type: 'ipmi', power_parameters: { power_pass: SECRET, ...more } });

test('power_parameters by an administrator answers them in clear, and no cache may keep them', async () => {
  const reply = await powerParameters('admin', await secretNode({ power_address: '127.0.0.1', nested: { a: [1] } }));
  expect(reply.ok().json).toEqual({ power_address: '127.0.0.1', power_pass: SECRET, nested: { a: [1] } });
  expect(reply.headers.get('cache-control')).toBe('no-store');
});

test('power_parameters leaves an event without the parameters', async () => {
  const node = await secretNode();
  (await powerParameters('admin', node)).ok();
  const events = await region.database.prisma.event.findMany({ where: { systemId: node.system_id } });
  expect(events).toMatchObject([{ type: 'Power parameters read', username: 'admin' }]);
  expect(JSON.stringify(events)).not.toContain(SECRET);
});

test('power_parameters of a node without any answers an empty object', async () => {
  expect((await powerParameters('admin', await makeNode(region))).ok().json).toEqual({});
});

test('power_parameters by the owner is 403 without the parameters', async () => {
  const node = await makeNode(region, 'allocated', { power_type: 'ipmi', power_parameters: { power_pass: SECRET } });
  const reply = await powerParameters('user', node);
  expect([reply.status, reply.text.includes(SECRET)]).toEqual([403, false]);
});

test.each([
  ['admin', 404],
  ['user', 403],
] as const)('power_parameters of an unknown node by %s is %i', async (as, status) => {
  expect((await powerParameters(as, UNKNOWN_NODE)).status).toBe(status);
});

test('power_parameters without credentials is 401', async () => {
  expect((await powerParameters(null, await secretNode())).status).toBe(401);
});
