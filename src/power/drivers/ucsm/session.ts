import type { Element } from '@xmldom/xmldom';
import { PowerActionError, PowerAuthError, PowerConnError, type PowerError } from '../../driver/errors.js';
import type { PowerContext } from '../../driver/machine.js';
import { parseHttpUrl } from '../../io/address.js';
import { BmcStatusError, sendBmcRequest } from '../../io/http.js';
import { parseXml } from '../../io/parse-xml.js';
import { getAttribute } from '../../io/select-xml.js';
import { createElement, writeXml, type XmlElement } from '../../io/xml.js';

/** The address and credentials of a UCS Manager. */
export interface UcsAccount {
  /** An http or https URL, to which the path of the XML API is appended. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** The error code for a wrong name or password. */
const LOGIN_REFUSED = '551';
/** The error code for an unknown or expired cookie. */
const SESSION_EXPIRED = '552';

/** The logout has its own timeout: sessions are few, and one that stays open lasts for ten minutes. */
const LOGOUT_TIMEOUT_MS = 5_000;

/**
 * Logs in, runs the work, and logs out, also after a failure.
 * @throws PowerAuthError when the credentials are refused
 * @throws PowerConnError when UCS Manager cannot be reached or has no free session
 */
export async function withUcsSession<Result>(
  context: PowerContext,
  account: UcsAccount,
  work: (session: UcsSession) => Promise<Result>,
): Promise<Result> {
  parseHttpUrl(account.url);
  const session = new UcsSession(context, account, new URL('nuova', account.url));
  await session.logIn();
  try {
    return await work(session);
  } finally {
    await session.logOut();
  }
}

/** A session of the XML API of UCS Manager. Each call is a request on a connection of its own. */
export class UcsSession {
  #cookie = '';

  constructor(
    private readonly context: PowerContext,
    private readonly account: UcsAccount,
    private readonly endpoint: URL,
  ) {}

  /** Calls a method; logs in again when the session has expired. @throws PowerActionError with UCS Manager's message */
  async call(
    method: string,
    attributes: XmlElement['attributes'],
    ...children: readonly XmlElement[]
  ): Promise<Element> {
    const send = () => this.#send(createElement(method, { cookie: this.#cookie, ...attributes }, ...children));
    let answer = await send();
    if (getAttribute(answer, 'errorCode') === SESSION_EXPIRED) {
      await this.logIn();
      answer = await send();
    }
    if (hasFailed(answer)) throw new PowerActionError(`UCS Manager refuses ${method}: ${describeFailure(answer)}`);
    return answer;
  }

  async logIn(): Promise<void> {
    const { username, password } = this.account;
    const answer = await this.#send(createElement('aaaLogin', { inName: username, inPassword: password }));
    if (hasFailed(answer)) throw toLoginError(answer);
    this.#cookie = getAttribute(answer, 'outCookie');
    if (this.#cookie === '') throw new PowerActionError('UCS Manager gives no cookie.');
  }

  /** Never throws: the work has succeeded, or has failed for a reason that matters more. */
  async logOut(): Promise<void> {
    const context = { ...this.context, signal: AbortSignal.timeout(LOGOUT_TIMEOUT_MS) };
    await this.#send(createElement('aaaLogout', { inCookie: this.#cookie }), context).catch(() => {});
  }

  async #send(request: XmlElement, context = this.context): Promise<Element> {
    const { status, text } = await sendBmcRequest(context, {
      method: 'POST',
      server: this.endpoint,
      path: this.endpoint.pathname,
      headers: { 'content-type': 'application/xml' },
      body: writeXml(request),
    });
    if (status !== 200) throw new BmcStatusError('UCS Manager', status);
    return parseXml(text);
  }
}

function hasFailed(answer: Element): boolean {
  return answer.hasAttribute('errorCode');
}

/** A login that can fail because of the password is not retried; a later session may succeed for other reasons. */
function toLoginError(answer: Element): PowerError {
  const message = `UCS Manager refuses the login: ${describeFailure(answer)}`;
  const isFinal = getAttribute(answer, 'errorCode') === LOGIN_REFUSED || /authenti|password|locked/i.test(message);
  return isFinal ? new PowerAuthError(message) : new PowerConnError(message);
}

/** On one line and not shortened: `redactSecrets` must find the password before the text is cut. */
function describeFailure(answer: Element): string {
  const description = `${getAttribute(answer, 'errorDescr')} (${getAttribute(answer, 'errorCode')})`;
  return description.replace(/\p{Control}/gu, ' ');
}
