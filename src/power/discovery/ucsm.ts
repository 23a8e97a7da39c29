import type { Chassis } from '../../jobs/task.js';
import { PowerActionError } from '../driver/errors.js';
import type { PowerContext } from '../driver/machine.js';
import { UcsSession } from '../drivers/ucsm/session.js';
import { attribute, descend, type Element, element } from '../io/xml.js';
import { lanBootsFirst } from './boot-order.js';
import type { Discovery, FoundMachine, UnfitMachine } from './found.js';

type Ucsm = Extract<Chassis, { model: 'ucsm' }>;

/** Asks a UCS Manager for its servers, and has each boot from the network first. They are not switched. */
export async function* findUcsServers(chassis: Ucsm, context: PowerContext): Discovery {
  yield* await UcsSession.within(context, chassis, (session) => prepareServers(session, chassis));
}

/** The MAC addresses of all come first: the boot order is changed when nothing else can go wrong. */
async function prepareServers(session: UcsSession, chassis: Ucsm): Promise<(FoundMachine | UnfitMachine)[]> {
  const answer = await session.call('configResolveClass', { classId: 'computeItem' }, element('inFilter'));
  const found = new Map<Element, FoundMachine | UnfitMachine>();
  for (const server of descend(answer, 'outConfigs', '*')) {
    found.set(server, await orUnfit(server, async () => machineOf(server, await readMacs(session, server), chassis)));
  }
  for (const [server, machine] of found) {
    if ('problem' in machine) continue;
    found.set(server, await orUnfit(server, () => lanBootsFirst(session, server).then(() => machine)));
  }
  return [...found.values()];
}

/** What UCS Manager refuses to do for one server is no reason to leave out the others. */
async function orUnfit<Found>(server: Element, find: () => Promise<Found>): Promise<Found | UnfitMachine> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof PowerActionError)) throw error;
    return { name: attribute(server, 'dn'), problem: error.message };
  }
}

/** Those of all interfaces of all adapters. */
async function readMacs(session: UcsSession, server: Element): Promise<string[]> {
  const macs: string[] = [];
  for (const adaptor of await childrenOf(session, server, 'adaptorUnit')) {
    const interfaces = await childrenOf(session, adaptor, 'adaptorHostEthIf');
    macs.push(...interfaces.map((item) => attribute(item, 'mac')));
  }
  return macs;
}

async function childrenOf(session: UcsSession, parent: Element, classId: string): Promise<readonly Element[]> {
  const answer = await session.call('configResolveChildren', { inDn: attribute(parent, 'dn'), classId });
  return descend(answer, 'outConfigs', classId);
}

function machineOf(server: Element, macAddresses: readonly string[], chassis: Ucsm): FoundMachine {
  return {
    name: attribute(server, 'dn'),
    architecture: 'amd64',
    macAddresses,
    powerType: 'ucsm',
    powerParameters: {
      power_address: chassis.url,
      power_user: chassis.username,
      power_pass: chassis.password,
      uuid: attribute(server, 'uuid'),
    },
  };
}
