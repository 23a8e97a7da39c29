import { type PowerType, setting } from '../driver.js';
import { powerAddress, powerPass, powerUser } from './settings.js';

export const moonshot: PowerType = {
  name: 'moonshot',
  description: 'iLO4 Moonshot Chassis',
  settings: [powerAddress, powerUser, powerPass, setting({ name: 'power_hwaddress', label: 'Power hardware address' })],
  required: [],
};
