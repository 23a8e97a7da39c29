import type { PowerType } from './driver/driver.js';
import type { PowerSetting } from './driver/settings.js';
import { amt } from './drivers/amt.js';
import { dli } from './drivers/dli.js';
import { etherWake } from './drivers/ether_wake.js';
import { fenceCdu } from './drivers/fence_cdu.js';
import { ipmi } from './drivers/ipmi.js';
import { moonshot } from './drivers/moonshot.js';
import { redfish } from './drivers/redfish.js';
import { sm15k } from './drivers/sm15k.js';
import { ucsm } from './drivers/ucsm.js';
import { virsh } from './drivers/virsh.js';
import { webhook } from './drivers/webhook.js';

/** The power types of the document, in the order in which the API lists them. */
const DOCUMENTED: readonly PowerType[] = [etherWake, virsh, fenceCdu, ipmi, moonshot, sm15k, amt, dli, ucsm];
/** All power types: those of the document, and those beyond it. */
export const POWER_TYPES: readonly PowerType[] = [...DOCUMENTED, redfish, webhook];

const byName = new Map(POWER_TYPES.map((type) => [type.name, type]));

export function findPowerType(name: string): PowerType | undefined {
  return byName.get(name);
}

/**
 * The power types as `describe_power_types` returns them (docs/contract/rest.md 6.8).
 * @param all also those beyond the document
 */
export function describePowerTypes(all: boolean) {
  return (all ? POWER_TYPES : DOCUMENTED).map(({ name, description, settings }) => ({
    fields: settings.map(describeSetting),
    name,
    description,
  }));
}

function describeSetting({ name, label, type, choices, default: value }: PowerSetting) {
  return { field_type: type, name, default: value, required: false, choices, label };
}
