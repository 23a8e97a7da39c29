import { readFile } from 'node:fs/promises';
import { PowerConnError, PowerSettingsError } from '../driver/errors.js';
import type { Machine } from '../driver/machine.js';
import { macBytes } from './mac.js';

/** Set by the kernel in the flags of entries whose MAC address it knows. */
const COMPLETE = 0x2;

/** The address of a machine on the networks that this one is on; undefined while none is known (contract/power.md 1.3). */
export async function lookUpArp(table: string, mac: string): Promise<string | undefined> {
  const wanted = macBytes(mac)?.toString('hex');
  const text = await readFile(table, 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, , flags, found = '']) => (Number(flags) & COMPLETE) !== 0 && macBytes(found)?.toString('hex') === wanted,
    )
    .map(([address]) => address)
    .sort()[0];
}

/**
 * The address of a BMC: the one that is set, else the one that `mac_address` has at the moment.
 * @throws PowerSettingsError when neither is set
 * @throws PowerConnError when no neighbour has that MAC address
 */
export async function bmcAddress(machine: Machine): Promise<string> {
  const [address, mac] = [machine.get('power_address'), machine.get('mac_address')];
  if (address !== '') return address;
  if (!macBytes(mac)) throw new PowerSettingsError('Neither an address nor a valid MAC address is set.');
  const found = await lookUpArp(machine.world.arpTable, mac);
  if (found === undefined) throw new PowerConnError(`No neighbour on the network has the MAC address ${mac}.`);
  return found;
}
