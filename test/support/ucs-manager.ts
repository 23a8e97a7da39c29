import { DOMParser, type Element, onErrorStopParsing } from '@xmldom/xmldom';
import { type Heard, HttpCounterpart, type Said } from './http-counterpart.js';
import { SERVER, type UcsServer } from './ucs-server.js';

export interface UcsOptions {
  readonly username?: string;
  readonly password?: string;
  readonly servers?: readonly UcsServer[];
  /** The entries of boot policies, as XML. */
  readonly policies?: Readonly<Record<string, readonly string[]>>;
  readonly maxSessions?: number;
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** Simulates the used parts of UCS Manager's XML API, with sessions, power and boot policies that keep their state. */
export class UcsManager implements AsyncDisposable {
  readonly #sessions = new Set<string>();
  readonly #power = new Map<string, string>();
  readonly #policies: Map<string, readonly string[]>;
  readonly #refusals = new Map<string, string>();
  #instead: (method: string) => Said | 'nothing' | undefined = () => undefined;
  #expiries = 0;
  #logins = 0;
  #http: HttpCounterpart | undefined;

  private constructor(
    readonly username: string,
    readonly password: string,
    private readonly servers: readonly UcsServer[],
    policies: Readonly<Record<string, readonly string[]>>,
    private readonly maxSessions: number,
  ) {
    this.#policies = new Map(Object.entries(policies));
  }

  static async start(options: UcsOptions = {}): Promise<UcsManager> {
    const { username = 'admin', password = 'secret', servers = [SERVER], policies = {}, maxSessions = 1 } = options;
    const manager = new UcsManager(username, password, servers, policies, maxSessions);
    manager.#http = await HttpCounterpart.start((heard) => manager.#answer(heard), options.tls);
    return manager;
  }

  get #server(): HttpCounterpart {
    if (!this.#http) throw new Error('not started');
    return this.#http;
  }

  get url(): string {
    return `${this.#server.origin}/`;
  }

  get heard(): readonly Heard[] {
    return this.#server.heard;
  }

  /** The power parameters of a node that is this server. */
  parameters({ uuid }: UcsServer = SERVER) {
    return { uuid, power_address: this.url, power_user: this.username, power_pass: this.password };
  }

  /** The received requests, in order. */
  get bodies(): string[] {
    return this.heard.map(({ body }) => body);
  }

  /** The names of the methods that were called, in order. */
  get methods(): string[] {
    return this.bodies.map((body) => /^<(\w+)/.exec(body)?.[1] ?? body);
  }

  get openSessions(): number {
    return this.#sessions.size;
  }

  power({ profile }: UcsServer = SERVER): string {
    return this.#power.get(profile) ?? 'down';
  }

  setPower(state: string, { profile }: UcsServer = SERVER): void {
    this.#power.set(profile, state);
  }

  policy(dn: string): readonly string[] {
    return this.#policies.get(dn) ?? [];
  }

  /** Sets the error of later calls of a method. */
  refuse(method: string, code: string, description: string): void {
    this.#refusals.set(method, `errorCode="${code}" invocationResult="unidentified-fail" errorDescr="${description}"`);
  }

  /** Expires the session of the next `times` calls. */
  expire(times: number): void {
    this.#expiries = times;
  }

  /** Replaces the answers of later calls. The calls still take effect. */
  sayInstead(instead: (method: string) => Said | 'nothing' | undefined): void {
    this.#instead = instead;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }

  #answer({ method: verb, path, body }: Heard): Said | undefined {
    if (verb !== 'POST' || path !== '/nuova') return { status: 404, body: 'no such page' };
    const call = new DOMParser({ onError: onErrorStopParsing }).parseFromString(body, 'text/xml').documentElement;
    if (!call) return { status: 400, body: '' };
    const method = call.tagName;
    const refusal = this.#refusals.get(method);
    const answer = refusal === undefined ? this.#perform(method, call) : { attributes: refusal };
    const instead = this.#instead(method);
    if (instead) return instead === 'nothing' ? undefined : instead;
    const { attributes = '', content = '' } = answer;
    return { body: `<${method} cookie="" response="yes" ${attributes}>${content}</${method}>` };
  }

