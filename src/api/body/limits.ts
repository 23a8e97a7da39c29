import { TooLarge } from '../../errors.js';
import { MAX_FILE_BYTES, SMALL_FILE } from './uploads.js';

/** The limits of one body that depend on the caller. */
export interface BodyLimits {
  /** The most parameters: the parts of a multipart form, the fields of an urlencoded one, or the members of an object. */
  readonly fields: number;
  /** The most bytes of all files together. */
  readonly fileBytes: number;
}

const SIGNED_FIELDS = 20_000;
const ANONYMOUS_FIELDS = 1_000;

/** Of a caller who is authenticated. */
export const SIGNED: BodyLimits = { fields: SIGNED_FIELDS, fileBytes: MAX_FILE_BYTES };
/** Of a caller who is not authenticated, also since the body may hold the credentials. */
export const ANONYMOUS: BodyLimits = { fields: ANONYMOUS_FIELDS, fileBytes: SMALL_FILE };
/** Of a caller whose signature covers the body, which is therefore read first. */
export const CLAIMED: BodyLimits = { fields: SIGNED_FIELDS, fileBytes: SMALL_FILE };

export function tooManyFields(most: number): TooLarge {
  return new TooLarge(`The body has too many parameters: at most ${most}.`);
}
