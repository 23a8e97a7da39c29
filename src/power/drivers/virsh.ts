import type { MachineState, PowerAction, PowerQuery, PowerType } from '../driver/driver.js';
import type { Machine } from '../driver/machine.js';
import { powerAddress, powerId, powerPass } from '../driver/settings.js';
import { destroyDomain, domainState, type Libvirt, SSH, startDomain, VIRSH } from './virsh/session.js';

const STATES: ReadonlyMap<string, MachineState> = new Map([
  ['running', 'on'],
  ['in shutdown', 'on'],
  ['idle', 'off'],
  ['paused', 'off'],
  ['shut off', 'off'],
  ['crashed', 'off'],
  ['pmsuspended', 'off'],
]);

const libvirtOf = (machine: Machine): Libvirt => ({
  address: machine.get('power_address'),
  password: machine.get('power_pass'),
});

/** A domain in any other state than `shut off` is left alone: it may be paused on purpose (contract/power.md 2.2). */
const on: PowerAction = async (machine) => {
  const [libvirt, domain] = [libvirtOf(machine), machine.get('power_id')];
  if ((await domainState(machine, libvirt, domain)) === 'shut off') await startDomain(machine, libvirt, domain);
};

const off: PowerAction = async (machine) => {
  const [libvirt, domain] = [libvirtOf(machine), machine.get('power_id')];
  if ((await domainState(machine, libvirt, domain)) === 'running') await destroyDomain(machine, libvirt, domain);
};

const query: PowerQuery = async (machine) =>
  STATES.get(await domainState(machine, libvirtOf(machine), machine.get('power_id'))) ?? 'unknown';

export const virsh: PowerType = {
  name: 'virsh',
  description: 'Virsh (virtual systems)',
  settings: [powerAddress, powerId, { ...powerPass, label: 'Power password (optional)' }],
  required: [powerAddress.name, powerId.name],
  driver: { on, off, query, tools: [VIRSH, SSH] },
};
