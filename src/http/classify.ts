import { FAILURES, HttpError, type HttpFailure } from './error.js';

/** Node's names for the results of OpenSSL's certificate verification. */
const CERTIFICATE = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_CRL',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_DECRYPT_CRL_SIGNATURE',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'CERT_SIGNATURE_FAILURE',
  'CRL_SIGNATURE_FAILURE',
  'CERT_NOT_YET_VALID',
  'CERT_HAS_EXPIRED',
  'CRL_NOT_YET_VALID',
  'CRL_HAS_EXPIRED',
  'ERROR_IN_CERT_NOT_BEFORE_FIELD',
  'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'ERROR_IN_CRL_LAST_UPDATE_FIELD',
  'ERROR_IN_CRL_NEXT_UPDATE_FIELD',
  'OUT_OF_MEM',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_CHAIN_TOO_LONG',
  'CERT_REVOKED',
  'INVALID_CA',
  'PATH_LENGTH_EXCEEDED',
  'INVALID_PURPOSE',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'HOSTNAME_MISMATCH',
  'UNSPECIFIED',
]);

/** The first match counts. */
const CLASSES: readonly (readonly [HttpFailure, RegExp])[] = [
  ['too large', /^HPE_(HEADER|CHUNK_EXTENSIONS)_OVERFLOW$/],
  ['exhausted', /^(EMFILE|ENFILE|ENOBUFS|ENOMEM|EADDRINUSE|EAGAIN|Z_MEM_ERROR|ERR__ERROR_ALLOC_\w+|ERR_ZLIB_\w+)$/],
  ['malformed', /^(HPE_|Z_|ERR__ERROR_|ERR_BROTLI_|ERR_PADDING_)/],
  ['certificate', /^ERR_TLS_CERT_/],
  ['tls', /^(EPROTO$|ERR_SSL_|ERR_OSSL_|ERR_TLS_)/],
  ['name', /^(EAI_|ENOTFOUND$|ENODATA$|ESERVFAIL$)/],
  ['refused', /^ECONNREFUSED$/],
  ['timeout', /^(ETIMEDOUT|ERR_SOCKET_CONNECTION_TIMEOUT)$/],
  ['unreachable', /^(ENETUNREACH|EHOSTUNREACH|ENETDOWN|EHOSTDOWN|EADDRNOTAVAIL|EAFNOSUPPORT|EACCES|EPERM|EINVAL)$/],
  ['reset', /^(ECONNRESET|ECONNABORTED|ENOTCONN|EPIPE|ERR_SOCKET_CLOSED.*|ERR_STREAM_.*)$/],
  ['request', /^(ERR_INVALID_|ERR_HTTP_|ERR_UNESCAPED_|ERR_METHOD_|ERR_SOCKET_BAD_PORT)/],
];

/** @param fallback the class of unknown codes */
export function classify(code: string, fallback: HttpFailure): HttpFailure {
  if (CERTIFICATE.has(code)) return 'certificate';
  return CLASSES.find(([, pattern]) => pattern.test(code))?.[0] ?? fallback;
}

/**
 * Classifies an error of Node. An error without a code is a defect of the region and is returned unchanged.
 * @param fallback the class of unknown codes
 */
export function toHttpError(error: unknown, fallback: HttpFailure): unknown {
  if (error instanceof HttpError) return error;
  // One error for each address of the name: the last attempt counts.
  if (error instanceof AggregateError && error.errors.length > 0) return toHttpError(error.errors.at(-1), fallback);
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return error;
  const failure = classify(error.code, fallback);
  return new HttpError(failure, error.code, describe(failure, error));
}

/** Adds the parser's reason, a fixed text. Its error also contains the received bytes, which are left out. */
function describe(failure: HttpFailure, error: Error): string {
  const reason = failure === 'malformed' && 'reason' in error ? `: ${error.reason}` : '';
  return `${FAILURES[failure]}${reason}`;
}
