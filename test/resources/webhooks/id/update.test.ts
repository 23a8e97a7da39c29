import { expect, test } from 'vitest';
import type { Form } from '../../../support/body.js';
import { makeTag } from '../../../support/factories/tags.js';
import { makeWebhook } from '../../../support/factories/webhooks.js';
import { type As, useRegion } from '../../../support/region.js';

const region = useRegion();
const update = (id: number, form: Form, as: As = 'admin') => region.put(as, `webhooks/${id}/`, form);

test('update changes what is given, and keeps the rest', async () => {
  await makeTag(region, { name: 'fast' });
  const { secret: _secret, ...webhook } = await makeWebhook(region, { types: 'a', level: 'ERROR' });
  const changed = (await update(webhook.id, { url: 'http://example.org/', tag: 'fast', enabled: 'false' })).ok();
  const expected = { ...webhook, url: 'http://example.org/', tag: 'fast', enabled: false };
  expect(changed.json).toEqual(expected);
  expect((await update(webhook.id, { tag: '', level: 'DEBUG', types: ['b', 'c'] })).json).toEqual({
    ...expected,
    tag: null,
    level: 'DEBUG',
    types: ['b', 'c'],
  });
});

test('update with an empty text sets types, zone and tag back to all', async () => {
  await makeTag(region, { name: 'slow' });
  const { secret: _secret, ...webhook } = await makeWebhook(region, { types: 'a', tag: 'slow', zone: 'default' });
  const changed = (await update(webhook.id, { types: '', tag: '', zone: '' })).ok();
  expect(changed.json).toEqual({ ...webhook, types: [], tag: null, zone: null });
});

test.each([
  ['a private address', { url: 'http://192.168.0.1/' }, 'url'],
  ['an unknown zone', { zone: 'nowhere' }, 'zone'],
  ['an unknown level', { level: 'LOUD' }, 'level'],
])('update with %s is refused, and changes nothing', async (_what, form, field) => {
  const { secret: _secret, ...webhook } = await makeWebhook(region);
  expect((await update(webhook.id, form)).wrongFields).toEqual([field]);
  expect((await region.get('admin', `webhooks/${webhook.id}/`)).json).toEqual(webhook);
});

test('update of an unknown webhook is 404', async () => {
  expect((await update(999_999, { enabled: 'false' })).status).toBe(404);
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('update by %s is %i', async (as, status) => {
  const { id } = await makeWebhook(region);
  expect((await update(id, { enabled: 'false' }, as)).status).toBe(status);
});
