import type { PowerType } from '../driver.js';
import { powerAddress, powerId, powerPass, powerUser } from './settings.js';

export const fenceCdu: PowerType = {
  name: 'fence_cdu',
  description: 'Sentry Switch CDU',
  settings: [powerAddress, powerId, powerUser, powerPass],
  required: [],
};
