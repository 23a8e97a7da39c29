import type { Element } from '@xmldom/xmldom';
import type { Chassis } from '../../jobs/task.js';
import { PowerActionError } from '../driver/errors.js';
import type { PowerContext } from '../driver/machine.js';
import { type UcsSession, withUcsSession } from '../drivers/ucsm/session.js';
import { getAttribute, selectElements } from '../io/select-xml.js';
import { createElement } from '../io/xml.js';
import { moveLanBootFirst } from './boot-order.js';
import type { DiscoveredMachine, MachineDiscovery, UnusableMachine } from './discovered-machine.js';

type Ucsm = Extract<Chassis, { model: 'ucsm' }>;

/** Lists the servers of a UCS Manager and makes each boot from the network first. Their power is not changed. */
export async function* discoverUcsServers(chassis: Ucsm, context: PowerContext): MachineDiscovery {
  yield* await withUcsSession(context, chassis, (session) => prepareServers(session, chassis));
}

/** Reads the MAC addresses of all servers first, so that no boot order is changed before a failure of the session. */
async function prepareServers(session: UcsSession, chassis: Ucsm): Promise<(DiscoveredMachine | UnusableMachine)[]> {
  const answer = await session.call('configResolveClass', { classId: 'computeItem' }, createElement('inFilter'));
  const found = new Map<Element, DiscoveredMachine | UnusableMachine>();
  for (const server of selectElements(answer, 'outConfigs/*')) {
    found.set(
      server,
      await catchServerError(server, async () => toDiscoveredMachine(server, await readMacs(session, server), chassis)),
    );
  }
  for (const [server, machine] of found) {
    if ('problem' in machine) continue;
    found.set(server, await catchServerError(server, () => moveLanBootFirst(session, server).then(() => machine)));
  }
  return [...found.values()];
}

/** An error for one server does not affect the others. */
async function catchServerError<Found>(server: Element, find: () => Promise<Found>): Promise<Found | UnusableMachine> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof PowerActionError)) throw error;
    return { name: getAttribute(server, 'dn'), problem: error.message };
  }
}

/** The MAC addresses of all interfaces of all adapters. */
async function readMacs(session: UcsSession, server: Element): Promise<string[]> {
  const macs: string[] = [];
  for (const adaptor of await readChildren(session, server, 'adaptorUnit')) {
    const interfaces = await readChildren(session, adaptor, 'adaptorHostEthIf');
    macs.push(...interfaces.map((item) => getAttribute(item, 'mac')));
  }
  return macs;
}

async function readChildren(session: UcsSession, parent: Element, classId: string): Promise<Element[]> {
  const answer = await session.call('configResolveChildren', { inDn: getAttribute(parent, 'dn'), classId });
  return selectElements(answer, `outConfigs/${classId}`);
}

function toDiscoveredMachine(server: Element, macAddresses: readonly string[], chassis: Ucsm): DiscoveredMachine {
  return {
    name: getAttribute(server, 'dn'),
    architecture: 'amd64',
    macAddresses,
    powerType: 'ucsm',
    powerParameters: {
      power_address: chassis.url,
      power_user: chassis.username,
      power_pass: chassis.password,
      uuid: getAttribute(server, 'uuid'),
    },
  };
}
