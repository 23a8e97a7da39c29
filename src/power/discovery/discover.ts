import type { Chassis } from '../../jobs/task.js';
import type { PowerContext } from '../driver/machine.js';
import type { Discovery } from './found.js';
import { findSeamicroServers } from './seamicro15k.js';
import { findUcsServers } from './ucsm.js';
import { findDomains } from './virsh.js';

/** Asks a chassis or hypervisor for its machines. @throws PowerError */
export function discover(chassis: Chassis, context: PowerContext): Discovery {
  switch (chassis.model) {
    case 'seamicro15k':
      return findSeamicroServers(chassis, context);
    case 'ucsm':
      return findUcsServers(chassis, context);
    case 'virsh':
      return findDomains(chassis, context);
  }
}

/** The chassis in words, without credentials. */
export function nameOf(chassis: Chassis): string {
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

/** What must be shown nowhere; "" for nothing. */
export function secretOf(chassis: Chassis): string {
  return chassis.model === 'virsh' ? chassis.powerPass : chassis.password;
}
