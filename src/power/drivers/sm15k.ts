import { type PowerAction, type PowerChange, type PowerType, setting } from '../driver.js';
import { PowerSettingsError } from '../errors.js';
import { IPMITOOL } from '../ipmitool.js';
import { powerAddress, powerPass, powerUser } from './settings.js';
import { changeByIpmi } from './sm15k/ipmi.js';

/** The ways to talk to a chassis, by the values of `power_control`. */
const CONTROLS = new Map<string, (change: PowerChange) => PowerAction>([['ipmi', changeByIpmi]]);

function change(to: PowerChange): PowerAction {
  return async (machine) => {
    const control = CONTROLS.get(machine.get('power_control'));
    if (!control) throw new PowerSettingsError('The power control type is none that there is.');
    await control(to)(machine);
  };
}

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
  driver: { on: change('on'), off: change('off'), tools: [IPMITOOL] },
};
