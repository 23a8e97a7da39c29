import { z } from 'zod';
import type { HttpRequest } from '../../../http/request.js';
import type { ChangePower, PowerChange, QueryPower } from '../../driver/driver.js';
import { PowerAuthError } from '../../driver/errors.js';
import type { PowerContext } from '../../driver/machine.js';
import { parseHttpAddress } from '../../io/address.js';
import { BmcStatusError, sendBmcRequest } from '../../io/http.js';
import {
  type ChassisAccount,
  type ChassisServer,
  parseChassisJson,
  readChassisAccount,
  readServerId,
  ServerId,
} from './account.js';

const HEADERS = { accept: 'application/json', 'content-type': 'application/json' };

/** Every request carries the credentials: GET in its query, PUT in its body. @throws PowerError */
async function send(context: PowerContext, address: string, request: Omit<HttpRequest, 'server'>): Promise<string> {
  const server = parseHttpAddress(address);
  const path = `${server.pathname}v2.0${request.path}`;
  const { status, text } = await sendBmcRequest(context, { headers: HEADERS, ...request, server, path });
  if (status === 401 || status === 403) throw new PowerAuthError('The chassis refuses the credentials.');
  if (status < 200 || status > 299) throw new BmcStatusError('The chassis', status);
  return text;
}

function get(context: PowerContext, { address, username, password }: ChassisAccount, path: string): Promise<string> {
  const query = new URLSearchParams({ username, password });
  return send(context, address, { method: 'GET', path: `${path}?${query}` });
}

const Servers = z.record(
  ServerId,
  z.object({ nic: z.record(z.string(), z.object({ macAddr: z.string() })).default({}) }),
);

/** The servers of the chassis. @throws BmcStatusError of 404 when it does not support this version */
export async function listV2Servers(context: PowerContext, account: ChassisAccount): Promise<ChassisServer[]> {
  const servers = parseChassisJson(await get(context, account, '/servers'), Servers);
  return Object.entries(servers).map(([id, { nic }]) => ({
    id,
    macAddresses: Object.values(nic).map(({ macAddr }) => macAddr),
  }));
}

/** Sends the command in any state of the server. */
export function createV2Change(change: PowerChange): ChangePower {
  return async (machine) => {
    const account = readChassisAccount(machine);
    const { address, username, password } = account;
    const path = `/servers/${readServerId(machine)}`;
    await get(machine, account, path);
    const [query, action] =
      change === 'on' ? ['', { action: 'power-on', 'using-pxe': true }] : ['?action=power-off&force=true', {}];
    const body = JSON.stringify({ ...action, username, password });
    await send(machine, address, { method: 'PUT', path: `${path}${query}`, body });
  };
}

const Server = z.object({ active: z.boolean() });

export const queryV2: QueryPower = async (machine) => {
  const answer = await get(machine, readChassisAccount(machine), `/servers/${readServerId(machine)}`);
  return parseChassisJson(answer, Server).active ? 'on' : 'off';
};
