import type { PowerType } from '../driver.js';
import { powerAddress, powerId, powerPass } from './settings.js';

export const virsh: PowerType = {
  name: 'virsh',
  description: 'Virsh (virtual systems)',
  settings: [powerAddress, powerId, { ...powerPass, label: 'Power password (optional)' }],
  required: [],
};
