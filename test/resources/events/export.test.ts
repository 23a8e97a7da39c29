import { beforeAll, expect, test } from 'vitest';
import { recordEvent } from '../../../src/events/record.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();
beforeAll(async () => {
  for (let count = 0; count < 1_001; count += 1) {
    await recordEvent(region.database, { level: 'INFO', type: 'Counted', description: `event ${count}` });
  }
  await recordEvent(region.database, { level: 'ERROR', type: '=1+1', description: 'a "quoted", text' });
});

test('export as JSON lines has all events over several pages, newest first', async () => {
  const reply = await region.get('admin', 'events/', { op: 'export', format: 'jsonl' });
  const events = reply.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(reply.headers.get('content-disposition')).toBe('attachment; filename="events.jsonl"');
  expect(events).toHaveLength(1_002);
  expect(events[0]).toMatchObject({ type: '=1+1', level: 'ERROR' });
  expect(events.at(-1)).toMatchObject({ description: 'event 0' });
});

test('export as CSV quotes texts, and no text is a formula', async () => {
  const form = { op: 'export', format: 'csv', level: 'ERROR' };
  const [head, line, ...rest] = (await region.get('admin', 'events/', form)).text.split('\r\n');
  expect(head).toBe('id,created,level,type,node,hostname,username,description,details');
  expect(line).toMatch(/^\d+,".*",ERROR,'=1\+1,,,,"a ""quoted"", text",$/);
  expect(rest).toEqual(['']);
});

test('export with a limit stops there', async () => {
  const reply = await region.get('admin', 'events/', { op: 'export', format: 'jsonl', limit: 1_001 });
  expect(reply.text.trimEnd().split('\n')).toHaveLength(1_001);
});

test.each([
  ['admin', {}, 400],
  ['admin', { format: 'xml' }, 400],
  ['user', { format: 'csv', level: 'AUDIT' }, 403],
  [null, { format: 'csv' }, 401],
] as const)('export by %s with %j is %i', async (as, form, status) => {
  expect((await region.get(as, 'events/', { op: 'export', ...form })).status).toBe(status);
});
