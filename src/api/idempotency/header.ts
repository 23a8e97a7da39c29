import { BadRequest } from '../../errors.js';

/** A string of RFC 8941, 3.3.3. */
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;
const BARE = /^[\x21\x23-\x7e][\x21-\x7e]*$/;
const MOST_CHARACTERS = 255;

/**
 * Reads the header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): quoted, or bare as most clients send it.
 * Both forms of a key are the same key.
 * @throws BadRequest
 */
export function parseIdempotencyKey(header: string): string {
  const text = header.trim();
  const key = QUOTED.exec(text)?.[1]?.replace(/\\(.)/g, '$1') ?? (BARE.test(text) ? text : '');
  if (key === '' || key.length > MOST_CHARACTERS) {
    throw new BadRequest(
      `The header Idempotency-Key must have 1 to ${MOST_CHARACTERS} characters of ASCII, quoted or not.`,
    );
  }
  return key;
}
