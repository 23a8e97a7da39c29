import type { ChangePower, MachineState, PowerType, QueryPower } from '../driver/driver.js';
import type { Machine } from '../driver/machine.js';
import { powerAddress, powerId, powerPass } from '../driver/settings.js';
import { destroyDomain, type Libvirt, readDomainState, SSH, startDomain, VIRSH } from './virsh/session.js';

const STATES: ReadonlyMap<string, MachineState> = new Map([
  ['running', 'on'],
  ['in shutdown', 'on'],
  ['idle', 'off'],
  ['paused', 'off'],
  ['shut off', 'off'],
  ['crashed', 'off'],
  ['pmsuspended', 'off'],
]);

const readLibvirt = (machine: Machine): Libvirt => ({
  address: machine.get('power_address'),
  password: machine.get('power_pass'),
});

/**
 * A domain in another state than `shut off` is not started: it can be paused on purpose (docs/contract/power.md 2.2).
 */
const on: ChangePower = async (machine) => {
  const [libvirt, domain] = [readLibvirt(machine), machine.get('power_id')];
  if ((await readDomainState(machine, libvirt, domain)) === 'shut off') await startDomain(machine, libvirt, domain);
};

const off: ChangePower = async (machine) => {
  const [libvirt, domain] = [readLibvirt(machine), machine.get('power_id')];
  if ((await readDomainState(machine, libvirt, domain)) === 'running') await destroyDomain(machine, libvirt, domain);
};

const query: QueryPower = async (machine) =>
  STATES.get(await readDomainState(machine, readLibvirt(machine), machine.get('power_id'))) ?? 'unknown';

export const virsh: PowerType = {
  name: 'virsh',
  description: 'Virsh (virtual systems)',
  settings: [powerAddress, powerId, { ...powerPass, label: 'Power password (optional)' }],
  required: [powerAddress.name, powerId.name],
  driver: { on, off, query, tools: [VIRSH, SSH] },
};
