import { createHmac, timingSafeEqual } from 'node:crypto';
import OAuth from 'oauth-1.0a';

/** What HMAC-SHA1 signs of a request. */
export interface Signed {
  readonly method: string;
  /** Absolute, as the client called it; its query does not count. */
  readonly url: string;
  /** Query, urlencoded form and OAuth fields, decoded, but for the signature itself. */
  readonly parameters: Iterable<readonly [string, string]>;
}

/** The consumers' own secrets are all empty. */
const oauth = new OAuth({
  consumer: { key: '', secret: '' },
  signature_method: 'HMAC-SHA1',
  hash_function: (base, key) => createHmac('sha1', key).update(base).digest('base64'),
});

export function plaintextSignature(tokenSecret: string): string {
  return oauth.getSigningKey(tokenSecret);
}

/**
 * The signature of RFC 5849, 3.4.2. The library encodes, sorts and signs; it is handed the parameters already decoded,
 * since it neither decodes names and `+` in a URL nor keeps a parameter that is both in the query and in the form.
 */
export function hmacSignature({ method, url, parameters }: Signed, tokenSecret: string): string {
  const data: Record<string, string[]> = Object.create(null);
  for (const [name, value] of parameters) {
    const values = data[name];
    if (values) values.push(value);
    else data[name] = [value];
  }
  return oauth.getSignature({ method, url: baseUrl(url), data }, tokenSecret, Object.create(null));
}

/** Scheme and host in lower case, no port that is the scheme's own, no query (RFC 5849, 3.4.1.2). */
function baseUrl(url: string): string {
  const [, scheme = '', host = '', path = ''] = /^([^:]+):\/\/([^/?]*)([^?]*)/.exec(url) ?? [];
  const origin = `${scheme}://${host}`.toLowerCase().replace(/^(http:.*):80$|^(https:.*):443$/, '$1$2');
  return `${origin}${path || '/'}`;
}

/** Compares in a time that does not tell where two texts differ. */
export function sameSignature(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
