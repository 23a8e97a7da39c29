import { readFile } from 'node:fs/promises';
import { normalMac } from '../../params/values.js';
import { PowerConnError, PowerSettingsError } from '../driver/errors.js';
import type { Machine } from '../driver/machine.js';

/** The flag of complete entries: the kernel knows their MAC address. */
const COMPLETE = 0x2;

/**
 * The IP address of a neighbour; undefined when the ARP table does not list its MAC address
 * (docs/contract/power.md 1.3).
 */
export async function lookUpArp(table: string, mac: string): Promise<string | undefined> {
  const wanted = normalMac(mac);
  const text = await readFile(table, 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , flags, found = '']) => (Number(flags) & COMPLETE) !== 0 && normalMac(found) === wanted)
    .map(([address]) => address)
    .sort()[0];
}

/**
 * The address of a BMC: `power_address`, or the current IP address of `mac_address`.
 * @throws PowerSettingsError when neither is set
 * @throws PowerConnError when no neighbour has that MAC address
 */
export async function findBmcAddress(machine: Machine): Promise<string> {
  const [address, mac] = [machine.get('power_address'), machine.get('mac_address')];
  if (address !== '') return address;
  if (!normalMac(mac)) throw new PowerSettingsError('Neither an address nor a valid MAC address is set.');
  const found = await lookUpArp(machine.environment.arpTable, mac);
  if (found === undefined) throw new PowerConnError(`No neighbour on the network has the MAC address ${mac}.`);
  return found;
}
