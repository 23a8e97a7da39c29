import { z } from 'zod';
import type { PowerAction, PowerChange, PowerQuery } from '../../driver/driver.js';
import { PowerActionError, PowerAuthError } from '../../driver/errors.js';
import type { PowerContext } from '../../driver/machine.js';
import { readHttpAddress } from '../../io/address.js';
import { askHttp, type HttpRequest } from '../../io/http.js';
import { accountOf, type ChassisAccount, type ChassisServer, readJson, ServerId, serverOf } from './account.js';

const HEADERS = { accept: 'application/json', 'content-type': 'application/json' };

/** The chassis answers with an error status. */
export class StatusError extends PowerActionError {
  constructor(readonly status: number) {
    super(`The chassis answers with HTTP status ${status}.`);
  }
}

/** Asks with credentials in every request: GET has them in its query, PUT in its body. @throws PowerError */
async function ask(context: PowerContext, address: string, request: Omit<HttpRequest, 'server'>): Promise<string> {
  const server = readHttpAddress(address);
  const path = `${server.pathname}v2.0${request.path}`;
  const { status, text } = await askHttp(context, { headers: HEADERS, ...request, server, path });
  if (status === 401 || status === 403) throw new PowerAuthError('The chassis refuses the credentials.');
  if (status < 200 || status > 299) throw new StatusError(status);
  return text;
}

function get(context: PowerContext, { address, username, password }: ChassisAccount, path: string): Promise<string> {
  const query = new URLSearchParams({ username, password });
  return ask(context, address, { method: 'GET', path: `${path}?${query}` });
}

const Servers = z.record(
  ServerId,
  z.object({ nic: z.record(z.string(), z.object({ macAddr: z.string() })).default({}) }),
);

/** The servers of the chassis. @throws StatusError of 404 when it does not have this version */
export async function listByV2(context: PowerContext, account: ChassisAccount): Promise<ChassisServer[]> {
  const servers = readJson(await get(context, account, '/servers'), Servers);
  return Object.entries(servers).map(([id, { nic }]) => ({
    id,
    macAddresses: Object.values(nic).map(({ macAddr }) => macAddr),
  }));
}

/** Has the chassis power a server, whether it is on or off. */
export function changeByV2(change: PowerChange): PowerAction {
  return async (machine) => {
    const account = accountOf(machine);
    const { address, username, password } = account;
    const path = `/servers/${serverOf(machine)}`;
    await get(machine, account, path);
    const [query, action] =
      change === 'on' ? ['', { action: 'power-on', 'using-pxe': true }] : ['?action=power-off&force=true', {}];
    const body = JSON.stringify({ ...action, username, password });
    await ask(machine, address, { method: 'PUT', path: `${path}${query}`, body });
  };
}

const Server = z.object({ active: z.boolean() });

export const queryByV2: PowerQuery = async (machine) => {
  const { active } = readJson(await get(machine, accountOf(machine), `/servers/${serverOf(machine)}`), Server);
  return active ? 'on' : 'off';
};
