import { randomBytes } from 'node:crypto';

/** Signs requests by PLAINTEXT, which takes little time of the measurement. */
export class Signer {
  readonly #start: string;
  readonly #run = randomBytes(8).toString('hex');
  #signed = 0;

  /** @param key `consumer:token:secret`, as the command line prints it */
  constructor(key: string) {
    const [consumer, token, secret] = key.split(':');
    const fields = {
      oauth_version: '1.0',
      oauth_signature_method: 'PLAINTEXT',
      oauth_consumer_key: consumer,
      oauth_token: token,
      oauth_signature: `%26${secret}`,
    };
    const pairs = Object.entries(fields).map(([name, value]) => `${name}="${value}"`);
    this.#start = `OAuth ${pairs.join(', ')}`;
  }

  /** Returns an Authorization header with a new nonce. */
  header(): string {
    this.#signed += 1;
    const timestamp = Math.floor(Date.now() / 1_000);
    return `${this.#start}, oauth_timestamp="${timestamp}", oauth_nonce="${this.#run}${this.#signed}"`;
  }
}
