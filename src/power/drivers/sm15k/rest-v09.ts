import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Turns } from '../../../mutex.js';
import type { PowerAction, PowerChange } from '../../driver/driver.js';
import { PowerActionError, PowerAuthError, PowerConnError, PowerSettingsError } from '../../driver/errors.js';
import type { PowerContext } from '../../driver/machine.js';
import { readHttpAddress } from '../../io/address.js';
import { askHttp } from '../../io/http.js';
import { accountOf, type ChassisAccount, type ChassisServer, read, readJson, ServerId, serverOf } from './account.js';

/** A chassis that is dead is waited for only once: those who wait for it fail with the first. */
const turns = new Turns<string>((error) => error instanceof PowerConnError);

interface Question {
  readonly method: 'GET' | 'PUT';
  readonly place: string;
  /** They count by their order, most have no name, and nothing is encoded; empty ones are left out. */
  readonly parameters: readonly string[];
}

/** Statuses of HTTP, and codes within answers, that mean success. */
const GOOD = [200, 202, 304];

const Answer = z.object({ error: z.object({ code: z.coerce.number().int() }), result: z.unknown().optional() });

/** The chassis has understood the question, and says no. */
class CodeError extends PowerActionError {
  constructor(readonly code: number) {
    super(`The chassis answers with error code ${code}.`);
  }
}

/** @returns the result that the answer holds @throws PowerError */
async function ask(context: PowerContext, address: string, question: Question): Promise<unknown> {
  const { method, place, parameters } = question;
  const server = readHttpAddress(address);
  const query = parameters.filter((parameter) => parameter !== '').join('&');
  const { status, text } = await askHttp(context, {
    method,
    server,
    path: `${server.pathname}v0.9/${place}?${query}`,
    headers: method === 'PUT' ? { 'content-type': 'text/json' } : {},
  });
  if (status === 401 || status === 403) throw new PowerAuthError('The chassis refuses the credentials.');
  if (!GOOD.includes(status)) throw new PowerActionError(`The chassis answers with HTTP status ${status}.`);
  const { error, result } = readJson(text, Answer);
  if (!GOOD.includes(error.code)) throw new CodeError(error.code);
  return result;
}

/** What a parameter can be made of: visible ASCII but for what would end it. */
const PLAIN = /^[!-~]*$/;
const ENDS = /[#&]/;

/** @throws PowerSettingsError for what cannot be sent to this version */
function plain(value: string): string {
  if (PLAIN.test(value) && !ENDS.test(value)) return value;
  throw new PowerSettingsError(
    'User and password of API v0.9 can hold neither blanks, nor & nor #, nor other than ASCII.',
  );
}

const Token = z.string().regex(/^[!-~]+$/);

/** @returns the token of the session; there is one at a time, and it ends by itself */
async function logIn(context: PowerContext, { address, username, password }: ChassisAccount): Promise<string> {
  const question: Question = { method: 'GET', place: 'login', parameters: [plain(username), plain(password)] };
  const result = await ask(context, address, question).catch((error: unknown) => {
    throw isBusy(error) ? new PowerAuthError('The chassis refuses the credentials.') : error;
  });
  return read(result, Token);
}

/** After a login: the chassis has one session at a time, and it is another one by now. */
function isBusy(error: unknown): boolean {
  return error instanceof CodeError && error.code === 401;
}

const BUSY = 'The chassis has one session at a time, and somebody else has it.';

const Index = z.object({ serverId: z.record(z.string(), z.string()) });

/** The number under which the chassis lists the server. */
async function findIndex(context: PowerContext, address: string, server: string, token: string): Promise<string> {
  const question: Question = { method: 'GET', place: 'servers', parameters: [token] };
  const result = await ask(context, address, question).catch((error: unknown) => {
    throw isBusy(error) ? new PowerConnError(BUSY) : error;
  });
  const [index] = Object.entries(read(result, Index).serverId).find(([, name]) => name === server) ?? [];
  if (index === undefined || !/^\d+$/.test(index)) throw new PowerActionError(`The chassis has no server ${server}.`);
  return index;
}

const ATTEMPTS = 5;
const WAIT_MS = 1_000;

/** Asks again while somebody else's session is in the way. @throws PowerConnError when it stays so */
async function insist(context: PowerContext, address: string, question: Question): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      await ask(context, address, question);
      return;
    } catch (error) {
      if (!isBusy(error)) throw error;
    }
    // When time is up meanwhile, the next question says so.
    if (attempt < ATTEMPTS) await sleep(WAIT_MS, undefined, { signal: context.signal }).catch(() => {});
  }
  throw new PowerConnError(BUSY);
}

const COMMANDS: Readonly<Record<PowerChange, readonly string[]>> = {
  on: ['action=Power-On', 'using-pxe=true'],
  off: ['action=Power-Off', 'force=true'],
};

/** Has the chassis power a server, whether it is on or off; it cannot be asked for the server's state. */
export function changeByV09(change: PowerChange): PowerAction {
  return async (machine) => {
    const [account, server] = [accountOf(machine), serverOf(machine)];
    const { address } = account;
    await turns.take(readHttpAddress(address).origin, async () => {
      const token = await logIn(machine, account);
      const index = await findIndex(machine, address, server, token);
      const parameters = [...COMMANDS[change], token];
      await insist(machine, address, { method: 'PUT', place: `servers/${index}`, parameters });
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

/** The servers of the chassis by their ids, such as `0/0`, with the MAC address of the first interface of each. */
export function listByV09(context: PowerContext, account: ChassisAccount): Promise<ChassisServer[]> {
  return turns.take(readHttpAddress(account.address).origin, async () => {
    const token = await logIn(context, account);
    const result = await ask(context, account.address, { method: 'GET', place: 'servers/all', parameters: [token] });
    const first = Object.values(read(result, All)).filter(({ serverNIC }) => serverNIC === '0');
    return first.map(({ serverId, serverMacAddr }) => ({ id: serverId, macAddresses: [serverMacAddr] }));
  });
}
