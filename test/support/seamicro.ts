import { type Heard, HttpCounterpart, type Said } from './http-counterpart.js';

const USER = 'admin';

export interface SeamicroOptions {
  readonly password?: string;
  readonly versions?: readonly ('v0.9' | 'v2.0')[];
  /** The MAC addresses of each server's interfaces. */
  readonly servers?: readonly (readonly string[])[];
}

/** Simulates the used parts of both REST APIs of a SeaMicro 15000, with servers that are on or off. */
export class Seamicro implements AsyncDisposable {
  readonly #on = new Set<string>();
  readonly #codes: number[] = [];
  #instead: (heard: Heard) => Said | 'nothing' | undefined = () => undefined;
  #token = '';
  #logins = 0;
  #http: HttpCounterpart | undefined;

  private constructor(
    readonly password: string,
    private readonly versions: readonly string[],
    private readonly servers: readonly (readonly string[])[],
  ) {}

  static async start({ password = 'secret', versions = ['v0.9', 'v2.0'], servers = MACS }: SeamicroOptions = {}) {
    const chassis = new Seamicro(password, versions, servers);
    chassis.#http = await HttpCounterpart.start((heard) => chassis.#answer(heard));
    return chassis;
  }

  get #server(): HttpCounterpart {
    if (!this.#http) throw new Error('not started');
    return this.#http;
  }

  /** host:port */
  get address(): string {
    return this.#server.address;
  }

  get heard(): readonly Heard[] {
    return this.#server.heard;
  }

  get requests(): string[] {
    return this.#server.requests;
  }

  /** The power parameters of a node that is this server. */
  parameters(control: string, server = 1) {
    const login = { power_address: this.address, power_user: USER, power_pass: this.password };
    return { ...login, power_control: control, system_id: String(server) };
  }

  power(server = 1): 'on' | 'off' {
    return this.#on.has(`${server}/0`) ? 'on' : 'off';
  }

  setPower(state: 'on' | 'off', server = 1): void {
    if (state === 'on') this.#on.add(`${server}/0`);
    else this.#on.delete(`${server}/0`);
  }

  /** Sets the error codes of the next power actions by v0.9. */
  failNext(...codes: readonly number[]): void {
    this.#codes.push(...codes);
  }

  /** Replaces the valid answers of later requests. */
  sayInstead(instead: (heard: Heard) => Said | 'nothing' | undefined): void {
    this.#instead = instead;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }

  #answer(heard: Heard): Said | undefined {
    const instead = this.#instead(heard);
    if (instead) return instead === 'nothing' ? undefined : instead;
    const [, version = '', ...rest] = heard.path.split('/');
    const place = rest.join('/');
    if (!this.versions.includes(version)) return { status: 404, body: '<h1>Not Found</h1>' };
    return version === 'v0.9' ? this.#old(heard.method, place) : this.#new(heard, place);
  }

  #old(method: string, place: string): Said {
    const [, what = '', query = ''] = /^([^?]*)\??(.*)$/.exec(place) ?? [];
    const parameters = query.split('&');
    if (`${method} ${what}` === 'GET login') {
      if (query !== `${USER}&${this.password}`) return coded(401);
      this.#logins += 1;
      this.#token = `token-${this.#logins}`;
      return coded(200, this.#token);
    }
    if (parameters.at(-1) !== this.#token) return coded(401);
    switch (`${method} ${what}`) {
      case 'GET servers':
        return coded(200, { serverId: Object.fromEntries(this.#indexes()) });
      case 'GET servers/all':
        return coded(200, this.#rows());
      default:
        return coded(method === 'PUT' ? this.#command(what, parameters.slice(0, -1).join('&')) : 404);
    }
  }

  #command(what: string, command: string): number {
    const server = this.#indexes().find(([index]) => what === `servers/${index}`)?.[1];
    if (server === undefined) return 404;
    const code = this.#codes.shift();
    if (code !== undefined) return code;
    if (command === 'action=Power-On&using-pxe=true') this.#on.add(server);
    else if (command === 'action=Power-Off&force=true') this.#on.delete(server);
    else return 400;
    return 202;
  }

  /** The order differs from the order of the servers. */
  #indexes(): [string, string][] {
    return this.servers.map((_, number) => [String(this.servers.length - 1 - number), `${number}/0`]);
  }

  /** A row for each interface. */
  #rows(): Record<string, object> {
    const rows = this.servers.flatMap((macs, number) =>
      macs.map((serverMacAddr, nic) => ({ serverId: `${number}/0`, serverNIC: String(nic), serverMacAddr })),
    );
    return Object.fromEntries(rows.map((row, index) => [String(index), row]));
  }

  #new({ method, path, headers, body }: Heard, place: string): Said {
    if (headers.accept !== 'application/json' || headers['content-type'] !== 'application/json') {
      return { status: 415, body: '' };
    }
    const { searchParams } = new URL(path, 'http://chassis');
    const given = method === 'GET' ? Object.fromEntries(searchParams) : JSON.parse(body);
    if (given.username !== USER || given.password !== this.password) return { status: 401, body: '{}' };
    const [what = ''] = place.split('?');
    if (what === 'servers') return json(Object.fromEntries(this.servers.map((_, number) => this.#entry(number))));
    const number = this.servers.findIndex((_, index) => what === `servers/${index}/0`);
    if (number < 0) return { status: 404, body: '{"error": {"code": 404}}' };
    const [id, server] = this.#entry(number);
    if (method === 'GET') return json(server);
    if (searchParams.get('action') === 'power-off' && searchParams.get('force') === 'true') this.#on.delete(id);
    else if (given.action === 'power-on' && given['using-pxe'] === true) this.#on.add(id);
    else return { status: 400, body: '{}' };
    return { status: 202, body: '' };
  }

  #entry(number: number): [string, object] {
    const id = `${number}/0`;
    const nic = (this.servers[number] ?? []).map((macAddr, index): [string, object] => [String(index), { macAddr }]);
    return [id, { id, active: this.#on.has(id), nic: Object.fromEntries(nic) }];
  }
}

/** Four servers; the last has a second interface. */
export const MACS = [
  ['02:00:00:00:00:01'],
  ['02:00:00:00:00:02'],
  ['02:00:00:00:00:03'],
  ['02:00:00:00:00:04', '02:00:00:00:00:05'],
];

function coded(code: number, result?: unknown): Said {
  return json({ error: { code: String(code), message: '' }, result });
}

function json(value: unknown): Said {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
