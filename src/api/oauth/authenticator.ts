import type { FastifyRequest } from 'fastify';
import type { Beside } from '../../db/batch/keyed-read.js';
import type { Database } from '../../db/database.js';
import { Unauthorized } from '../../errors.js';
import { type Credential, Credentials, unknownToken } from '../../model/accounts/credentials.js';
import { NONCE_LIFETIME, NonceLog, type TokenAccount } from '../../model/accounts/nonces.js';
import type { Input } from '../../params/input.js';
import { hasSignedForm, queryParameters } from '../body/body.js';
import type { Caller } from '../operation/caller.js';
import { peerAddress } from '../operation/peer-address.js';
import { type Claim, findClaim } from './claim.js';
import { hmacSignature, plaintextSignature, sameSignature } from './signature.js';

/** The greatest age of a timestamp, in seconds. */
const MAX_AGE = NONCE_LIFETIME;
/**
 * Seconds by which a timestamp may be in the future. The clocks of nodes may be wrong, but a nonce must not be kept for
 * ever.
 */
const MAX_AHEAD = 86_400;
const NONCE = /^[\x20-\x7e]{1,255}$/;

/** Authenticates requests by OAuth 1.0 (RFC 5849) with the rules of docs/contract/nodes.md A6. */
export class Authenticator {
  readonly #credentials: Credentials;
  readonly #nonces: NonceLog;

  constructor(db: Database) {
    this.#credentials = new Credentials(db);
    this.#nonces = new NonceLog(db);
  }

  /**
   * Authenticates the caller of a request. Without a full set of OAuth fields the caller is anonymous.
   * @param origin scheme, host and port that the client called; a signature by HMAC-SHA1 covers them
   * @param form the parameters in the request's body
   * @param beside a row to read together with the use of the nonce
   * @throws Unauthorized, with a challenge, for invalid credentials
   */
  async authenticate(request: FastifyRequest, origin: string, form: Input, beside?: Beside): Promise<Caller> {
    const address = peerAddress(request);
    const claim = findClaim(request, form);
    if (!claim) return { user: null, token: null, cluster: null, address };
    if (claim.version !== undefined && claim.version !== '1.0') throw refusal('Only OAuth version 1.0 is supported.');
    const credential = await this.#find(claim);
    const timestamp = checkTimestamp(claim.timestamp);
    const expected = expectedSignature(claim, credential, request, origin, form);
    if (!sameSignature(claim.signature, expected)) throw refusal('Invalid signature.');
    const { isSuperuser, isActive, cluster } = await this.#useNonce(claim, credential, timestamp, beside);
    const { userId: id, username, tokenId, tokenKey: key } = credential;
    return { user: { id, username, isSuperuser, isActive }, token: { id: tokenId, key }, cluster, address };
  }

  /** Resolves when the authenticator has stopped using the database. */
  close(): Promise<void> {
    return this.#nonces.close();
  }

  async #find({ consumerKey, tokenKey }: Claim): Promise<Credential> {
    const found = await this.#credentials.find(consumerKey, tokenKey);
    if (found === 'consumer') throw refusal('Invalid consumer.');
    if (found === 'token') throw unknownToken(tokenKey);
    return found;
  }

  /** Uses the nonce. This is the last check, so that only the owner of a token can use up its nonces. */
  async #useNonce(
    claim: Claim,
    credential: Credential,
    timestamp: number,
    beside: Beside | undefined,
  ): Promise<TokenAccount> {
    const { nonce } = claim;
    if (!NONCE.test(nonce)) throw refusal('Invalid nonce.');
    const outcome = await this.#nonces.use(credential, nonce, timestamp, beside);
    if (outcome === 'used') throw refusal(`Nonce already used: ${nonce}`);
    if (outcome !== 'gone') return outcome;
    this.#credentials.forget(claim.tokenKey);
    // A key is deleted with its consumer. When the consumer is gone, the error must name the consumer.
    await this.#find(claim);
    throw unknownToken(claim.tokenKey);
  }
}

function checkTimestamp(text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw refusal('Invalid timestamp.');
  const timestamp = Number(text);
  const age = Math.floor(Date.now() / 1_000) - timestamp;
  if (age > MAX_AGE) throw refusal(`The timestamp is more than ${MAX_AGE} seconds old.`);
  if (age < -MAX_AHEAD) throw refusal(`The timestamp is more than ${MAX_AHEAD} seconds ahead.`);
  return timestamp;
}

function expectedSignature(
  claim: Claim,
  { secret }: Credential,
  request: FastifyRequest,
  origin: string,
  form: Input,
): string {
  if (claim.signatureMethod === 'PLAINTEXT') return plaintextSignature(secret);
  if (claim.signatureMethod !== 'HMAC-SHA1') throw refusal('The signature method must be PLAINTEXT or HMAC-SHA1.');
  const { method, originalUrl } = request;
  return hmacSignature(
    { method, url: `${origin}${originalUrl}`, parameters: signedParameters(claim, request, form) },
    secret,
  );
}

function signedParameters(claim: Claim, request: FastifyRequest, form: Input): [string, string][] {
  const signedForm = hasSignedForm(request);
  const parameters = [...queryParameters(request).entries(), ...(signedForm ? form.entries() : [])];
  const apart = claim.source === 'header' || (claim.source === 'form' && !signedForm);
  if (apart) parameters.push(...claim.fields);
  return parameters.filter(([name]) => name !== 'oauth_signature');
}

function refusal(message: string): Unauthorized {
  return new Unauthorized(message, true);
}
