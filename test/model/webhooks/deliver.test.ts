import { expect, test } from 'vitest';
import { recordEvent } from '../../../src/events/record.js';
import { eventually } from '../../support/eventually.js';
import { deliveriesOf, hurryDeliveries, makeWebhook } from '../../support/factories/webhooks.js';
import { performJobs } from '../../support/jobs.js';
import { useRegion } from '../../support/region.js';
import { WebhookReceiver } from '../../support/webhook-receiver.js';

const env = { WEBHOOK_ALLOW: '127.0.0.1' };
const region = useRegion({ env });

/** Makes a webhook to a receiver, which knows its secret then. */
async function hookTo(receiver: WebhookReceiver, form: object = {}) {
  const webhook = await makeWebhook(region, { url: receiver.url, ...form });
  receiver.secrets.push(webhook.secret);
  return webhook;
}

const record = (type: string) =>
  recordEvent(region.database, { level: 'INFO', type, description: `It is ${type}.`, details: { n: 1 } });

const statesOf = async (webhook: { id: number }) => (await deliveriesOf(region, webhook)).map(({ state }) => state);

test('event is delivered once, signed, with what events show', async () => {
  await using receiver = await WebhookReceiver.start();
  await using _jobs = await performJobs(region.database, { env });
  const webhook = await hookTo(receiver, { types: ['first'] });
  await record('first');
  await record('other');
  await eventually(async () => expect(await statesOf(webhook)).toEqual(['delivered']));
  const [delivery] = await deliveriesOf(region, webhook);
  expect(delivery).toMatchObject({ type: 'first', attempts: 1, status: 200, error: '', next_attempt: null });
  expect([receiver.violations, receiver.messages.map(({ id }) => id)]).toEqual([[], [delivery?.message_id]]);
  const { timestamp, ...message } = JSON.parse(receiver.messages[0]?.body ?? '');
  expect(Date.parse(timestamp)).toBeGreaterThan(Date.now() - 60_000);
  const data = { level: 'INFO', description: 'It is first.', node: null, username: null, details: { n: 1 } };
  expect(message).toEqual({ type: 'first', data: { id: expect.any(Number), ...data } });
});

test('events are delivered in order, and a rolled back one is not', async () => {
  await using receiver = await WebhookReceiver.start();
  const webhook = await hookTo(receiver);
  const types = Array.from({ length: 10 }, (_, index) => `event ${index}`);
  await region.database.transaction(async (tx) => {
    for (const type of types) await recordEvent(tx, { level: 'INFO', type, description: '' });
  });
  const undone = region.database.transaction(async (tx) => {
    await recordEvent(tx, { level: 'INFO', type: 'undone', description: '' });
    throw new Error('undo');
  });
  await expect(undone).rejects.toThrow('undo');
  await using _jobs = await performJobs(region.database, { env });
  await eventually(async () => expect(new Set(await statesOf(webhook))).toEqual(new Set(['delivered'])));
  expect([receiver.types, receiver.violations]).toEqual([types, []]);
});

test('delivery that fails is repeated with the same id, and holds up no other webhook', async () => {
  await using receiver = await WebhookReceiver.start((_message, count) => ({
    status: count < 3 ? 500 : 204,
    body: '',
  }));
  await using silent = await WebhookReceiver.start(() => undefined);
  await using _jobs = await performJobs(region.database, { env });
  await hookTo(silent, { types: ['again'] });
  const webhook = await hookTo(receiver, { types: ['again'] });
  await record('again');
  await eventually(async () => {
    await hurryDeliveries(region);
    expect(await statesOf(webhook)).toEqual(['delivered']);
  });
  expect((await deliveriesOf(region, webhook))[0]).toMatchObject({ attempts: 3, status: 204, error: '' });
  expect([new Set(receiver.messages.map(({ id }) => id)).size, receiver.messages.length]).toEqual([1, 3]);
  expect(receiver.violations).toEqual([]);
});

test('delivery whose attempts all fail is a dead letter, which op=retry sends again', async () => {
  let broken = true;
  await using receiver = await WebhookReceiver.start(() => ({ status: broken ? 503 : 200, body: 'x'.repeat(100_000) }));
  await using _jobs = await performJobs(region.database, { env });
  const webhook = await hookTo(receiver, { types: ['doomed'] });
  await record('doomed');
  await eventually(async () => {
    await hurryDeliveries(region);
    expect(await statesOf(webhook)).toEqual(['dead']);
  });
  const [dead] = await deliveriesOf(region, webhook);
  expect(dead).toMatchObject({ attempts: 10, status: 503, error: 'The receiver answers with HTTP status 503.' });
  broken = false;
  const reply = await region.post('admin', `webhooks/${webhook.id}/`, { op: 'retry' });
  expect(reply.json).toEqual({ count: 1 });
  await eventually(async () => expect(await statesOf(webhook)).toEqual(['delivered']));
  expect(new Set(receiver.messages.map(({ id }) => id))).toEqual(new Set([dead?.message_id]));
});

