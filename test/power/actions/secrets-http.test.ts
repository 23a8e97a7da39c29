import { randomBytes } from 'node:crypto';
import pino from 'pino';
import { expect, test } from 'vitest';
import { startJobs } from '../../../src/server/jobs.js';
import { readSettings } from '../../../src/settings.js';
import { freshDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { HttpCounterpart } from '../../support/http-counterpart.js';
import { RedfishBmc } from '../../support/redfish-bmc.js';
import { actionsOf, ask, poweredNode } from '../support.js';

/** Of this run alone: other tests may show theirs. */
const CANARY = `c4nary${randomBytes(4).toString('hex')}`;

test('actions of redfish and webhook keep password and token out of logs, events and errors', async () => {
  await using bmc = await RedfishBmc.start();
  await using controller = await HttpCounterpart.start(({ headers }) => ({
    status: 401,
    body: `${headers.authorization}`,
  }));
  await using fresh = await freshDatabase();
  const uris = ['on', 'off', 'query'].map((name) => [`power_${name}_uri`, `${controller.origin}/${name}`]);
  const nodes = [
    await poweredNode(fresh.database, 'redfish', { ...bmc.parameters, power_pass: CANARY }),
    await poweredNode(fresh.database, 'webhook', { ...Object.fromEntries(uris), power_token: CANARY }),
    await poweredNode(fresh.database, 'webhook', { power_on_uri: 'http://[::1]/', power_token: CANARY }),
  ];
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  const settings = readSettings({ POWER_WEBHOOK_ALLOW: '127.0.0.1' });
  const jobs = await startJobs({ settings, database: fresh.database, log });
  await ask(fresh.database, nodes, 'on');
  const actions = () => Promise.all(nodes.map((node) => actionsOf(fresh.database, node)));
  await eventually(async () => {
    expect((await actions()).flat().map(({ state }) => state)).toEqual(['failed', 'failed', 'failed']);
  });
  await jobs.stop();
  expect(
    [...bmc.server.heard, ...controller.heard].some(({ body, headers }) =>
      `${body}${headers.authorization}`.includes(CANARY),
    ),
  ).toBe(true);
  expect(lines.join('')).toContain('a power action failed');
  const { rows } = await fresh.database.pool.query('SELECT * FROM events');
  expect(rows.length).toBe(3);
  expect(`${lines.join('')}${JSON.stringify([await actions(), rows])}`).not.toContain(CANARY);
});
