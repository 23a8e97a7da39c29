import { expect, test } from 'vitest';
import { recordEvent } from '../../../src/events/record.js';
import { makeNode } from '../../support/factories/nodes.js';
import { makeTag } from '../../support/factories/tags.js';
import { deliveriesOf, makeWebhook } from '../../support/factories/webhooks.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();

async function fixture() {
  const tag = (await makeTag(region)).name;
  const zone = `zone-of-${tag}`;
  const { system_id: systemId } = await makeNode(region, 'declared', { zone, tags: [tag] });
  const webhook = await makeWebhook(region, { zone, tag, types: tag });
  const record = (node?: string) =>
    recordEvent(region.database, { level: 'INFO', type: tag, description: '', ...(node && { systemId: node }) });
  return { tag, zone, systemId, webhook, record };
}

test('webhook with filters gets only events of nodes in the zone and with the tag', async () => {
  const { tag, zone, systemId, webhook, record } = await fixture();
  const elsewhere = await makeNode(region, 'declared', { tags: [tag] });
  const untagged = await makeNode(region, 'declared', { zone });
  for (const node of [undefined, elsewhere.system_id, untagged.system_id, systemId]) await record(node);
  expect(await deliveriesOf(region, webhook)).toHaveLength(1);
});

test('webhook follows its zone and its tag when these get other names', async () => {
  const { tag, zone, systemId, webhook, record } = await fixture();
  (await region.put('admin', `zones/${zone}/`, { name: `new-${zone}` })).ok();
  (await region.put('admin', `tags/${tag}/`, { name: `new-${tag}` })).ok();
  await record(systemId);
  expect(await deliveriesOf(region, webhook)).toHaveLength(1);
  const names = { zone: `new-${zone}`, tag: `new-${tag}` };
  expect((await region.get('admin', `webhooks/${webhook.id}/`)).json).toMatchObject(names);
});

test('zone and tag cannot be deleted while a webhook filters by them', async () => {
  const { tag, zone, webhook } = await fixture();
  for (const [what, name] of [
    ['zone', zone],
    ['tag', tag],
  ]) {
    const reply = await region.delete('admin', `${what}s/${name}/`);
    const message = `The ${what} ${name} cannot be deleted: the webhook ${webhook.id} filters by it.`;
    expect([reply.status, reply.text]).toEqual([409, message]);
  }
  (await region.delete('admin', `webhooks/${webhook.id}/`)).ok();
  for (const path of [`zones/${zone}/`, `tags/${tag}/`]) expect((await region.delete('admin', path)).status).toBe(204);
});
