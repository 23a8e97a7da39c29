import { type PowerAction, type PowerChange, type PowerQuery, type PowerType, setting } from '../driver/driver.js';
import { PowerActionError, PowerSettingsError } from '../driver/errors.js';
import type { Machine } from '../driver/machine.js';
import { powerAddress, powerPass, powerUser } from '../driver/settings.js';
import { unlessSo } from '../driver/skip-if-done.js';
import { complaint } from '../io/run-tool.js';
import { IPMITOOL, runIpmitool } from './ipmi/ipmitool.js';

const hardwareAddress = setting({ name: 'power_hwaddress', label: 'Power hardware address' });

/** Where the cartridge is behind the chassis manager, as ipmitool's options for bridging. */
const BRIDGE = /^-[BTbtm]$/;
const NUMBER = /^(0x[0-9a-f]{1,2}|\d{1,3})$/i;

/** @throws PowerSettingsError for anything but pairs of those options with a number */
function bridging(text: string): string[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const good = words.length % 2 === 0 && words.every((word, at) => (at % 2 === 0 ? BRIDGE : NUMBER).test(word));
  if (!good) throw new PowerSettingsError(`The ${hardwareAddress.label} may only hold -B -T -b -t -m with numbers.`);
  return words;
}

function power(machine: Machine, verb: string) {
  return runIpmitool(machine, [...bridging(machine.get(hardwareAddress.name)), 'power', verb]);
}

const query: PowerQuery = async (machine) => {
  const result = await power(machine, 'status');
  const state = /^Chassis Power is (\w+)\s*$/m.exec(result.stdout)?.[1];
  if (state === 'on' || state === 'off') return state;
  if (state === undefined) throw new PowerActionError(`ipmitool: ${complaint(result)}`);
  return 'unknown';
};

const DONE = { on: 'Chassis Power Control: Up/On', off: 'Chassis Power Control: Down/Off' } as const;

function change(to: PowerChange): PowerAction {
  return unlessSo(query, to, async (machine) => {
    const result = await power(machine, to);
    if (!result.stdout.includes(DONE[to])) throw new PowerActionError(`ipmitool: ${complaint(result)}`);
  });
}

export const moonshot: PowerType = {
  name: 'moonshot',
  description: 'iLO4 Moonshot Chassis',
  settings: [powerAddress, powerUser, powerPass, hardwareAddress],
  required: [],
  driver: { on: change('on'), off: change('off'), query, verified: true, tools: [IPMITOOL] },
};
