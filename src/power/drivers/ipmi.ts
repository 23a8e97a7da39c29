import { type PowerType, setting } from '../driver.js';
import { powerAddress, powerPass, powerUser } from './settings.js';

export const ipmi: PowerType = {
  name: 'ipmi',
  description: 'IPMI',
  settings: [
    setting({
      name: 'power_driver',
      label: 'Power driver',
      type: 'choice',
      choices: [
        ['LAN', 'LAN [IPMI 1.5]'],
        ['LAN_2_0', 'LAN_2_0 [IPMI 2.0]'],
      ],
      default: 'LAN_2_0',
    }),
    { ...powerAddress, label: 'IP address' },
    powerUser,
    powerPass,
    setting({
      name: 'mac_address',
      label:
        'MAC address - the IP is looked up with ARP and is used if IP address is empty. ' +
        'This is better when the BMC uses DHCP.',
    }),
  ],
  required: [],
};
