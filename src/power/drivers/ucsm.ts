import type { PowerType } from '../driver/driver.js';
import { PowerSettingsError } from '../driver/errors.js';
import type { Machine } from '../driver/machine.js';
import { definePowerSetting, powerAddress, powerPass, powerUser } from '../driver/settings.js';
import { parseHttpUrl } from '../io/address.js';
import type { UcsServer } from './ucsm/power-control.js';

const uuid = definePowerSetting({ name: 'uuid', label: 'Server UUID' });
const settings = {
  uuid,
  url: { ...powerAddress, label: 'URL for XML API', check: parseHttpUrl },
  username: { ...powerUser, label: 'API user' },
  password: { ...powerPass, label: 'API password' },
} as const;

/** @throws PowerSettingsError */
function readUcsServer(machine: Machine): UcsServer {
  for (const { name, label } of [settings.uuid, settings.url, settings.username]) {
    if (machine.get(name) === '') throw new PowerSettingsError(`Not set: ${label}.`);
  }
  return {
    uuid: machine.get(settings.uuid.name),
    url: machine.get(settings.url.name),
    username: machine.get(settings.username.name),
    password: machine.get(settings.password.name),
  };
}

/** Loaded by the first action, as it needs the packages for XML. */
const control = () => import('./ucsm/power-control.js');

export const ucsm: PowerType = {
  name: 'ucsm',
  description: 'Cisco UCS Manager',
  settings: Object.values(settings),
  required: [],
  driver: {
    on: async (machine) => (await control()).changePower(machine, readUcsServer(machine), 'on'),
    off: async (machine) => (await control()).changePower(machine, readUcsServer(machine), 'off'),
    query: async (machine) => (await control()).queryPower(machine, readUcsServer(machine)),
    restarts: true,
    tools: [],
  },
};
