import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * The cookies of people in a browser: the session, what binds the token of the sign-in form to a browser, and the mark of
 * a browser that has signed in.
 */
type CookieName = 'session' | 'sign-in' | 'browser';

const OPTIONS: Readonly<Record<CookieName, CookieSerializeOptions>> = {
  session: { sameSite: 'lax' },
  'sign-in': { sameSite: 'strict', maxAge: 3_600 },
  browser: { sameSite: 'strict', maxAge: 365 * 86_400 },
};

/** Over https, a name that browsers accept from this very host only, and only for all paths (RFC 6265bis, 4.1.3.2). */
function nameOf(name: CookieName, { protocol }: Pick<FastifyRequest, 'protocol'>): string {
  return `${protocol === 'https' ? '__Host-' : ''}maas-${name}`;
}

/** The value of a cookie; undefined when the request does not have it. */
export function readCookie(request: FastifyRequest, name: CookieName): string | undefined {
  const { cookie } = request.headers;
  const full = nameOf(name, request);
  return cookie?.includes(full) ? request.server.parseCookie(cookie)[full] : undefined;
}

/** Sets a cookie, or with the value "" removes it. */
export function setCookie(reply: FastifyReply, name: CookieName, value: string): void {
  const isSecure = reply.request.protocol === 'https';
  const fixed = { path: '/', httpOnly: true, secure: isSecure };
  reply.setCookie(nameOf(name, reply.request), value, {
    ...OPTIONS[name],
    ...fixed,
    ...(value === '' && { maxAge: 0 }),
  });
}
