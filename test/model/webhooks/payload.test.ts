import { expect, test } from 'vitest';
import { recordEvent } from '../../../src/events/record.js';
import { ask, poweredNode } from '../../power/support.js';
import { eventually } from '../../support/eventually.js';
import { makeWebhook } from '../../support/factories/webhooks.js';
import { performJobs } from '../../support/jobs.js';
import { useRegion } from '../../support/region.js';
import { WebhookReceiver } from '../../support/webhook-receiver.js';

const env = { WEBHOOK_ALLOW: '127.0.0.1' };
const region = useRegion({ env });
const BMC = '10.98.76.54';

const description = 'The description and the details of this event are in events/ only.';

test('payload of a failed power action does not have the address of the BMC, which events/ has', async () => {
  await using receiver = await WebhookReceiver.start();
  await using _jobs = await performJobs(region.database, { env });
  const { secret } = await makeWebhook(region, { url: receiver.url, types: ['Failed to power on node'] });
  receiver.secrets.push(secret);
  const uris = ['on', 'off', 'query'].map((name) => [`power_${name}_uri`, `http://${BMC}/${name}`]);
  const node = await poweredNode(region.database, 'webhook', Object.fromEntries(uris));
  await ask(region.database, [node], 'on');
  await eventually(() => expect(receiver.messages.length).toBe(1));
  const body = receiver.messages[0]?.body ?? '';
  expect(JSON.parse(body)).toMatchObject({ data: { node, level: 'ERROR', description, details: null } });
  expect(body).not.toContain(BMC);
  expect((await region.get('admin', 'events/', { op: 'query', level: 'ERROR' })).text).toContain(BMC);
});

test('payload of a probe does not have the address of the chassis', async () => {
  await using receiver = await WebhookReceiver.start();
  await using _jobs = await performJobs(region.database, { env });
  const { secret } = await makeWebhook(region, { url: receiver.url, types: ['Chassis probed'] });
  receiver.secrets.push(secret);
  const details = { address: BMC };
  await recordEvent(region.database, { level: 'INFO', type: 'Chassis probed', description: `ucsm ${BMC}`, details });
  await eventually(() => expect(receiver.messages.length).toBe(1));
  expect(JSON.parse(receiver.messages[0]?.body ?? '')).toMatchObject({ data: { description, details: null } });
  expect(receiver.messages[0]?.body).not.toContain(BMC);
});
