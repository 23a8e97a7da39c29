import { publicOr } from '../../http/address-rule.js';
import { encodeBasic } from '../../http/authorization.js';
import { HttpError } from '../../http/error.js';
import type { ChangePower, MachineState, PowerChange, PowerType, QueryPower } from '../driver/driver.js';
import { PowerAuthError, PowerSettingsError } from '../driver/errors.js';
import type { Machine } from '../driver/machine.js';
import { definePowerSetting, powerPass, powerUser } from '../driver/settings.js';
import { parseRequestUrl } from '../io/address.js';
import { BmcStatusError, sendBmcRequest } from '../io/http.js';
import { checkPattern, findsPattern } from '../io/linear-pattern.js';

const uri = (name: string, label: string) => definePowerSetting({ name, label, check: parseRequestUrl });
const pattern = (name: string, label: string, fallback: string) =>
  definePowerSetting({ name, label, default: fallback, check: checkPattern });

// Names, labels and defaults are those of later MAAS, but for power_verify_ssl, which is `n` there.
const onUri = uri('power_on_uri', 'URI to power on the node');
const offUri = uri('power_off_uri', 'URI to power off the node');
const queryUri = uri('power_query_uri', 'URI to query the power state of the node');
const onPattern = pattern('power_on_regex', 'Regex to confirm the node is on', 'status.*\\:.*running');
const offPattern = pattern('power_off_regex', 'Regex to confirm the node is off', 'status.*\\:.*stopped');
const token = definePowerSetting({
  name: 'power_token',
  label: 'Power token, used in place of power user and password',
  secret: true,
});
const verifySsl = definePowerSetting({
  name: 'power_verify_ssl',
  label: 'Verify SSL connections with system CA certificates',
  type: 'choice',
  choices: [
    ['n', 'No'],
    ['y', 'Yes'],
  ],
  default: 'y',
});

/** Of the answer to a query. */
const MAX_BYTES = 16_384;

/** Sends a request as later MAAS did. @returns the body of a successful answer @throws PowerError */
async function send(machine: Machine, method: 'GET' | 'POST', address: string): Promise<string> {
  const { tlsVerify, webhookAllow } = machine.environment;
  const server = parseRequestUrl(address);
  const request = { method, server, path: `${server.pathname}${server.search}`, headers: createHeaders(machine) };
  const verify = tlsVerify && machine.get(verifySsl.name) !== 'n';
  const options = { verify, addresses: publicOr(webhookAllow), maxBytes: MAX_BYTES };
  const { status, text } = await sendBmcRequest(machine, request, options).catch((error: unknown) => {
    throw explain(error);
  });
  if (status === 401 || status === 403) throw new PowerAuthError('The webhook refuses the credentials.');
  if (status < 200 || status > 299) throw new BmcStatusError('The webhook', status);
  return text;
}

/** Says which setting permits more addresses. */
function explain(error: unknown): unknown {
  if (!(error instanceof PowerSettingsError && error.cause instanceof HttpError)) return error;
  if (error.cause.failure !== 'forbidden') return error;
  return new PowerSettingsError(`${error.message} Permit its network by POWER_WEBHOOK_ALLOW.`, { cause: error });
}

function createHeaders(machine: Machine): Record<string, string> {
  const [bearer, user, password] = [token, powerUser, powerPass].map(({ name }) => machine.get(name));
  const headers = { accept: 'application/json', system_id: machine.systemId };
  if (bearer) return { ...headers, authorization: `Bearer ${bearer}` };
  return user ? { ...headers, authorization: encodeBasic(user, password ?? '') } : headers;
}

function createChange(change: PowerChange): ChangePower {
  const { name } = change === 'on' ? onUri : offUri;
  return async (machine) => {
    await send(machine, 'POST', machine.get(name));
  };
}

const query: QueryPower = async (machine): Promise<MachineState> => {
  const text = await send(machine, 'GET', machine.get(queryUri.name));
  const finds = (setting: typeof onPattern) => findsPattern(machine.get(setting.name) || setting.default, text);
  if (await finds(onPattern)) return 'on';
  return (await finds(offPattern)) ? 'off' : 'unknown';
};

/** Beyond the nine types of the document: for BMCs that no other type knows. */
export const webhook: PowerType = {
  name: 'webhook',
  description: 'Webhook',
  settings: [onUri, offUri, queryUri, onPattern, offPattern, powerUser, powerPass, token, verifySsl],
  required: [onUri.name, offUri.name, queryUri.name],
  driver: { on: createChange('on'), off: createChange('off'), query, verify: query, tools: [] },
};