test('delivery that fails four days after its event is a dead letter, and op=retry gives it four days more', async () => {
  await using receiver = await WebhookReceiver.start(() => ({ status: 500, body: '' }));
  const webhook = await hookTo(receiver, { types: ['late'] });
  await record('late');
  await region.database.pool.query("UPDATE webhook_deliveries SET retry_until = retry_until - interval '4 days'");
  await using _jobs = await performJobs(region.database, { env });
  await eventually(async () => expect(await statesOf(webhook)).toEqual(['dead']));
  (await region.post('admin', `webhooks/${webhook.id}/`, { op: 'retry' })).ok();
  await eventually(async () => {
    expect(await deliveriesOf(region, webhook)).toMatchObject([{ attempts: 1, state: 'waiting', status: 500 }]);
  });
});

test('receiver that answers 410 disables its webhook', async () => {
  await using receiver = await WebhookReceiver.start(() => ({ status: 410, body: '' }));
  await using _jobs = await performJobs(region.database, { env });
  const webhook = await hookTo(receiver, { types: ['gone'] });
  await record('gone');
  await eventually(async () => expect(await statesOf(webhook)).toEqual(['dead']));
  const { json } = await region.get('admin', `webhooks/${webhook.id}/`);
  expect(json).toMatchObject({ enabled: false });
  await record('gone');
  expect(await statesOf(webhook)).toEqual(['dead']);
});

test('redirection is not followed, and the address of a name is checked', async () => {
  await using receiver = await WebhookReceiver.start();
  await using other = await WebhookReceiver.start(() => ({
    status: 302,
    headers: { location: receiver.url },
    body: '',
  }));
  const jobs = await performJobs(region.database);
  const webhook = await hookTo(other, { types: ['moved'] });
  const url = receiver.url.replace('127.0.0.1', 'localhost');
  const named = await makeWebhook(region, { url, types: ['moved'] });
  await record('moved');
  const errorsOf = async (hook: { id: number }) => (await deliveriesOf(region, hook)).map(({ error }) => error);
  const forbidden = 'the address or port of the server is not permitted (EACCES).';
  await eventually(async () => {
    expect([await errorsOf(webhook), await errorsOf(named)]).toEqual([[forbidden], [forbidden]]);
  });
  await region.delete('admin', `webhooks/${named.id}/`);
  await jobs[Symbol.asyncDispose]();
  await using _allowed = await performJobs(region.database, { env });
  await eventually(async () => {
    await hurryDeliveries(region);
    expect(await errorsOf(webhook)).toEqual(['The receiver answers with HTTP status 302.']);
  });
  expect(receiver.messages).toEqual([]);
});

test('secret that was replaced signs beside the new one', async () => {
  await using receiver = await WebhookReceiver.start();
  await using _jobs = await performJobs(region.database, { env });
  const webhook = await hookTo(receiver, { types: ['signed'] });
  const { secret } = (await region.post('admin', `webhooks/${webhook.id}/`, { op: 'rotate_secret' })).json as {
    secret: string;
  };
  for (const known of [webhook.secret, secret]) {
    receiver.secrets.splice(0, 2, known);
    await record('signed');
    await eventually(() => expect(receiver.types.length).toBe(known === secret ? 2 : 1));
  }
  expect(receiver.violations).toEqual([]);
});

test('process that stops during a delivery leaves it to the next one, with the same id', async () => {
  await using receiver = await WebhookReceiver.start((_message, count) => (count === 1 ? undefined : { body: 'ok' }));
  const first = await performJobs(region.database, { env });
  const webhook = await hookTo(receiver, { types: ['cut'] });
  await record('cut');
  await eventually(() => expect(receiver.messages.length).toBe(1));
  await first[Symbol.asyncDispose]();
  expect(await statesOf(webhook)).toEqual(['waiting']);
  await using _second = await performJobs(region.database, { env });
  await eventually(async () => {
    await hurryDeliveries(region);
    expect(await statesOf(webhook)).toEqual(['delivered']);
  });
  expect(new Set(receiver.messages.map(({ id }) => id)).size).toBe(1);
  expect(receiver.violations).toEqual([]);
}, 60_000);
