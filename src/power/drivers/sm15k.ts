import { type PowerAction, type PowerChange, type PowerQuery, type PowerType, setting } from '../driver/driver.js';
import { PowerSettingsError } from '../driver/errors.js';
import { powerAddress, powerPass, powerUser } from '../driver/settings.js';
import { IPMITOOL } from './ipmi/ipmitool.js';
import { changeByIpmi } from './sm15k/ipmi.js';
import { changeByV2, queryByV2 } from './sm15k/rest-v2.js';
import { changeByV09 } from './sm15k/rest-v09.js';

/** The ways to talk to a chassis, by the values of `power_control`. */
const CONTROLS = new Map<string, (change: PowerChange) => PowerAction>([
  ['ipmi', changeByIpmi],
  ['restapi', changeByV09],
  ['restapi2', changeByV2],
]);

function change(to: PowerChange): PowerAction {
  return async (machine) => {
    const control = CONTROLS.get(machine.get('power_control'));
    if (!control) throw new PowerSettingsError('The power control type is none that there is.');
    await control(to)(machine);
  };
}

/** Only version 2 of the API can tell. */
const query: PowerQuery = async (machine) =>
  machine.get('power_control') === 'restapi2' ? queryByV2(machine) : 'unknown';

export const sm15k: PowerType = {
  name: 'sm15k',
  description: 'SeaMicro 15000',
  settings: [
    setting({ name: 'system_id', label: 'System ID' }),
    powerAddress,
    powerUser,
    powerPass,
    setting({
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
  driver: { on: change('on'), off: change('off'), query, tools: [IPMITOOL] },
};
