import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { PowerAction, PowerType } from '../driver/driver.js';
import { PowerConnError, PowerSettingsError } from '../driver/errors.js';
import { macAddress } from '../driver/settings.js';
import { macBytes } from '../io/mac.js';

/** The packet that wakes the machine with this MAC address: six times FF, then sixteen times the address. */
function magicPacket(mac: Buffer): Buffer {
  return Buffer.concat([Buffer.alloc(6, 0xff), ...Array.from({ length: 16 }, () => mac)]);
}

const wake: PowerAction = async ({ get, world: { wakeOnLan } }) => {
  const mac = macBytes(get('mac_address'));
  if (!mac) throw new PowerSettingsError(`The ${macAddress.label} is no MAC address.`);
  const socket = createSocket('udp4');
  try {
    socket.bind();
    await once(socket, 'listening');
    socket.setBroadcast(true);
    await new Promise<void>((resolve, reject) => {
      socket.send(magicPacket(mac), wakeOnLan.port, wakeOnLan.address, (error) => (error ? reject(error) : resolve()));
    });
  } catch (error) {
    throw new PowerConnError('The magic packet could not be sent.', { cause: error });
  } finally {
    socket.close();
  }
};

/** Wake-on-LAN: it can only power on, and nobody confirms. */
export const etherWake: PowerType = {
  name: 'ether_wake',
  description: 'Wake-on-LAN',
  settings: [macAddress],
  required: ['mac_address'],
  passedOverWithout: 'mac_address',
  driver: { on: wake, tools: [] },
};
