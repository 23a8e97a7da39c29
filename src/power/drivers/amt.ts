import type { PowerType } from '../driver.js';
import { macAddress, powerAddress, powerPass } from './settings.js';

export const amt: PowerType = {
  name: 'amt',
  description: 'Intel AMT',
  settings: [
    macAddress,
    powerPass,
    {
      ...powerAddress,
      label:
        "An IP address to use instead of the node's primary NIC's IP " +
        '(i.e. the IP of the MAC above, looked up with ARP).',
    },
  ],
  required: [],
};
