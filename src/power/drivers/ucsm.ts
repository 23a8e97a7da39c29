import { type PowerType, setting } from '../driver.js';
import { powerAddress, powerPass, powerUser } from './settings.js';

export const ucsm: PowerType = {
  name: 'ucsm',
  description: 'Cisco UCS Manager',
  settings: [
    setting({ name: 'uuid', label: 'Server UUID' }),
    { ...powerAddress, label: 'URL for XML API' },
    { ...powerUser, label: 'API user' },
    { ...powerPass, label: 'API password' },
  ],
  required: [],
};
