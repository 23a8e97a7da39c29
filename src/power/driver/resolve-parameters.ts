import type { PowerType } from './driver.js';
import { PowerSettingsError } from './errors.js';
import type { PowerParameters } from './machine.js';
import type { PowerSetting } from './settings.js';

/** The columns of a node that powering it needs. */
export interface PowerNode {
  readonly systemId: string;
  /** "" for none. */
  readonly powerType: string;
  /** As stored. An enlisting machine can have written them, so they are not trusted. */
  readonly powerParameters: Readonly<Record<string, unknown>>;
  /** The first of its MAC addresses. */
  readonly macAddress: string | undefined;
}

/**
 * The parameters that a driver works with (docs/contract/power.md 1.2). Only settings of the type are included, so
 * stored values cannot add paths of programs or options. Settings without a stored value or a default are left out.
 */
export function resolvePowerParameters(type: PowerType, node: PowerNode): PowerParameters {
  const values = type.settings.map(({ name }) => {
    const value = toText(node.powerParameters[name]) ?? defaultValue(type, node, name);
    return [name, value] as const;
  });
  return new Map(values.filter((pair): pair is readonly [string, string] => pair[1] !== undefined));
}

function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function defaultValue(type: PowerType, { systemId, macAddress }: PowerNode, setting: string): string | undefined {
  switch (setting) {
    case 'system_id':
    case 'power_id':
      return systemId;
    case 'mac_address':
      return macAddress ?? '';
    case 'power_address':
      return type.name === 'virsh' ? 'qemu://localhost/system' : '';
    case 'power_control':
      return 'ipmi';
    case 'power_user':
      return type.name === 'webhook' ? '' : undefined;
    case 'power_hwaddress':
    case 'uuid':
      return undefined;
    default:
      return '';
  }
}

/** @throws PowerSettingsError for a value that a tool could interpret as something other than a value */
export function checkPowerParameters({ settings }: PowerType, parameters: PowerParameters): void {
  for (const setting of settings) checkPowerValue(setting, parameters.get(setting.name) ?? '');
}

/** Longer than any BMC accepts, and short enough for the arguments of a program. */
const MAX_LENGTH = 4_096;

/** @throws PowerSettingsError as `checkPowerParameters` */
export function checkPowerValue({ label, secret, name }: PowerSetting, value: string): void {
  if (value.length > MAX_LENGTH) throw new PowerSettingsError(`${label} is too long.`);
  if (/\p{Control}/u.test(value)) throw new PowerSettingsError(`${label} holds control characters.`);
  // The hardware address of moonshot consists of options; its driver validates each word.
  if (value.startsWith('-') && !secret && name !== 'power_hwaddress') {
    throw new PowerSettingsError(`${label} begins with a dash.`);
  }
}
