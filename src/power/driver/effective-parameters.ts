import type { PowerType, Setting } from './driver.js';
import { PowerSettingsError } from './errors.js';
import type { PowerParameters } from './machine.js';

/** A node as far as powering it is concerned. */
export interface PowerNode {
  readonly systemId: string;
  /** As stored: whatever enlisted the node may have put it there. */
  readonly powerParameters: Readonly<Record<string, unknown>>;
  /** The first of its MAC addresses. */
  readonly macAddress: string | undefined;
}

/**
 * The parameters that a driver works with (contract/power.md 1.2): the settings of the type and nothing else, so that
 * what is stored can bring in no paths of programs and no options. Those that are not stored and have no default are
 * left out.
 */
export function effectiveParameters(type: PowerType, node: PowerNode): PowerParameters {
  const values = type.settings.map(({ name }) => {
    const value = textOf(node.powerParameters[name]) ?? fallback(type, node, name);
    return [name, value] as const;
  });
  return new Map(values.filter((pair): pair is readonly [string, string] => pair[1] !== undefined));
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function fallback({ name: type }: PowerType, { systemId, macAddress }: PowerNode, setting: string): string | undefined {
  switch (setting) {
    case 'system_id':
    case 'power_id':
      return systemId;
    case 'mac_address':
      return macAddress ?? '';
    case 'power_address':
      return type === 'virsh' ? 'qemu://localhost/system' : '';
    case 'power_control':
      return 'ipmi';
    case 'power_user':
    case 'power_hwaddress':
    case 'uuid':
      return undefined;
    default:
      return '';
  }
}

/** @throws PowerSettingsError when a value could be taken for something else than a value */
export function checkParameters({ settings }: PowerType, parameters: PowerParameters): void {
  for (const setting of settings) checkValue(setting, parameters.get(setting.name) ?? '');
}

/** Far more than any BMC takes, and far less than a program can be started with. */
const MAX_LENGTH = 4_096;

function checkValue({ label, secret, name }: Setting, value: string): void {
  if (value.length > MAX_LENGTH) throw new PowerSettingsError(`${label} is too long.`);
  if (/\p{Control}/u.test(value)) throw new PowerSettingsError(`${label} holds control characters.`);
  // A moonshot's hardware address is made of options; its driver reads them word by word.
  if (value.startsWith('-') && !secret && name !== 'power_hwaddress') {
    throw new PowerSettingsError(`${label} begins with a dash.`);
  }
}
