import { encodeBasic } from '../../../http/authorization.js';
import { PowerActionError, PowerAuthError } from '../../driver/errors.js';
import type { PowerContext } from '../../driver/machine.js';
import { type BmcResponse, BmcStatusError, sendBmcRequest } from '../../io/http.js';
import { describeRefusal, parseAnswer, ServiceRoot } from './schemas.js';

/** The address and credentials of a Redfish service. */
export interface RedfishAccount {
  readonly server: URL;
  readonly username: string;
  readonly password: string;
}

export interface RedfishRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** An `@odata.id`, or a Location. */
  readonly id: string;
  readonly body?: unknown;
  readonly ifMatch?: string | undefined;
}

/** The logout has its own timeout: sessions are few, and one that stays open lasts for minutes. */
const LOGOUT_TIMEOUT_MS = 5_000;
/** The statuses of redirections that keep the method, and of those that old services use for a missing slash. */
const REDIRECTIONS = [301, 302, 307, 308];

/**
 * Logs in, runs the work, and logs out, also after a failure.
 * @throws PowerAuthError when the credentials are refused
 */
export async function withRedfish<Result>(
  context: PowerContext,
  account: RedfishAccount,
  work: (client: RedfishClient) => Promise<Result>,
): Promise<Result> {
  const client = new RedfishClient(context, account);
  await client.logIn();
  try {
    return await work(client);
  } finally {
    await client.logOut();
  }
}

/** A client of a Redfish service (DSP0266): with a session, or with basic authentication where it gets none. */
export class RedfishClient {
  #root: ServiceRoot = {};
  #token: string | undefined;
  /** The `@odata.id` of the session. */
  #session: string | undefined;
  #headers: Readonly<Record<string, string>> = {};

  constructor(
    readonly context: PowerContext,
    private readonly account: RedfishAccount,
  ) {}

  get root(): ServiceRoot {
    return this.#root;
  }

  async logIn(): Promise<void> {
    this.#root = parseAnswer(ServiceRoot, (await this.read('/redfish/v1/')).text);
    await this.#authenticate();
  }

  /** Never throws: the work has succeeded, or has failed for a reason that matters more. */
  async logOut(): Promise<void> {
    if (this.#session === undefined) return;
    const context = { ...this.context, signal: AbortSignal.timeout(LOGOUT_TIMEOUT_MS) };
    await this.#exchange({ method: 'DELETE', id: this.#session }, context).catch(() => {});
  }

  /** Reads a resource. Follows one redirection on the same server. @throws PowerError unless the answer is 2xx */
  async read(id: string): Promise<BmcResponse> {
    let answer = await this.send({ method: 'GET', id });
    const { status, location } = answer;
    if (REDIRECTIONS.includes(status) && location !== undefined) {
      answer = await this.send({ method: 'GET', id: location });
    }
    if (answer.status < 200 || answer.status > 299) throw toPowerError(answer);
    return answer;
  }

  /** Sends a request; authenticates again when the session has ended. @throws PowerAuthError */
  async send(request: RedfishRequest): Promise<BmcResponse> {
    let answer = await this.#exchange(request);
    if (answer.status === 401 && this.#token !== undefined) {
      await this.#authenticate();
      answer = await this.#exchange(request);
    }
    if (answer.status === 401 || answer.status === 403) {
      throw new PowerAuthError(`The BMC refuses the account: ${describeRefusal(answer)}`);
    }
    return answer;
  }

  /** @throws PowerAuthError */
  async #authenticate(): Promise<void> {
    const { username, password } = this.account;
    this.#token = undefined;
    this.#session = undefined;
    this.#headers = {};
    const sessions = this.#root.Links?.Sessions?.['@odata.id'];
    if (sessions !== undefined) {
      const answer = await this.#exchange({
        method: 'POST',
        id: sessions,
        body: { UserName: username, Password: password },
      });
      const { status, headers } = answer;
      if (status === 401 || status === 403) {
        throw new PowerAuthError(`The BMC refuses the login: ${describeRefusal(answer)}`);
      }
      const token = headers['x-auth-token'];
      if (status >= 200 && status <= 299 && typeof token === 'string') {
        this.#token = token;
        this.#session = answer.location;
        this.#headers = { 'x-auth-token': token };
        return;
      }
    }
    // The service gives no session: it has none, or all are in use.
    this.#headers = { authorization: encodeBasic(username, password) };
  }

  async #exchange({ method, id, body, ifMatch }: RedfishRequest, context = this.context): Promise<BmcResponse> {
    const { server } = this.account;
    return await sendBmcRequest(context, {
      method,
      server,
      path: toPath(id, server),
      headers: {
        accept: 'application/json',
        'odata-version': '4.0',
        ...this.#headers,
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }
}

/**
 * The path of a resource. Services write it with and without their own address, and old ones without its first slash.
 * The request always goes to the address of the node, so that no answer directs the credentials elsewhere.
 * @throws PowerActionError
 */
function toPath(id: string, server: URL): string {
  const text = id.startsWith('redfish/') ? `/${id}` : id;
  if (!URL.canParse(text, server.origin)) throw new PowerActionError('The BMC names a resource by an invalid URI.');
  const { pathname, search } = new URL(text, server.origin);
  return `${pathname}${search}`;
}

/** The error for an answer that is not 2xx. Statuses that pass are retried later. */
export function toPowerError(answer: BmcResponse): PowerActionError {
  const { status } = answer;
  const plain = new BmcStatusError('The BMC', status);
  return plain.retry || status >= 500 || status < 400
    ? plain
    : new PowerActionError(`${plain.message} ${describeRefusal(answer)}`.trim());
}
