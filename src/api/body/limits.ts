import { TooLarge } from '../../errors.js';
import { MAX_FILE_BYTES, SMALL_FILE } from './uploads.js';

/** The limits of one body that depend on the caller. */
export interface BodyLimits {
  /** The most parameters: the parts of a multipart form, the fields of an urlencoded one, or the values of an object. */
  readonly fields: number;
  /** The most bytes of all parameters together, without files. */
  readonly bytes: number;
  /** The most bytes of all files together. */
  readonly fileBytes: number;
}

/** Of a caller who is authenticated. */
export const SIGNED: BodyLimits = { fields: 20_000, bytes: 16 * 1_048_576, fileBytes: MAX_FILE_BYTES };
/**
 * Of a body that is read before the caller is authenticated: there are no credentials, they are in the body, or the
 * signature covers the body. Machines that enlist and clusters that register send a few KiB.
 */
export const ANONYMOUS: BodyLimits = { fields: 1_000, bytes: 256 * 1_024, fileBytes: SMALL_FILE };

export function tooManyFields(most: number): TooLarge {
  return new TooLarge(`The body has too many parameters: at most ${most}.`);
}
