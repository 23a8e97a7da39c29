import type { ChangePower, PowerChange, PowerType, QueryPower } from '../driver/driver.js';
import { PowerSettingsError } from '../driver/errors.js';
import type { Machine } from '../driver/machine.js';
import { definePowerSetting, powerAddress, powerPass, powerUser } from '../driver/settings.js';
import { skipIfInState } from '../driver/skip-if-in-state.js';
import { parseHostPort } from '../io/address.js';
import { checkIpmiPassword, checkIpmiUser, IPMITOOL, runIpmitool, toIpmitoolError } from './ipmi/ipmitool.js';

const hardwareAddress = definePowerSetting({
  name: 'power_hwaddress',
  label: 'Power hardware address',
  check: parseBridging,
});

/** ipmitool's options for bridging, which address a cartridge behind the chassis manager. */
const BRIDGE = /^-[BTbtm]$/;
const NUMBER = /^(0x[0-9a-f]{1,2}|\d{1,3})$/i;

/** @throws PowerSettingsError unless the text consists of those options, each with a number */
function parseBridging(text: string): string[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const isValid = words.length % 2 === 0 && words.every((word, at) => (at % 2 === 0 ? BRIDGE : NUMBER).test(word));
  if (!isValid) throw new PowerSettingsError(`The ${hardwareAddress.label} may only hold -B -T -b -t -m with numbers.`);
  return words;
}

function runPowerCommand(machine: Machine, verb: string) {
  return runIpmitool(machine, [...parseBridging(machine.get(hardwareAddress.name)), 'power', verb]);
}

const query: QueryPower = async (machine) => {
  const result = await runPowerCommand(machine, 'status');
  const state = /^Chassis Power is (\w+)\s*$/m.exec(result.stdout)?.[1];
  if (state === 'on' || state === 'off') return state;
  if (state === undefined) throw toIpmitoolError(result);
  return 'unknown';
};

const CONFIRMATIONS = { on: 'Chassis Power Control: Up/On', off: 'Chassis Power Control: Down/Off' } as const;

function createChange(change: PowerChange): ChangePower {
  return skipIfInState(query, change, async (machine) => {
    const result = await runPowerCommand(machine, change);
    if (!result.stdout.includes(CONFIRMATIONS[change])) throw toIpmitoolError(result);
  });
}

export const moonshot: PowerType = {
  name: 'moonshot',
  description: 'iLO4 Moonshot Chassis',
  settings: [
    { ...powerAddress, check: parseHostPort },
    { ...powerUser, check: checkIpmiUser },
    { ...powerPass, check: checkIpmiPassword },
    hardwareAddress,
  ],
  required: [],
  driver: { on: createChange('on'), off: createChange('off'), query, verify: query, tools: [IPMITOOL] },
};
