import { createHmac, randomBytes } from 'node:crypto';

/** An API key as people are shown it: `consumer:token:secret`. */
export type ApiKey = string;

/** OAuth parameters by name; one that is undefined is left out of the header. */
export type OAuthParameters = Readonly<Record<string, string | undefined>>;

/** Percent-encodes by RFC 3986, as OAuth requires. encodeURIComponent does not encode five of the characters. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Returns an Authorization header signed by PLAINTEXT. `override` replaces parameters. */
export function plaintextHeader(key: ApiKey, override: OAuthParameters = {}): string {
  const { secret, parameters } = parametersOf(key, 'PLAINTEXT');
  return headerOf({ ...parameters, oauth_signature: `&${secret}`, ...override });
}

/** An Authorization header signed by HMAC-SHA1 over the method, the URL with its query, and `form` (urlencoded body). */
export function hmacHeader(
  key: ApiKey,
  method: string,
  url: URL,
  form: readonly (readonly [string, string])[] = [],
): string {
  const { secret, parameters } = parametersOf(key, 'HMAC-SHA1');
  const pairs = [...Object.entries(parameters), ...url.searchParams, ...form]
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .sort();
  const base = [method, `${url.origin}${url.pathname}`, pairs.join('&')].map(percentEncode).join('&');
  const signature = createHmac('sha1', `&${percentEncode(secret)}`)
    .update(base)
    .digest('base64');
  return headerOf({ ...parameters, oauth_signature: signature });
}

function parametersOf(key: ApiKey, method: string) {
  const [consumer = '', token = '', secret = ''] = key.split(':');
  const parameters = {
    oauth_version: '1.0',
    oauth_signature_method: method,
    oauth_consumer_key: consumer,
    oauth_token: token,
    oauth_timestamp: String(Math.floor(Date.now() / 1000)),
    oauth_nonce: randomBytes(16).toString('hex'),
  };
  return { secret, parameters };
}

function headerOf(parameters: OAuthParameters): string {
  const fields = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}="${percentEncode(value)}"`],
  );
  return `OAuth ${fields.join(', ')}`;
}
