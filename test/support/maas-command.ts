import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type { ApiKey } from './oauth.js';

const Action = z.object({ method: z.string(), name: z.string(), op: z.string().nullable() });
const HandlerShape = z.object({
  name: z.string(),
  params: z.array(z.string()),
  uri: z.string(),
  actions: z.array(Action),
});
const Described = z.object({ anon: HandlerShape.nullable(), auth: HandlerShape.nullable() });
const Description = z.object({ resources: z.array(Described) });
type Action = z.infer<typeof Action>;
interface Handler {
  readonly params: readonly string[];
  readonly uri: string;
  readonly actions: readonly Action[];
}

/**
 * The `maas` command of MAAS 1.5 with one profile: it builds itself from describe/, and sends what that command sends
 * (docs/contract/clients.md 2).
 */
export class MaasCommand {
  private constructor(
    private readonly handlers: ReadonlyMap<string, Handler>,
    private readonly key: ApiKey,
  ) {}

  /** `maas login`. @throws Error when the description is not what the command accepts */
  static async login(api: string, key: ApiKey): Promise<MaasCommand> {
    const response = await fetch(`${api}describe/`);
    if (response.status !== 200 || response.headers.get('content-type') !== 'application/json') {
      throw new Error(`describe/ is ${response.status} ${response.headers.get('content-type')}`);
    }
    const { resources } = Description.parse(await response.json());
    const handlers = resources.flatMap(({ anon, auth }) => {
      const handler = auth ?? anon;
      if (!handler) return [];
      const known = new Set(handler.actions.map(({ name }) => name));
      const more = anon?.actions.filter(({ name }) => !known.has(name)) ?? [];
      return [[handlerCommand(handler.name), { ...handler, actions: [...handler.actions, ...more] }] as const];
    });
    return new MaasCommand(new Map(handlers), key);
  }

  /** Runs a command without its profile: `nodes acquire arch=amd64`. @throws Error for an unknown command */
  async run([command = '', verb = '', ...rest]: readonly string[]): Promise<Response> {
    const handler = this.handlers.get(command);
    const action = handler?.actions.find(({ name }) => actionCommand(name) === verb);
    if (!handler || !action) throw new Error(`maas has no command ${command} ${verb}`);
    const uri = handler.params.reduce((text, name, at) => text.replace(`{${name}}`, rest[at] ?? ''), handler.uri);
    const pairs = rest.slice(handler.params.length).map((text): [string, string] => {
      const at = text.indexOf('=');
      if (at < 1) throw new Error(`${text} is not name=value`);
      return [text.slice(0, at), text.slice(at + 1)];
    });
    return fetch(...requestOf(action, uri, pairs, this.key));
  }
}

/** The words of a CamelCase name, without "handler". */
const handlerCommand = (name: string): string =>
  name
    .split(/(?=[A-Z])/)
    .map((word) => word.toLowerCase())
    .filter((word) => word !== 'handler')
    .join('-');

const actionCommand = (name: string): string => name.split(/[^A-Za-z0-9]+/).join('-');

function requestOf({ method, op }: Action, uri: string, pairs: [string, string][], key: ApiKey): [URL, RequestInit] {
  const url = new URL(uri);
  const inQuery: [string, string][] = [...(op === null ? [] : [['op', op] as [string, string]])];
  if (method === 'GET') inQuery.push(...pairs);
  url.search = new URLSearchParams(inQuery).toString();
  const headers = { authorization: signature(key) };
  if (method === 'GET' || pairs.length === 0) return [url, { method, headers }];
  const boundary = `===============${randomInt(1e9)}==`;
  const type = `multipart/form-data; boundary="${boundary}"`;
  const body = `${pairs.map((pair) => partOf(boundary, pair)).join('')}--${boundary}--`;
  return [url, { method, body, headers: { ...headers, 'content-type': type, 'mime-version': '1.0' } }];
}

/** A field, as Python's email package writes it: in base64, in lines of 76 characters. */
function partOf(boundary: string, [name, value]: readonly [string, string]): string {
  const lines =
    Buffer.from(value)
      .toString('base64')
      .match(/.{1,76}/g) ?? [];
  const head = [
    `--${boundary}`,
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: form-data; name="${name}"`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset="utf-8"',
  ];
  return `${[...head, '', ...lines, ''].join('\r\n')}\r\n`;
}

function signature(key: ApiKey): string {
  const [consumer, token, secret] = key.split(':');
  const parameters = {
    realm: '',
    oauth_nonce: String(randomInt(1e7, 1e8)),
    oauth_timestamp: String(Math.floor(Date.now() / 1_000)),
    oauth_consumer_key: consumer,
    oauth_signature_method: 'PLAINTEXT',
    oauth_version: '1.0',
    oauth_token: token,
    oauth_signature: `%26${secret}`,
  };
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`);
  return `OAuth ${pairs.join(', ')}`;
}
