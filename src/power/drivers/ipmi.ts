import type { ChangePower, PowerChange, PowerType } from '../driver/driver.js';
import { PowerActionError } from '../driver/errors.js';
import type { Machine } from '../driver/machine.js';
import { definePowerSetting, powerAddress, powerPass, powerUser } from '../driver/settings.js';
import { parseHostPort } from '../io/address.js';
import { askToShutDown, controlChassis, queryIpmi } from './ipmi/chassis-control.js';
import { IPMI_CHASSIS_CONFIG, IPMIPOWER, PowerPrivilegeError, runFreeIpmi } from './ipmi/freeipmi.js';
import { checkIpmiPassword, checkIpmiUser } from './ipmi/ipmitool.js';

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
    const isRefusal = error instanceof PowerActionError || error instanceof PowerPrivilegeError;
    if (!isRefusal || error.retry) throw error;
  }
}

function createChange(change: PowerChange): ChangePower {
  return async (machine) => {
    await setNetworkBoot(machine);
    await controlChassis(machine, change);
  };
}

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
    { ...powerAddress, label: 'IP address', check: parseHostPort },
    { ...powerUser, check: checkIpmiUser },
    { ...powerPass, check: checkIpmiPassword },
    definePowerSetting({
      name: 'mac_address',
      label:
        'MAC address - the IP is looked up with ARP and is used if IP address is empty. ' +
        'This is better when the BMC uses DHCP.',
    }),
  ],
  required: [],
  driver: {
    on: createChange('on'),
    off: createChange('off'),
    query: queryIpmi,
    shutdown: askToShutDown,
    restarts: true,
    verify: queryIpmi,
    timeoutSeconds: 90,
    tools: [IPMIPOWER, IPMI_CHASSIS_CONFIG],
  },
};
