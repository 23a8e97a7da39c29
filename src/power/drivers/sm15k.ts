import { type PowerType, setting } from '../driver.js';
import { powerAddress, powerPass, powerUser } from './settings.js';

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
};
