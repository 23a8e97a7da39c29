import { type PowerType, setting } from '../driver.js';
import { powerAddress, powerPass, powerUser } from './settings.js';

export const dli: PowerType = {
  name: 'dli',
  description: 'Digital Loggers, Inc. PDU',
  settings: [setting({ name: 'system_id', label: 'Outlet ID' }), powerAddress, powerUser, powerPass],
  required: [],
};
