import { PowerActionError, PowerAuthError, PowerConnError, type PowerError } from '../../driver/errors.js';
import type { PowerContext } from '../../driver/machine.js';
import { readHttpUrl } from '../../io/address.js';
import { askHttp } from '../../io/http.js';
import { attribute, type Element, element, readXml, writeXml } from '../../io/xml.js';

/** A UCS Manager, and whom it knows us as. */
export interface UcsAccount {
  /** An http or https URL; the path of the XML API is found from it. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** What UCS Manager says of a wrong name or password. */
const REFUSED = '551';
/** What it says of a cookie that it does not know, or not any more. */
const EXPIRED = '552';

/** Also when time is up: sessions are few, and one that is left open lasts for ten minutes. */
const LOGOUT_MS = 5_000;

/** A session of the XML API of UCS Manager. Each call is a request on a connection of its own. */
export class UcsSession {
  #cookie = '';

  private constructor(
    private readonly context: PowerContext,
    private readonly account: UcsAccount,
    private readonly endpoint: URL,
  ) {}

  /**
   * Logs in, does the work, and logs out, however the work has ended.
   * @throws PowerAuthError when the credentials are refused
   * @throws PowerConnError when it cannot be reached, or has no session to spare
   */
  static async within<Result>(
    context: PowerContext,
    account: UcsAccount,
    work: (session: UcsSession) => Promise<Result>,
  ): Promise<Result> {
    readHttpUrl(account.url);
    const session = new UcsSession(context, account, new URL('nuova', account.url));
    await session.#logIn();
    try {
      return await work(session);
    } finally {
      await session.#logOut();
    }
  }

  /** Calls a method; when the session has expired, in a new one. @throws PowerActionError with UCS Manager's own words */
  async call(method: string, attributes: Element['attributes'], ...children: Element[]): Promise<Element> {
    const call = () => this.#ask(element(method, { cookie: this.#cookie, ...attributes }, ...children));
    let answer = await call();
    if (attribute(answer, 'errorCode') === EXPIRED) {
      await this.#logIn();
      answer = await call();
    }
    if (hasFailed(answer)) throw new PowerActionError(`UCS Manager refuses ${method}: ${words(answer)}`);
    return answer;
  }

  async #logIn(): Promise<void> {
    const { username, password } = this.account;
    const answer = await this.#ask(element('aaaLogin', { inName: username, inPassword: password }));
    if (hasFailed(answer)) throw loginError(answer);
    this.#cookie = attribute(answer, 'outCookie');
    if (this.#cookie === '') throw new PowerActionError('UCS Manager gives no cookie.');
  }

  async #logOut(): Promise<void> {
    const context = { ...this.context, signal: AbortSignal.timeout(LOGOUT_MS) };
    // The work is done, or has failed for a reason that says more.
    await this.#ask(element('aaaLogout', { inCookie: this.#cookie }), context).catch(() => {});
  }

  async #ask(question: Element, context = this.context): Promise<Element> {
    const { status, text } = await askHttp(context, {
      method: 'POST',
      server: this.endpoint,
      path: this.endpoint.pathname,
      headers: { 'content-type': 'application/xml' },
      body: writeXml(question),
    });
    if (status !== 200) throw new PowerActionError(`UCS Manager answers with HTTP status ${status}.`);
    return readXml(text);
  }
}

function hasFailed(answer: Element): boolean {
  return 'errorCode' in answer.attributes;
}

/** Whatever may be about the password is not tried again; for the rest there will be a session later. */
function loginError(answer: Element): PowerError {
  const message = `UCS Manager refuses the login: ${words(answer)}`;
  const isFinal = attribute(answer, 'errorCode') === REFUSED || /authenti|password|locked/i.test(message);
  return isFinal ? new PowerAuthError(message) : new PowerConnError(message);
}

/** On one line, but as long as they are: who shows them cuts them, when the password has been taken out. */
function words(answer: Element): string {
  return `${attribute(answer, 'errorDescr')} (${attribute(answer, 'errorCode')})`.replace(/\p{Control}/gu, ' ');
}
