import type { ChangePower, PowerChange, PowerType, QueryPower } from '../driver/driver.js';
import { PowerSettingsError } from '../driver/errors.js';
import { definePowerSetting, powerAddress, powerPass, powerUser } from '../driver/settings.js';
import { parseHttpAddress } from '../io/address.js';
import { IPMITOOL } from './ipmi/ipmitool.js';
import { checkServerNumber } from './sm15k/account.js';
import { createIpmiChange } from './sm15k/ipmi.js';
import { createV2Change, queryV2 } from './sm15k/rest-v2.js';
import { createV09Change } from './sm15k/rest-v09.js';

/** The protocols of a chassis, by the values of `power_control`. */
const PROTOCOLS = new Map<string, (change: PowerChange) => ChangePower>([
  ['ipmi', createIpmiChange],
  ['restapi', createV09Change],
  ['restapi2', createV2Change],
]);

function createChange(change: PowerChange): ChangePower {
  return async (machine) => {
    const createProtocolChange = PROTOCOLS.get(machine.get('power_control'));
    if (!createProtocolChange) throw new PowerSettingsError('The power control type is not a valid choice.');
    await createProtocolChange(change)(machine);
  };
}

/** Only version 2.0 of the API reports the state. */
const query: QueryPower = async (machine) =>
  machine.get('power_control') === 'restapi2' ? queryV2(machine) : 'unknown';

export const sm15k: PowerType = {
  name: 'sm15k',
  description: 'SeaMicro 15000',
  settings: [
    definePowerSetting({ name: 'system_id', label: 'System ID', check: checkServerNumber }),
    { ...powerAddress, check: parseHttpAddress },
    powerUser,
    powerPass,
    definePowerSetting({
      name: 'power_control',
      label: 'Power control type',
      type: 'choice',
      choices: [
        ['ipmi', 'IPMI'],
        ['restapi', 'REST API v0.9'],
        ['restapi2', 'REST API v2.0'],
      ],
      default: 'ipmi',
    }),
  ],
  required: [],
  driver: { on: createChange('on'), off: createChange('off'), query, tools: [IPMITOOL] },
};
