import { expect, test } from 'vitest';
import type { Form } from '../../support/body.js';
import { makeWebhook } from '../../support/factories/webhooks.js';
import { makeZone } from '../../support/factories/zones.js';
import { type As, useRegion } from '../../support/region.js';

const region = useRegion();
const create = (form: Form, as: As = 'admin') => region.post(as, 'webhooks/', form);
const url = 'https://example.com/hook';

test('create returns the webhook with a new secret, which reads do not show', async () => {
  const webhook = await makeWebhook(region, { url });
  const other = await makeWebhook(region, { url });
  expect(webhook).toMatchObject({ url, types: [], level: 'INFO', zone: null, tag: null, enabled: true });
  expect(Buffer.from(webhook.secret.replace('whsec_', ''), 'base64')).toHaveLength(32);
  expect(webhook.secret).not.toBe(other.secret);
  for (const path of ['webhooks/', `webhooks/${webhook.id}/`]) {
    const reply = (await region.get('admin', path)).ok();
    expect(reply.text).toContain(url);
    expect(reply.text).not.toContain('secret');
  }
});

test('create with filters keeps them', async () => {
  await makeZone(region, 'far');
  const filters = { types: ['Node deployed', 'Node released'], level: 'ERROR', zone: 'far', enabled: 'false' };
  expect(await makeWebhook(region, filters)).toMatchObject({ ...filters, enabled: false });
});

test('create with an empty type is for all types', async () => {
  expect(await makeWebhook(region, { types: '' })).toMatchObject({ types: [] });
});

test.each([
  ['no URL', {}, 'url'],
  ['a URL of another scheme', { url: 'ftp://example.com/' }, 'url'],
  ['a URL with credentials', { url: 'https://u:p@example.com/' }, 'url'],
  ['a URL with a fragment', { url: 'https://example.com/#x' }, 'url'],
  ['a long URL', { url: `https://example.com/${'x'.repeat(2_000)}` }, 'url'],
  ['a private address', { url: 'http://10.0.0.1/' }, 'url'],
  ['the address of a metadata service', { url: 'http://169.254.169.254/' }, 'url'],
  ['a loopback address in another form', { url: 'http://0x7f000001/' }, 'url'],
  ['a mapped address', { url: 'http://[::ffff:8.8.8.8]/' }, 'url'],
  ['another port of a public address', { url: 'http://8.8.8.8:8080/' }, 'url'],
  ['an unknown level', { url, level: 'AUDIT' }, 'level'],
  ['a long type', { url, types: 'x'.repeat(201) }, 'types'],
  ['an unknown zone', { url, zone: 'nowhere' }, 'zone'],
  ['an unknown tag', { url, tag: 'nothing' }, 'tag'],
  ['another value of enabled', { url, enabled: 'maybe' }, 'enabled'],
])('create with %s is refused', async (_what, form, field) => {
  expect((await create(form)).wrongFields).toEqual([field]);
});

test.each([
  ['user', 403],
  ['worker', 403],
  [null, 401],
] as const)('create by %s is %i', async (as, status) => {
  expect((await create({ url }, as)).status).toBe(status);
});

test('create with an Idempotency-Key is refused, as the answer holds a secret', async () => {
  const headers = { 'idempotency-key': '"one"' };
  const reply = await region.call('admin', 'POST', 'webhooks/', { form: { url }, headers });
  expect(reply.status).toBe(400);
});

test('create of more than 32 webhooks is refused', async () => {
  const { json } = await region.get('admin', 'webhooks/');
  const count = Array.isArray(json) ? json.length : 0;
  for (let made = count; made < 32; made += 1) await makeWebhook(region);
  const reply = await create({ url });
  expect([reply.status, reply.text]).toEqual([400, 'There can be at most 32 webhooks.']);
});
