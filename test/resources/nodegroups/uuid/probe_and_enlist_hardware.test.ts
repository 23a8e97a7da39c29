import { beforeEach, expect, test } from 'vitest';
import { PROBE_CHASSIS } from '../../../../src/jobs/task.js';
import type { Form } from '../../../support/body.js';
import { masterPath } from '../../../support/factories/clusters.js';
import { queuedJobs } from '../../../support/jobs.js';
import { type As, useRegion } from '../../../support/region.js';

const SECRET = 'correct-horse-battery-staple';
const SEAMICRO = { model: 'seamicro15k', mac: '02-00-00-AA-BB-01', username: 'root', password: SECRET };
const VIRSH = { model: 'virsh', power_address: 'qemu+ssh://virt@192.0.2.1/system' };

const region = useRegion();
beforeEach(() => region.database.pool.query('DELETE FROM graphile_worker._private_jobs'));

const probe = (form: Form, as: As = 'admin', to = masterPath(region)) =>
  region.post(as, to, { op: 'probe_and_enlist_hardware', ...form });
const queued = () => queuedJobs(region.database, PROBE_CHASSIS);

const seamicro = { ...SEAMICRO, mac: '02:00:00:aa:bb:01' };
const virsh = { model: 'virsh', powerAddress: VIRSH.power_address };
test.each<[string, Form, object]>([
  ['a SeaMicro chassis', SEAMICRO, { ...seamicro, powerControl: 'ipmi' }],
  [
    'a SeaMicro chassis with restapi',
    { ...SEAMICRO, power_control: 'restapi' },
    { ...seamicro, powerControl: 'restapi' },
  ],
  [
    'a SeaMicro chassis with restapi2',
    { ...SEAMICRO, power_control: 'restapi2' },
    { ...seamicro, powerControl: 'restapi2' },
  ],
  ['a virsh host', VIRSH, { ...virsh, powerPass: '' }],
  ['a virsh host with a password', { ...VIRSH, power_pass: SECRET }, { ...virsh, powerPass: SECRET }],
  [
    'a powerkvm host, with a parameter of other models',
    { ...VIRSH, model: 'powerkvm', mac: 'not looked at' },
    { ...virsh, powerPass: '' },
  ],
])(
  'probe_and_enlist_hardware of %s is answered at once, and queues a job with what it needs',
  async (_what, form, chassis) => {
    const reply = await probe(form);
    expect([reply.status, reply.text]).toEqual([200, '']);
    expect(await queued()).toEqual([{ uuid: region.worker.uuid, chassis, requestedBy: 'admin' }]);
  },
);

test.each<[string, Form]>([
  ['mac', { model: 'seamicro15k' }],
  ['username', { model: 'seamicro15k', mac: SEAMICRO.mac }],
  ['password', { model: 'seamicro15k', mac: SEAMICRO.mac, username: 'root' }],
  ['power_address', { model: 'virsh' }],
  ['power_address', { model: 'powerkvm' }],
  ['model', {}],
])('probe_and_enlist_hardware without %s is refused in plain text: %j', async (name, form) => {
  const reply = await probe(form);
  expect([reply.status, reply.text]).toEqual([400, `No provided ${name}!`]);
  expect(await queued()).toEqual([]);
});

test.each<[string, Form]>([
  ['model', { model: 'bogus' }],
  ['mac', { ...SEAMICRO, mac: '02:00' }],
])('probe_and_enlist_hardware with a bad %s is refused under its name', async (name, form) => {
  const reply = await probe(form);
  expect([reply.status, reply.json]).toEqual([400, { [name]: [expect.any(String)] }]);
  expect(await queued()).toEqual([]);
});

test('probe_and_enlist_hardware with an unknown power_control is refused in plain text', async () => {
  const reply = await probe({ ...SEAMICRO, power_control: 'x' });
  expect([reply.status, reply.text]).toEqual([400, 'power_control: Use ipmi, restapi or restapi2.']);
  expect(await queued()).toEqual([]);
});

test.each([
  ['user', 403],
  ['worker', 403],
  [null, 401],
] as const)('probe_and_enlist_hardware by %s is %i, and queues nothing', async (as, status) => {
  expect((await probe(VIRSH, as)).status).toBe(status);
  expect(await queued()).toEqual([]);
});

test('probe_and_enlist_hardware of an unknown cluster is 404, before its parameters are validated', async () => {
  expect((await probe({}, 'admin', 'nodegroups/unknown/')).status).toBe(404);
});
