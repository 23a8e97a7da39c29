/**
 * The Authorization header of OAuth 1.0 with the method PLAINTEXT (RFC 5849, 3.4.4), as all clusters of MAAS 1.x sign.
 * @param key `consumer:token:secret`; the consumer has no secret
 * @param timestamp in seconds
 */
export function authorize(key: string, nonce: string, timestamp: number): string {
  const [consumer = '', token = '', secret = ''] = key.split(':');
  const fields = {
    oauth_version: '1.0',
    oauth_signature_method: 'PLAINTEXT',
    oauth_consumer_key: consumer,
    oauth_token: token,
    oauth_signature: `&${secret}`,
    oauth_timestamp: String(timestamp),
    oauth_nonce: nonce,
  };
  const written = Object.entries(fields).map(([name, value]) => `${name}="${encodeURIComponent(value)}"`);
  return `OAuth ${written.join(', ')}`;
}
