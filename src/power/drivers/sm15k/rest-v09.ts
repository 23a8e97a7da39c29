import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { KeyedMutex } from '../../../keyed-mutex.js';
import type { ChangePower, PowerChange } from '../../driver/driver.js';
import { PowerActionError, PowerAuthError, PowerConnError, PowerSettingsError } from '../../driver/errors.js';
import type { PowerContext } from '../../driver/machine.js';
import { parseHttpAddress } from '../../io/address.js';
import { BmcStatusError, sendBmcRequest } from '../../io/http.js';
import {
  type ChassisAccount,
  type ChassisServer,
  parseChassisAnswer,
  parseChassisJson,
  readChassisAccount,
  readServerId,
  ServerId,
} from './account.js';

/** One mutex for each chassis. When a chassis does not answer, the actions that wait for it fail with the first one. */
const chassisMutex = new KeyedMutex<string>((error) => error instanceof PowerConnError);

interface Call {
  readonly method: 'GET' | 'PUT';
  readonly place: string;
  /** The order counts, most have no name, and nothing is encoded; empty ones are left out. */
  readonly parameters: readonly string[];
}

/** Statuses of HTTP, and codes in answers, that mean success. */
const SUCCESS_CODES = [200, 202, 304];

const Answer = z.object({ error: z.object({ code: z.coerce.number().int() }), result: z.unknown().optional() });

/** The chassis answers with an error code. */
class ChassisCodeError extends PowerActionError {
  constructor(readonly code: number) {
    super(`The chassis answers with error code ${code}.`);
  }
}

/** @returns the `result` of the answer @throws PowerError */
async function send(context: PowerContext, address: string, call: Call): Promise<unknown> {
  const { method, place, parameters } = call;
  const server = parseHttpAddress(address);
  const query = parameters.filter((parameter) => parameter !== '').join('&');
  const { status, text } = await sendBmcRequest(context, {
    method,
    server,
    path: `${server.pathname}v0.9/${place}?${query}`,
    headers: method === 'PUT' ? { 'content-type': 'text/json' } : {},
  });
  if (status === 401 || status === 403) throw new PowerAuthError('The chassis refuses the credentials.');
  if (!SUCCESS_CODES.includes(status)) throw new BmcStatusError('The chassis', status);
  const { error, result } = parseChassisJson(text, Answer);
  if (!SUCCESS_CODES.includes(error.code)) throw new ChassisCodeError(error.code);
  return result;
}

/** Visible ASCII without the characters that end a parameter. */
const PARAMETER = /^[!-~]*$/;
const DELIMITERS = /[#&]/;

/** @throws PowerSettingsError for characters that this version cannot transport */
function checkParameter(value: string): string {
  if (PARAMETER.test(value) && !DELIMITERS.test(value)) return value;
  throw new PowerSettingsError(
    'User and password of API v0.9 can hold neither blanks, nor & nor #, nor other than ASCII.',
  );
}

const Token = z.string().regex(/^[!-~]+$/);

/** @returns the token of the session; a chassis has one session at a time, which expires */
async function logIn(context: PowerContext, { address, username, password }: ChassisAccount): Promise<string> {
  const parameters = [checkParameter(username), checkParameter(password)];
  const result = await send(context, address, { method: 'GET', place: 'login', parameters }).catch((error: unknown) => {
    throw isUnauthorized(error) ? new PowerAuthError('The chassis refuses the credentials.') : error;
  });
  return parseChassisAnswer(result, Token);
}

/** After a login this code means that another client has taken over the session. */
function isUnauthorized(error: unknown): boolean {
  return error instanceof ChassisCodeError && error.code === 401;
}

const BUSY = 'The chassis has one session at a time, and somebody else has it.';

const Index = z.object({ serverId: z.record(z.string(), z.string()) });

/** The index of a server in the chassis's list. */
async function findIndex(context: PowerContext, address: string, server: string, token: string): Promise<string> {
  const call: Call = { method: 'GET', place: 'servers', parameters: [token] };
  const result = await send(context, address, call).catch((error: unknown) => {
    throw isUnauthorized(error) ? new PowerConnError(BUSY) : error;
  });
  const servers = parseChassisAnswer(result, Index).serverId;
  const [index] = Object.entries(servers).find(([, name]) => name === server) ?? [];
  if (index === undefined || !/^\d+$/.test(index)) throw new PowerActionError(`The chassis has no server ${server}.`);
  return index;
}

const MAX_ATTEMPTS = 5;
const PAUSE_MS = 1_000;

/** Repeats a call while another client has the session. @throws PowerConnError when it keeps it */
async function sendWhileBusy(context: PowerContext, address: string, call: Call): Promise<void> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    try {
      await send(context, address, call);
      return;
    } catch (error) {
      if (!isUnauthorized(error)) throw error;
    }
    // After a timeout during the pause, the next request fails with it.
    if (attempt < MAX_ATTEMPTS) await sleep(PAUSE_MS, undefined, { signal: context.signal }).catch(() => {});
  }
  throw new PowerConnError(BUSY);
}

const COMMANDS: Readonly<Record<PowerChange, readonly string[]>> = {
  on: ['action=Power-On', 'using-pxe=true'],
  off: ['action=Power-Off', 'force=true'],
};

/** Sends the command in any state of the server, which this version cannot query. */
export function createV09Change(change: PowerChange): ChangePower {
  return async (machine) => {
    const [account, server] = [readChassisAccount(machine), readServerId(machine)];
    const { address } = account;
    await chassisMutex.runExclusive(parseHttpAddress(address).origin, async () => {
      const token = await logIn(machine, account);
      const index = await findIndex(machine, address, server, token);
      const parameters = [...COMMANDS[change], token];
      await sendWhileBusy(machine, address, { method: 'PUT', place: `servers/${index}`, parameters });
    });
  };
}

const All = z.record(
  z.string(),
  z.object({
    serverId: ServerId,
    serverNIC: z.union([z.string(), z.number()]).transform(String),
    serverMacAddr: z.string(),
  }),
);

/** The servers of the chassis by ids such as `0/0`, each with the MAC address of its first interface. */
export function listV09Servers(context: PowerContext, account: ChassisAccount): Promise<ChassisServer[]> {
  return chassisMutex.runExclusive(parseHttpAddress(account.address).origin, async () => {
    const token = await logIn(context, account);
    const result = await send(context, account.address, { method: 'GET', place: 'servers/all', parameters: [token] });
    const first = Object.values(parseChassisAnswer(result, All)).filter(({ serverNIC }) => serverNIC === '0');
    return first.map(({ serverId, serverMacAddr }) => ({ id: serverId, macAddresses: [serverMacAddr] }));
  });
}
