import type { Chassis } from '../../jobs/task.js';
import type { PowerContext } from '../driver/machine.js';
import type { MachineDiscovery } from './discovered-machine.js';
import { discoverSeamicroServers } from './seamicro15k.js';
import { discoverUcsServers } from './ucsm.js';
import { discoverDomains } from './virsh.js';

/** Lists the machines of a chassis or hypervisor. @throws PowerError */
export function discoverMachines(chassis: Chassis, context: PowerContext): MachineDiscovery {
  switch (chassis.model) {
    case 'seamicro15k':
      return discoverSeamicroServers(chassis, context);
    case 'ucsm':
      return discoverUcsServers(chassis, context);
    case 'virsh':
      return discoverDomains(chassis, context);
  }
}

/** The address of the chassis, without credentials. */
export function describeChassis(chassis: Chassis): string {
  switch (chassis.model) {
    case 'seamicro15k':
      return chassis.mac;
    case 'ucsm':
      return withoutUser(chassis.url);
    case 'virsh':
      return withoutUser(chassis.powerAddress);
  }
}

function withoutUser(uri: string): string {
  if (!URL.canParse(uri)) return '';
  const { protocol, host, pathname } = new URL(uri);
  return `${protocol}//${host}${pathname}`;
}

/** The secret that messages must not contain; "" for none. */
export function getChassisSecret(chassis: Chassis): string {
  return chassis.model === 'virsh' ? chassis.powerPass : chassis.password;
}
