import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { normalMac } from '../../params/values.js';
import type { ChangePower, PowerType } from '../driver/driver.js';
import { PowerConnError, PowerSettingsError } from '../driver/errors.js';
import { macAddress } from '../driver/settings.js';

/** The packet that wakes the machine with this MAC address: six times FF, then sixteen times the address. */
function createMagicPacket(mac: string): Buffer {
  return Buffer.from('f'.repeat(12) + mac.replaceAll(':', '').repeat(16), 'hex');
}

const wake: ChangePower = async ({ get, environment: { wakeOnLan } }) => {
  const mac = normalMac(get('mac_address'));
  if (!mac) throw new PowerSettingsError(`The ${macAddress.label} is not a valid MAC address.`);
  const socket = createSocket('udp4');
  try {
    socket.bind();
    await once(socket, 'listening');
    socket.setBroadcast(true);
    await new Promise<void>((resolve, reject) => {
      socket.send(createMagicPacket(mac), wakeOnLan.port, wakeOnLan.address, (error) =>
        error ? reject(error) : resolve(),
      );
    });
  } catch (error) {
    throw new PowerConnError('The magic packet could not be sent.', { cause: error });
  } finally {
    socket.close();
  }
};

/** Wake-on-LAN: it can only power on, and there is no confirmation. */
export const etherWake: PowerType = {
  name: 'ether_wake',
  description: 'Wake-on-LAN',
  settings: [macAddress],
  required: ['mac_address'],
  skippedWithout: 'mac_address',
  driver: { on: wake, tools: [] },
};