  #perform(method: string, call: Element): { readonly attributes?: string; readonly content?: string } {
    if (method === 'aaaLogin') return this.#logIn(call);
    if (method === 'aaaLogout') {
      const known = this.#sessions.delete(value(call, 'inCookie'));
      return known ? { attributes: 'outStatus="success"' } : { attributes: EXPIRED };
    }
    if (this.#expiries > 0) {
      this.#expiries -= 1;
      this.#sessions.clear();
    }
    if (!this.#sessions.has(value(call, 'cookie'))) return { attributes: EXPIRED };
    if (method === 'configResolveClass') return { content: `<outConfigs>${this.#items(call)}</outConfigs>` };
    if (method === 'configResolveChildren') return { content: `<outConfigs>${this.#children(call)}</outConfigs>` };
    if (method === 'configResolveDn') return { content: `<outConfig>${this.#profile(value(call, 'dn'))}</outConfig>` };
    if (method === 'configConfMo') return this.#configure(call);
    return { attributes: 'errorCode="ERR-xml-parse-error" errorDescr="unknown method"' };
  }

  #logIn(call: Element) {
    const good = value(call, 'inName') === this.username && value(call, 'inPassword') === this.password;
    if (!good) return { attributes: 'errorCode="551" errorDescr="Authentication failed"' };
    if (this.#sessions.size >= this.maxSessions) {
      return { attributes: 'errorCode="572" errorDescr="User reached maximum session limit"' };
    }
    this.#logins += 1;
    const cookie = `1795473000/cookie-${this.#logins}`;
    this.#sessions.add(cookie);
    return { attributes: `outCookie="${cookie}" outRefreshPeriod="600" outPriv="admin"` };
  }

  #items(call: Element): string {
    const [filter] = elements(call, 'eq');
    return this.servers
      .filter(({ uuid }) => !filter || uuid === value(filter, 'value'))
      .map(({ dn, uuid, profile }) => `<computeBlade dn="${dn}" uuid="${uuid}" assignedToDn="${profile}"/>`)
      .join('');
  }

  #children(call: Element): string {
    const [parent, classId] = [value(call, 'inDn'), value(call, 'classId')];
    if (classId === 'lsPower') {
      return `<lsPower dn="${parent}/power" state="${this.#power.get(parent) ?? 'down'}"/>`;
    }
    const server = this.servers.find(({ dn }) => parent === dn || parent.startsWith(`${dn}/`));
    if (classId === 'adaptorUnit') {
      return (server?.adaptors ?? []).map((_, index) => `<adaptorUnit dn="${parent}/adaptor-${index}"/>`).join('');
    }
    if (classId === 'adaptorHostEthIf') {
      const macs = server?.adaptors[Number(parent.split('-').at(-1))] ?? [];
      return macs.map((mac, index) => `<adaptorHostEthIf dn="${parent}/eth-${index}" mac="${mac}"/>`).join('');
    }
    return this.policy(parent).join('');
  }

  #profile(dn: string): string {
    const server = this.servers.find(({ profile }) => profile === dn);
    return server ? `<lsServer dn="${dn}" operBootPolicyName="${server.policy}"/>` : '';
  }

  #configure(call: Element) {
    const [power] = elements(call, 'lsPower');
    const dn = value(call, 'dn');
    if (power && value(power, 'dn') === dn) {
      this.#power.set(dn.replace(/\/power$/, ''), value(power, 'state'));
    }
    for (const entry of elements(call, 'lsbootPolicy').flatMap((policy) => elements(policy, '*'))) {
      const rest = this.policy(dn).filter((old) => !old.startsWith(`<${entry.tagName} `));
      this.#policies.set(dn, [...rest, String(entry)]);
    }
    return {};
  }
}

const EXPIRED = 'errorCode="552" invocationResult="service-unavailable" errorDescr="Authorization required"';

function value(element: Element, name: string): string {
  return element.getAttribute(name) ?? '';
}

function elements(element: Element, name: string): Element[] {
  return [...element.getElementsByTagName(name)];
}
