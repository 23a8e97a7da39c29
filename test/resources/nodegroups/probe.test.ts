import { Writable } from 'node:stream';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PROBE } from '../../../src/jobs/task.js';
import { queuedJobs } from '../../support/jobs.js';
import { type As, type Region, startRegion } from '../../support/region.js';

const SECRET = 'correct-horse-battery-staple';

let region: Region;
let logged = '';
beforeAll(async () => {
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk);
      done();
    },
  });
  region = await startRegion({ log: pino({ level: 'trace' }, sink) });
});
beforeEach(() => region.database.pool.query('DELETE FROM graphile_worker._private_jobs'));
afterAll(() => region[Symbol.asyncDispose]());

type Form = Readonly<Record<string, string>>;
const path = () => `nodegroups/${region.worker.uuid}/`;
const probe = (form: Form, as: As = 'admin', to = path()) =>
  region.post(as, to, { op: 'probe_and_enlist_hardware', ...form });
const ucsm = (form: Form, as: As = 'admin', to = path()) =>
  region.post(as, to, { op: 'probe_and_enlist_ucsm', ...form });
const queued = () => queuedJobs(region.database, PROBE);

const SEAMICRO = { model: 'seamicro15k', mac: '02-00-00-AA-BB-01', username: 'root', password: SECRET };
const VIRSH = { model: 'virsh', power_address: 'qemu+ssh://virt@192.0.2.1/system' };
const UCSM = { url: 'http://192.0.2.2/nuova', username: 'root', password: SECRET };

describe('a probe is answered at once, and is a job with what it needs', () => {
  const seamicro = { model: 'seamicro15k', mac: '02:00:00:aa:bb:01', username: 'root', password: SECRET };
  const virsh = { model: 'virsh', powerAddress: VIRSH.power_address };

  test.each([
    [SEAMICRO, { ...seamicro, powerControl: 'ipmi' }],
    [
      { ...SEAMICRO, power_control: 'restapi' },
      { ...seamicro, powerControl: 'restapi' },
    ],
    [
      { ...SEAMICRO, power_control: 'restapi2' },
      { ...seamicro, powerControl: 'restapi2' },
    ],
    [VIRSH, { ...virsh, powerPass: '' }],
    [
      { ...VIRSH, power_pass: SECRET },
      { ...virsh, powerPass: SECRET },
    ],
    [
      { ...VIRSH, model: 'powerkvm', mac: 'none of its parameters' },
      { ...virsh, powerPass: '' },
    ],
  ])('%j', async (form: Form, chassis) => {
    const reply = await probe(form);
    expect([reply.status, reply.text]).toEqual([200, '']);
    expect(await queued()).toEqual([{ uuid: region.worker.uuid, chassis, requestedBy: 'admin' }]);
  });

  test('of a UCS Manager', async () => {
    const reply = await ucsm(UCSM);
    expect([reply.status, reply.text]).toEqual([200, '']);
    const chassis = { model: 'ucsm', ...UCSM };
    expect(await queued()).toEqual([{ uuid: region.worker.uuid, chassis, requestedBy: 'admin' }]);
  });
});

describe('what cannot be probed is refused', () => {
  test.each([
    ['mac', { model: 'seamicro15k' }],
    ['username', { model: 'seamicro15k', mac: SEAMICRO.mac }],
    ['password', { model: 'seamicro15k', mac: SEAMICRO.mac, username: 'root' }],
    ['power_address', { model: 'virsh' }],
    ['power_address', { model: 'powerkvm' }],
    ['model', {}],
  ])('when %s is missing: %j', async (name, form: Form) => {
    const reply = await probe(form);
    expect([reply.status, reply.text]).toEqual([400, `No provided ${name}!`]);
  });

  test.each(['url', 'username', 'password'])('when the %s of a UCS Manager is missing', async (name) => {
    const form = Object.fromEntries(Object.entries(UCSM).filter(([key]) => key !== name));
    const reply = await ucsm(form);
    expect([reply.status, reply.text]).toEqual([400, `No provided ${name}!`]);
  });

  test.each([
    ['model', { model: 'bogus' }],
    ['mac', { ...SEAMICRO, mac: '02:00' }],
  ])('when %s is wrong: %j', async (name, form: Form) => {
    const reply = await probe(form);
    expect([reply.status, reply.json]).toEqual([400, { [name]: [expect.any(String)] }]);
  });

  test('when power_control is unknown: 400 text', async () => {
    const reply = await probe({ ...SEAMICRO, power_control: 'x' });
    expect([reply.status, reply.text]).toEqual([400, 'power_control: Use ipmi, restapi or restapi2.']);
  });

  test.each(['ftp://192.0.2.2/', 'nonsense', ''])('when the URL of a UCS Manager is %j', async (url) => {
    const reply = await ucsm({ ...UCSM, url });
    expect([reply.status, reply.json]).toEqual([400, { url: ['Enter an http or https URL.'] }]);
  });

  test('when somebody else than an administrator asks, or the cluster is unknown', async () => {
    for (const as of ['user', 'worker'] as const) {
      expect([(await probe(VIRSH, as)).status, (await ucsm(UCSM, as)).status]).toEqual([403, 403]);
    }
    expect([(await probe(VIRSH, null)).status, (await ucsm(UCSM, null)).status]).toEqual([401, 401]);
    const unknown = 'nodegroups/unknown/';
    expect([(await probe({}, 'admin', unknown)).status, (await ucsm({}, 'admin', unknown)).status]).toEqual([404, 404]);
  });

  afterEach(async () => expect(await queued()).toEqual([]));
});

test('passwords are never logged', async () => {
  (await probe(SEAMICRO)).ok();
  (await ucsm(UCSM)).ok();
  expect((await probe({ ...SEAMICRO, power_control: 'x' })).status).toBe(400);
  expect(logged).toContain('probe_and_enlist_ucsm');
  expect(logged).not.toContain(SECRET);
});
