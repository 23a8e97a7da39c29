import { beforeEach, expect, test } from 'vitest';
import { PROBE_CHASSIS } from '../../../../src/jobs/task.js';
import type { Form } from '../../../support/body.js';
import { masterPath } from '../../../support/factories/clusters.js';
import { queuedJobs } from '../../../support/jobs.js';
import { type As, useRegion } from '../../../support/region.js';

const UCSM = { url: 'http://192.0.2.2/nuova', username: 'root', password: 'correct-horse-battery-staple' };

const region = useRegion();
beforeEach(() => region.database.pool.query('DELETE FROM graphile_worker._private_jobs'));

const probe = (form: Form, as: As = 'admin', to = masterPath(region)) =>
  region.post(as, to, { op: 'probe_and_enlist_ucsm', ...form });
const queued = () => queuedJobs(region.database, PROBE_CHASSIS);

test('probe_and_enlist_ucsm is answered at once, and queues a job with what it needs', async () => {
  const reply = await probe(UCSM);
  expect([reply.status, reply.text]).toEqual([200, '']);
  const chassis = { model: 'ucsm', ...UCSM };
  expect(await queued()).toEqual([{ uuid: region.worker.uuid, chassis, requestedBy: 'admin' }]);
});

test.each(['url', 'username', 'password'])(
  'probe_and_enlist_ucsm without %s is refused in plain text',
  async (name) => {
    const form = Object.fromEntries(Object.entries(UCSM).filter(([key]) => key !== name));
    const reply = await probe(form);
    expect([reply.status, reply.text]).toEqual([400, `No provided ${name}!`]);
    expect(await queued()).toEqual([]);
  },
);

test.each(['ftp://192.0.2.2/', 'nonsense', 'http://-x-.example.com/', ''])(
  'probe_and_enlist_ucsm with the URL %j is refused',
  async (url) => {
    const reply = await probe({ ...UCSM, url });
    expect([reply.status, reply.json]).toEqual([400, { url: ['Enter an http or https URL.'] }]);
    expect(await queued()).toEqual([]);
  },
);

test.each([
  ['user', 403],
  ['worker', 403],
  [null, 401],
] as const)('probe_and_enlist_ucsm by %s is %i, and queues nothing', async (as, status) => {
  expect((await probe(UCSM, as)).status).toBe(status);
  expect(await queued()).toEqual([]);
});

test('probe_and_enlist_ucsm of an unknown cluster is 404, before its parameters are validated', async () => {
  expect((await probe({}, 'admin', 'nodegroups/unknown/')).status).toBe(404);
});
