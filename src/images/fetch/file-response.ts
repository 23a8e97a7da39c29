import { constants, gunzipSync } from 'node:zlib';
import { HttpError, type HttpFailure } from '../../http/error.js';
import type { Decision, HttpResponse } from '../../http/response.js';
import { ImportError, shown, TransientError } from './error.js';

/** A file on a mirror, or the rest of it. */
export interface FileRequest {
  readonly url: URL;
  /** The first byte to fetch; 0 by default. */
  readonly offset?: number;
  /** Bytes of the whole file, if known. */
  readonly size?: number;
}

export interface FileResponse {
  /** The position of the first chunk in the file, in bytes. */
  readonly offset: number;
  /** The rest of the file. Reading throws TransientError when the connection fails. */
  readonly chunks: AsyncIterable<Buffer>;
}

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);
/** A retry does not help. */
const FINAL: readonly HttpFailure[] = ['certificate', 'request'];

/** @throws ImportError when the response does not contain the file */
export function toFileResponse({ url, offset = 0, size }: FileRequest, response: HttpResponse): FileResponse {
  const { status } = response;
  const range = parseContentRange(response.headers['content-range']);
  const isPart = status === 206 && range?.start === offset;
  if (status !== 200 && !isPart) {
    const message = `${shown(url)} was answered with status ${status}.`;
    throw status >= 500 || status === 429 ? new TransientError(message) : new ImportError(message);
  }
  const decoded = isCompressed(url, response, isPart ? range.total : parseLength(response), size);
  if (decoded === true && offset > 0 && isPart)
    throw new ImportError(`${shown(url)}: the rest of the file came compressed.`);
  return { offset: isPart ? offset : 0, chunks: read(url, response, decoded) };
}

/**
 * Whether the server compressed the file, although the request does not allow it. Some servers label compressed files,
 * such as root-image.gz, as compressed by themselves: the length tells, or else name and content.
 */
function isCompressed(
  { pathname }: URL,
  { codings }: HttpResponse,
  length: number | undefined,
  size: number | undefined,
): Decision {
  if (codings.length === 0) return false;
  if (length !== undefined) return length !== size;
  const isLabel = codings.length === 1 && /^(x-)?gzip$/.test(codings[0] ?? '') && /\.t?gz$/.test(pathname);
  return isLabel ? isCompressedTwice : true;
}

/** Whether the first bytes are those of a gzip file within a gzip file. */
function isCompressedTwice(start: Buffer): boolean {
  try {
    // The flush allows that the end is missing.
    return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, 2).equals(GZIP_MAGIC);
  } catch {
    return false;
  }
}

async function* read(url: URL, response: HttpResponse, decoded: Decision): AsyncGenerator<Buffer> {
  try {
    yield* response.read({ decoded });
  } catch (error) {
    throw toImportError(url, error);
  }
}

/** Errors other than HttpError are returned unchanged. */
export function toImportError(url: URL, error: unknown): unknown {
  if (!(error instanceof HttpError)) return error;
  const message = `${shown(url)} cannot be fetched: ${error.message}.`;
  return FINAL.includes(error.failure) ? new ImportError(message) : new TransientError(message);
}

/** The first byte and the length of the whole, as in `bytes 5-9/10`. */
function parseContentRange(header: string | undefined): { start: number; total: number | undefined } | undefined {
  const [, start, total] = /^bytes (\d+)-\d*\/(\d+|\*)/.exec(header ?? '') ?? [];
  if (start === undefined) return undefined;
  return { start: Number(start), total: total === '*' ? undefined : Number(total) };
}

function parseLength({ headers }: HttpResponse): number | undefined {
  const length = headers['content-length'];
  return length === undefined ? undefined : Number(length);
}
