import type { ChangePower, PowerType, QueryPower } from '../driver/driver.js';
import { PowerActionError } from '../driver/errors.js';
import type { Machine } from '../driver/machine.js';
import { definePowerSetting, powerAddress, powerPass, powerUser } from '../driver/settings.js';
import { IPMI_CHASSIS_CONFIG, IPMIPOWER, PowerPrivilegeError, runFreeIpmi, runIpmipower } from './ipmi/freeipmi.js';

/** After a power failure the machine stays off. Only its next boot is from the network. */
const CHASSIS_SETTINGS = [
  'Chassis_Power_Conf:Power_Restore_Policy=Off_State_AC_Apply',
  'Chassis_Boot_Flags:Boot_Flags_Persistent=No',
  'Chassis_Boot_Flags:Boot_Device=PXE',
];

/**
 * Makes the next boot one from the network; as in the original, also before a power-off. A BMC that does not support
 * this, or not for this account, is powered anyway.
 */
async function setNetworkBoot(machine: Machine): Promise<void> {
  const pairs = CHASSIS_SETTINGS.map((pair) => `--key-pair=${pair}`);
  try {
    await runFreeIpmi(machine, IPMI_CHASSIS_CONFIG, ['--commit', ...pairs]);
  } catch (error) {
    if (!(error instanceof PowerActionError || error instanceof PowerPrivilegeError)) throw error;
  }
}

const on: ChangePower = async (machine) => {
  await setNetworkBoot(machine);
  await runIpmipower(machine, ['--cycle', '--on-if-off'], ['ok']);
};

const off: ChangePower = async (machine) => {
  await setNetworkBoot(machine);
  await runIpmipower(machine, ['--off'], ['ok']);
};

const query: QueryPower = (machine) => runIpmipower(machine, ['--stat'], ['on', 'off']);

/** Powering on does not query the state first, so a machine that is on is power-cycled. */
export const ipmi: PowerType = {
  name: 'ipmi',
  description: 'IPMI',
  settings: [
    definePowerSetting({
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
    definePowerSetting({
      name: 'mac_address',
      label:
        'MAC address - the IP is looked up with ARP and is used if IP address is empty. ' +
        'This is better when the BMC uses DHCP.',
    }),
  ],
  required: [],
  driver: { on, off, query, verify: query, timeoutSeconds: 90, tools: [IPMIPOWER, IPMI_CHASSIS_CONFIG] },
};
