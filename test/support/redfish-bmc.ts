import { type Heard, HttpCounterpart, type Said } from './http-counterpart.js';
import { Computer, type ResetOptions } from './redfish-computer.js';

export interface RedfishOptions extends ResetOptions {
  /** The ids of the systems. Default: `1`. */
  readonly systems?: readonly string[];
  /** Whether the service gives sessions. Refused: its session service answers 503. Default: given. */
  readonly sessions?: 'given' | 'refused' | 'missing';
  /** How it writes `@odata.id`. Default: as the standard. */
  readonly ids?: 'standard' | 'absolute' | 'without the first slash' | 'with a last slash';
  /** Whether the list of systems has a page for each system. */
  readonly paged?: boolean;
  readonly tls?: { readonly key: string; readonly cert: string };
}

const ACCOUNT = { power_user: 'root', power_pass: 'calvin:secret' };
const BASIC = `Basic ${Buffer.from(`${ACCOUNT.power_user}:${ACCOUNT.power_pass}`).toString('base64')}`;
const SESSIONS = '/redfish/v1/SessionService/Sessions';

/** A BMC with Redfish (DSP0266) that checks every request against the standard. */
export class RedfishBmc implements AsyncDisposable {
  /** What requests did that the standard does not permit. */
  readonly violations: string[] = [];
  readonly #sessions = new Map<string, string>();
  /** Before the next request of this method, all sessions end. */
  endBefore: string | undefined;
  #made = 0;
  #server: HttpCounterpart | undefined;

  private constructor(
    private readonly options: RedfishOptions,
    private readonly computers: ReadonlyMap<string, Computer>,
  ) {}

  static async start(options: RedfishOptions = {}): Promise<RedfishBmc> {
    const computers = (options.systems ?? ['1']).map((id) => [id, new Computer(id, options)] as const);
    const bmc = new RedfishBmc(options, new Map(computers));
    bmc.#server = await HttpCounterpart.start((heard) => bmc.#answer(heard), options.tls);
    return bmc;
  }

  get server(): HttpCounterpart {
    if (!this.#server) throw new Error('not started');
    return this.#server;
  }

  computer(id = '1'): Computer {
    const computer = this.computers.get(id);
    if (!computer) throw new Error(`no system ${id}`);
    return computer;
  }

  get parameters() {
    return { ...ACCOUNT, power_address: this.server.origin, node_id: '' };
  }

  get openSessions(): number {
    return this.#sessions.size;
  }

  #answer(heard: Heard): Said {
    this.#check(heard);
    if (heard.method === this.endBefore) {
      this.endBefore = undefined;
      this.#sessions.clear();
    }
    const path = heard.path.replace(/(.)\/$/, '$1');
    if (path === '/redfish/v1') return json(this.#root());
    if (path === SESSIONS && heard.method === 'POST') return this.#logIn(heard);
    if (!this.#isAllowed(heard)) return refusal(401, 'There is no valid session.');
    if (heard.method === 'DELETE') return this.#logOut(path, heard.headers['x-auth-token']);
    const list = /^\/redfish\/v1\/Systems(?:\?page=(\d+))?$/.exec(path);
    if (list && heard.method === 'GET') return json(this.#list(Number(list[1] ?? 0)));
    for (const computer of this.computers.values()) {
      const said = computer.answer({ ...heard, path }, (id) => this.#link(id));
      if (said) return said;
    }
    return refusal(404, 'There is no such resource.');
  }

  #check({ method, path, headers, body }: Heard): void {
    const wrong = (what: string) => this.violations.push(`${method} ${path}: ${what}`);
    if (headers.accept !== 'application/json') wrong('accept');
    if (headers['odata-version'] !== '4.0') wrong('OData-Version');
    if (!path.startsWith('/redfish/v1')) wrong('path');
    const hasBody = method === 'POST' || method === 'PATCH';
    if (hasBody && headers['content-type'] !== 'application/json') wrong('content-type');
    if (!hasBody && body !== '') wrong('a body');
    if (hasBody && typeof JSON.parse(body) !== 'object') wrong('no object');
    if (headers.authorization !== undefined && (this.options.sessions ?? 'given') === 'given') wrong('Basic');
  }

  #isAllowed({ headers }: Heard): boolean {
    const token = headers['x-auth-token'];
    return [...this.#sessions.values()].some((known) => known === token) || headers.authorization === BASIC;
  }

  #logIn({ body }: Heard): Said {
    if (this.options.sessions === 'refused') return refusal(503, 'All sessions are in use.');
    const { UserName, Password, ...others } = JSON.parse(body);
    if (Object.keys(others).length > 0) this.violations.push('a session with other properties');
    if (UserName !== ACCOUNT.power_user || Password !== ACCOUNT.power_pass) {
      return refusal(401, `Unknown account with password ${Password}.`);
    }
    this.#made += 1;
    const [uri, token] = [`${SESSIONS}/${this.#made}`, `token-${this.#made}`];
    this.#sessions.set(uri, token);
    return { status: 201, headers: { 'x-auth-token': token, location: this.#link(uri) }, body: '{}' };
  }

  #logOut(uri: string, token: unknown): Said {
    const known = this.#sessions.get(uri);
    if (known === undefined) return refusal(404, 'There is no such session.');
    if (known !== token) this.violations.push('DELETE of the session of another client');
    this.#sessions.delete(uri);
    return { status: 204, body: '' };
  }

  #root() {
    return {
      Systems: { '@odata.id': this.#link('/redfish/v1/Systems') },
      ...(this.options.sessions !== 'missing' && { Links: { Sessions: { '@odata.id': this.#link(SESSIONS) } } }),
    };
  }

  #list(page: number) {
    const members = [...this.computers.values()].map(({ uri }) => ({ '@odata.id': this.#link(uri) }));
    if (!this.options.paged) return { Members: members };
    const hasNext = page + 1 < members.length;
    return {
      Members: members.slice(page, page + 1),
      ...(hasNext && { 'Members@odata.nextLink': this.#link(`/redfish/v1/Systems?page=${page + 1}`) }),
    };
  }

  #link(id: string): string {
    switch (this.options.ids) {
      case 'absolute':
        return `https://bmc.internal${id}`;
      case 'without the first slash':
        return id.slice(1);
      case 'with a last slash':
        return id.includes('?') ? id : `${id}/`;
      default:
        return id;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
  }
}

function json(value: object, headers: Readonly<Record<string, string>> = {}): Said {
  return { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

/** An error answer in the form of the standard. */
function refusal(status: number, message: string): Said {
  const error = { code: 'Base.1.0.GeneralError', message: 'x', '@Message.ExtendedInfo': [{ Message: message }] };
  return { ...json({ error }), status };
}
