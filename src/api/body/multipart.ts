import type { Multipart, MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { BadRequest, type ClientError } from '../../errors.js';
import { tooManyFields } from './limits.js';
import { ParserWatch } from './parser-watch.js';
import { partByPart } from './part-by-part.js';
import { whenBroken } from './read-all.js';
import { decodeTransfer } from './transfer-encoding.js';

/** One part of a multipart/form-data body. */
export interface Part {
  readonly name: string;
  /** The file name without directories; undefined for a field. */
  readonly filename: string | undefined;
  /** The content, decoded by its transfer encoding. */
  readonly content: AsyncIterable<Buffer>;
}

/** The options of @fastify/multipart. */
export const MULTIPART_OPTIONS = {
  // The parser would decode fields as text, and so lose the bytes of a field with a transfer encoding.
  isPartAFile: () => true,
  preservePath: true,
  // More bytes than one read of a socket, so that a skipped part cannot fill its buffer and stall the parser.
  fileHwm: 262_144,
  limits: { headerPairs: 32, fileSize: Number.POSITIVE_INFINITY },
};
const INCOMPLETE = 'The multipart body is incomplete.';
/** The texts for errors of @fastify/multipart. All other errors mean that the body is malformed or truncated. */
const REFUSALS: Readonly<Record<string, string>> = {
  FST_PROTO_VIOLATION: 'A part of the multipart body has a reserved name.',
  FST_MP_PREMATURE_CLOSE: 'The request body is incomplete.',
};

/**
 * Reads a multipart/form-data body and passes its parts to `take`, one after the other. `take` must read each part to
 * its end. Parts without a name, and text around the parts, are skipped. An empty body has no parts.
 * The rest of the body is always read and discarded, so that the client receives the answer.
 * @param boundary the text that separates the parts
 * @param maxParts the most parts
 * @throws BadRequest when the body is truncated, TooLarge when it has too many parts, and the errors of `take`
 */
export async function readMultipart(
  request: FastifyRequest,
  boundary: string,
  maxParts: number,
  take: (part: Part) => Promise<void>,
): Promise<void> {
  const { raw } = request;
  const body = Object.assign(partByPart(boundary), { headers: raw.headers });
  // request.parts() reads the body that its request has as `raw`.
  const divided: FastifyRequest = Object.create(request, { raw: { value: body } });
  const watch = new ParserWatch();
  const limits = { ...MULTIPART_OPTIONS.limits, parts: maxParts };
  const toRefusal = (error: unknown) => refusalOf(error, maxParts);
  const endWatches: (() => void)[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      endWatches.push(whenBroken(raw, reject));
      endWatches.push(watch.onStall(raw, () => reject(new BadRequest(INCOMPLETE))));
      readParts(watch.relay(divided.parts({ limits }), toRefusal), (part) =>
        takePart(part, watch.relay<Buffer>(part.file, toRefusal), take),
      ).then(resolve, reject);
      raw.pipe(body);
    });
  } finally {
    for (const endWatch of endWatches) endWatch();
    raw.unpipe();
    raw.resume();
    body.destroy();
  }
}

async function readParts(parts: AsyncIterable<Multipart>, take: (part: MultipartFile) => Promise<void>): Promise<void> {
  for await (const part of parts) {
    if (part.type === 'file') await take(part);
  }
}

async function takePart(
  part: MultipartFile,
  raw: AsyncIterable<Buffer>,
  take: (part: Part) => Promise<void>,
): Promise<void> {
  // Both may be missing, though the types of the library say otherwise.
  const { fieldname: name, filename }: { fieldname?: string; filename?: string } = part;
  if (name === undefined) {
    for await (const _ of raw);
    return;
  }
  const content = decodeTransfer(part.encoding.trim(), raw);
  await take({ name, filename: filename?.replace(/^.*[/\\]/s, ''), content });
}

function refusalOf(error: unknown, maxParts: number): ClientError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code === 'FST_PARTS_LIMIT' ? tooManyFields(maxParts) : new BadRequest(REFUSALS[code] ?? INCOMPLETE);
}
