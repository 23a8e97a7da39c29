import { randomUUID } from 'node:crypto';

/** Returns a fetch that signs requests by OAuth 1.0, PLAINTEXT. @param key `consumer:token:secret` */
export function signingFetch(key: string): typeof fetch {
  const [consumer = '', token = '', secret = ''] = key.split(':');
  return (input, init) => {
    const request = new Request(input, init);
    const fields = {
      oauth_version: '1.0',
      oauth_signature_method: 'PLAINTEXT',
      oauth_consumer_key: consumer,
      oauth_token: token,
      oauth_signature: `&${secret}`,
      oauth_timestamp: String(Math.floor(Date.now() / 1_000)),
      oauth_nonce: randomUUID(),
    };
    const pairs = Object.entries(fields).map(([name, value]) => `${name}="${encodeURIComponent(value)}"`);
    request.headers.set('authorization', `OAuth ${pairs.join(', ')}`);
    return fetch(request);
  };
}
