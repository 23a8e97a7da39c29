import { expect } from 'vitest';
import { z } from 'zod';
import { eventually } from '../../support/eventually.js';
import { makeNode } from '../../support/factories/nodes.js';
import { Libvirtd, qemuDomain, testDomain, virsh } from '../../support/libvirt.js';
import { COMMISSIONING, DECLARED, READY } from '../../support/nodes.js';
import { useRegion } from '../../support/region.js';
import { Node } from '../../support/shapes.js';
import { needsTools } from '../../support/tools.js';
import { performing, states } from '../support.js';

const withQemu = needsTools('virsh', 'libvirtd', 'qemu-system-x86_64');
const withLibvirt = needsTools('virsh', 'libvirtd');

const region = useRegion();

withQemu(
  'life of a node from acquire to release and commissioning powers a real machine accordingly',
  async () => {
    await using libvirtd = await Libvirtd.start();
    const uri = libvirtd.sessionUri;
    await libvirtd.define(uri, 'machine', qemuDomain('machine'));
    await using _jobs = await performing(region.database);
    const node = await makeNode(region, 'ready');
    const form = { power_type: 'virsh', power_parameters_power_address: uri, power_parameters_power_id: 'machine' };
    (await region.put('admin', `nodes/${node.system_id}/`, form)).ok();
    const call = async (as: 'admin' | 'user', op: string) =>
      (await region.post(as, `nodes/${node.system_id}/`, { op })).as(Node);
    const becomes = async (ends: readonly string[], state: string) => {
      await eventually(async () => expect(await states(region.database, node.system_id)).toEqual(ends));
      expect(await virsh(uri, 'domstate', 'machine')).toBe(state);
    };
    (await region.post('user', 'nodes/', { op: 'acquire', name: node.hostname })).ok();
    await call('user', 'start');
    await becomes(['on done'], 'running');
    const { state } = (await region.get('user', `nodes/${node.system_id}/`, { op: 'query_power_state' })).as(
      z.object({ state: z.string() }),
    );
    expect(state).toBe('on');
    await call('user', 'stop');
    await becomes(['on done', 'off done'], 'shut off');
    await call('user', 'start');
    await becomes(['on done', 'off done', 'on done'], 'running');
    expect((await call('user', 'release')).status).toBe(READY);
    await becomes(['on done', 'off done', 'on done', 'off done'], 'shut off');
    expect((await call('admin', 'commission')).status).toBe(COMMISSIONING);
    await becomes(['on done', 'off done', 'on done', 'off done', 'cycle done'], 'running');
  },
  120_000,
);

withQemu(
  'accept of an enlisted machine that is still on boots it for its commissioning',
  async () => {
    await using libvirtd = await Libvirtd.start();
    const uri = libvirtd.sessionUri;
    await libvirtd.define(uri, 'enlisting', qemuDomain('enlisting'));
    await virsh(uri, 'start', 'enlisting');
    const before = await virsh(uri, 'domid', 'enlisting');
    await using _jobs = await performing(region.database);
    const power_parameters = { power_address: uri, power_id: 'enlisting' };
    const { system_id } = await makeNode(region, 'declared', { power_type: 'virsh', power_parameters });
    (await region.post('admin', 'nodes/', { op: 'accept', nodes: system_id })).ok();
    await eventually(async () => expect(await states(region.database, system_id)).toEqual(['cycle done']));
    expect(await virsh(uri, 'domstate', '--reason', 'enlisting')).toBe('running (booted)');
    expect(await virsh(uri, 'domid', 'enlisting')).not.toBe(before);
    const { events } = (await region.get('admin', 'events/', { op: 'query', id: system_id })).as(
      z.object({ events: z.array(z.object({ type: z.string() })) }),
    );
    expect(events.map(({ type }) => type)).toContain('Node powered on');
  },
  60_000,
);

withLibvirt('probe of a libvirt enlists all domains, powered off, but one that is refused', async () => {
  await using libvirtd = await Libvirtd.start();
  const uri = libvirtd.testUri;
  await libvirtd.define(uri, 'alpha', testDomain('alpha', ['52:54:00:00:00:01', '52:54:00:00:00:02']));
  await libvirtd.define(uri, 'beta', testDomain('beta', ['52:54:00:00:00:01']));
  await libvirtd.define(uri, 'gamma', testDomain('gamma', ['52:54:00:00:00:03'], 'i686'));
  await virsh(uri, 'start', 'gamma');
  await using _jobs = await performing(region.database);
  const path = `nodegroups/${region.worker.uuid}/`;
  (await region.post('admin', path, { op: 'probe_and_enlist_hardware', model: 'powerkvm', power_address: uri })).ok();
  const Events = z.object({
    events: z.array(
      z.object({
        type: z.string(),
        details: z.object({ refused: z.array(z.object({ machine: z.string(), reason: z.string() })) }),
      }),
    ),
  });
  const [event] = await eventually(async () => {
    const { events } = (await region.get('admin', 'events/', { op: 'query', limit: 1 })).as(Events);
    expect(events[0]?.type).toBe('Chassis probed');
    return events;
  });
  expect(event?.details.refused.map(({ machine }) => machine)).toEqual(['beta']);
  const found = (await region.get('admin', 'nodes/', { op: 'list' })).as(z.array(Node));
  const enlisted = found.filter(({ power_type: type, status }) => type === 'virsh' && status === DECLARED);
  const shown = enlisted.map(({ architecture, macaddress_set }) => [
    architecture,
    ...macaddress_set.map(({ mac_address }) => mac_address),
  ]);
  expect(shown.sort()).toEqual([
    ['amd64/generic', '52:54:00:00:00:01', '52:54:00:00:00:02'],
    ['i386/generic', '52:54:00:00:00:03'],
    // libvirt's test driver brings one along.
    ['i386/generic', 'aa:bb:cc:dd:ee:ff'],
  ]);
  for (const name of ['alpha', 'gamma', 'test']) expect(await virsh(uri, 'domstate', name)).toBe('shut off');
});
