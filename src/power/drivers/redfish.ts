import { isIPv6 } from 'node:net';
import type { PowerType } from '../driver/driver.js';
import { PowerSettingsError } from '../driver/errors.js';
import type { Machine } from '../driver/machine.js';
import { definePowerSetting, powerAddress, powerPass, powerUser } from '../driver/settings.js';
import { parseHostPort, parseHttpUrl } from '../io/address.js';
import type { RedfishNode } from './redfish/power-control.js';

const nodeId = definePowerSetting({ name: 'node_id', label: 'Node ID' });

/** Reads an http or https URL, or `host` or `host:port`, which mean https. @throws PowerSettingsError */
function parseRedfishAddress(text: string): URL {
  const url = parseHttpUrl(/^https?:\/\//i.test(text) ? text : toHttps(text));
  if (!/^\/(redfish\/(v1\/)?)?$/.test(url.pathname)) {
    throw new PowerSettingsError('The power address may have no path: a Redfish service is at /redfish/v1/.');
  }
  return url;
}

function toHttps(text: string): string {
  const { host, port } = parseHostPort(text);
  return `https://${isIPv6(host) ? `[${host}]` : host}${port === undefined ? '' : `:${port}`}`;
}

/** @throws PowerSettingsError */
function readRedfishNode(machine: Machine): RedfishNode {
  return {
    server: parseRedfishAddress(machine.get(powerAddress.name)),
    username: machine.get(powerUser.name),
    password: machine.get(powerPass.name),
    nodeId: machine.get(nodeId.name),
  };
}

/** Loaded by the first action: few regions need it. */
const control = () => import('./redfish/power-control.js');

const query = async (machine: Machine) => (await control()).queryPower(machine, readRedfishNode(machine));

/** Beyond the nine types of the document: BMCs with the DMTF's Redfish (DSP0266). */
export const redfish: PowerType = {
  name: 'redfish',
  description: 'Redfish',
  settings: [{ ...powerAddress, check: parseRedfishAddress }, powerUser, powerPass, nodeId],
  required: [powerAddress.name, powerUser.name],
  driver: {
    on: async (machine) => (await control()).powerOn(machine, readRedfishNode(machine)),
    off: async (machine) => (await control()).powerOff(machine, readRedfishNode(machine)),
    query,
    verify: query,
    restarts: true,
    tools: [],
  },
};
