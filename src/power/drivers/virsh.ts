import type { ChangePower, MachineState, PowerType, QueryPower } from '../driver/driver.js';
import { PowerActionError } from '../driver/errors.js';
import type { Machine } from '../driver/machine.js';
import { powerAddress, powerId, powerPass } from '../driver/settings.js';
import {
  destroyDomain,
  findDomain,
  listDomains,
  matchDomains,
  readDomainState,
  shutDownDomain,
  startDomain,
} from './virsh/domains.js';
import { type Libvirt, SSH, VIRSH } from './virsh/run-virsh.js';
import { parseLibvirtUri } from './virsh/uri.js';

/** States of a domain that runs; `idle` is one that waits for a resource. */
const RUNNING = ['running', 'idle', 'no state'];
const SHUT_OFF = 'shut off';
/** For queries: what the machine does, as opposed to what libvirt holds for it. */
const STATES: ReadonlyMap<string, MachineState> = new Map([
  ['running', 'on'],
  ['idle', 'on'],
  ['in shutdown', 'on'],
  ['dying', 'on'],
  ['paused', 'off'],
  ['shut off', 'off'],
  ['crashed', 'off'],
  ['pmsuspended', 'off'],
]);

const readLibvirt = (machine: Machine): Libvirt => ({
  address: machine.get('power_address'),
  password: machine.get('power_pass'),
});

async function inspectDomain(machine: Machine) {
  const libvirt = readLibvirt(machine);
  const domain = await findDomain(machine, libvirt, machine.get('power_id'));
  return { libvirt, domain, state: await readDomainState(machine, libvirt, domain) };
}

/** A domain that runs is left alone (docs/contract/power.md 2.2). A paused or crashed one cannot boot before a power-off. */
const on: ChangePower = async (machine) => {
  const { libvirt, domain, state } = await inspectDomain(machine);
  if (!RUNNING.includes(state)) await startDomain(machine, libvirt, domain, state);
};

/**
 * A domain in any other state than `shut off` still holds memory and devices. One that shuts down may end before the
 * command, which libvirt then refuses.
 */
const off: ChangePower = async (machine) => {
  const { libvirt, domain, state } = await inspectDomain(machine);
  if (state === SHUT_OFF) return;
  try {
    await destroyDomain(machine, libvirt, domain);
  } catch (error) {
    if (!(error instanceof PowerActionError) || (await verify(machine)) !== 'off') throw error;
  }
};

/** A domain that is shutting down, as asked before, is left alone. */
const shutdown: ChangePower = async (machine) => {
  const { libvirt, domain, state } = await inspectDomain(machine);
  if (state !== 'in shutdown' && state !== SHUT_OFF) await shutDownDomain(machine, libvirt, domain);
};

const query: QueryPower = async (machine) => STATES.get((await inspectDomain(machine)).state) ?? 'unknown';

/** Stricter than a query: a paused domain is neither on nor off. A transient one is gone after a power-off. */
const verify: QueryPower = async (machine) => {
  const libvirt = readLibvirt(machine);
  const [domain] = matchDomains(await listDomains(machine, libvirt), machine.get('power_id'));
  const state = domain ? await readDomainState(machine, libvirt, domain) : SHUT_OFF;
  if (RUNNING.includes(state)) return 'on';
  return state === SHUT_OFF ? 'off' : 'unknown';
};

export const virsh: PowerType = {
  name: 'virsh',
  description: 'Virsh (virtual systems)',
  settings: [
    { ...powerAddress, check: parseLibvirtUri },
    powerId,
    { ...powerPass, label: 'Power password (optional)' },
  ],
  required: [powerAddress.name, powerId.name],
  driver: { on, off, query, shutdown, verify, tools: [VIRSH, SSH] },
};
