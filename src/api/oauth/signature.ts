import { createHmac, timingSafeEqual } from 'node:crypto';
import OAuth from 'oauth-1.0a';

/** The parts of a request that HMAC-SHA1 signs. */
export interface Signed {
  readonly method: string;
  /** The absolute URL that the client called. Its query is ignored. */
  readonly url: string;
  /** The query, the urlencoded form and the OAuth fields without the signature, all decoded. */
  readonly parameters: Iterable<readonly [string, string]>;
}

/** The secrets of all consumers are empty. */
const oauth = new OAuth({
  consumer: { key: '', secret: '' },
  signature_method: 'HMAC-SHA1',
  hash_function: (base, key) => createHmac('sha1', key).update(base).digest('base64'),
});

export function plaintextSignature(tokenSecret: string): string {
  return oauth.getSigningKey(tokenSecret);
}

/**
 * Computes the signature of RFC 5849, 3.4.2. The library encodes, sorts and signs the decoded parameters. They are
 * decoded here, as the library does not decode names and `+` in a URL. It also loses a parameter that is both in the
 * query and in the form.
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

/** The URL with scheme and host in lower case, without default port and query (RFC 5849, 3.4.1.2). */
function baseUrl(url: string): string {
  const [, scheme = '', host = '', path = ''] = /^([^:]+):\/\/([^/?]*)([^?]*)/.exec(url) ?? [];
  const origin = `${scheme}://${host}`.toLowerCase().replace(/^(http:.*):80$|^(https:.*):443$/, '$1$2');
  return `${origin}${path || '/'}`;
}

/** Compares two texts in constant time, so that the time does not show where they differ. */
export function sameSignature(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
