import { type PowerAction, type PowerQuery, type PowerType, setting } from '../driver/driver.js';
import { PowerActionError } from '../driver/errors.js';
import type { Machine } from '../driver/machine.js';
import { powerAddress, powerPass, powerUser } from '../driver/settings.js';
import { IPMI_CHASSIS_CONFIG, IPMIPOWER, ipmipower, PrivilegeError, runFreeIpmi } from './ipmi/freeipmi.js';

/** After a loss of power the machine stays off; it boots from the network the next time, and only then. */
const CHASSIS = [
  'Chassis_Power_Conf:Power_Restore_Policy=Off_State_AC_Apply',
  'Chassis_Boot_Flags:Boot_Flags_Persistent=No',
  'Chassis_Boot_Flags:Boot_Device=PXE',
];

/**
 * As it was done ever since, before a power-off too. BMCs that cannot be set up so, or not by this account, are powered
 * all the same.
 */
async function bootFromNetwork(machine: Machine): Promise<void> {
  const pairs = CHASSIS.map((pair) => `--key-pair=${pair}`);
  try {
    await runFreeIpmi(machine, IPMI_CHASSIS_CONFIG, ['--commit', ...pairs]);
  } catch (error) {
    if (!(error instanceof PowerActionError || error instanceof PrivilegeError)) throw error;
  }
}

const on: PowerAction = async (machine) => {
  await bootFromNetwork(machine);
  await ipmipower(machine, ['--cycle', '--on-if-off'], ['ok']);
};

const off: PowerAction = async (machine) => {
  await bootFromNetwork(machine);
  await ipmipower(machine, ['--off'], ['ok']);
};

const query: PowerQuery = (machine) => ipmipower(machine, ['--stat'], ['on', 'off']);

/** A machine that is on and told to power on is power-cycled: its state is not asked for before. */
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
  driver: { on, off, query, verified: true, deadlineSeconds: 90, tools: [IPMIPOWER, IPMI_CHASSIS_CONFIG] },
};
