import type { Multipart, MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { BadRequest } from '../../errors.js';
import { ParserWatch } from './parser-watch.js';
import { whenBroken } from './read-all.js';
import { decodeTransfer } from './transfer-encoding.js';

/** One part of a multipart/form-data body. */
export interface Part {
  readonly name: string;
  /** Undefined for a field. Without directories. */
  readonly filename: string | undefined;
  /** Already without its transfer encoding. */
  readonly content: AsyncIterable<Buffer>;
}

const MAX_PARTS = 1_000;
/** How @fastify/multipart is to parse. */
export const MULTIPART_OPTIONS = {
  // The parser would decode the text of a field itself, which loses the bytes that a transfer encoding stands for.
  isPartAFile: () => true,
  preservePath: true,
  // More than a socket hands over at once, so that no part which is skipped fills its buffer and holds up the parser.
  fileHwm: 262_144,
  limits: { parts: MAX_PARTS, headerPairs: 32, fileSize: Number.POSITIVE_INFINITY },
};
const INCOMPLETE = 'The multipart body is incomplete.';
/** What the errors of @fastify/multipart mean for a client; any other is a body that is malformed or cut off. */
const REFUSALS: Readonly<Record<string, string>> = {
  FST_PARTS_LIMIT: `More than ${MAX_PARTS} parts in the body.`,
  FST_PROTO_VIOLATION: 'A part of the multipart body has a reserved name.',
  FST_MP_PREMATURE_CLOSE: 'The request body is incomplete.',
};

/**
 * Reads a multipart/form-data body and hands its parts to `take`, one after the other; `take` must read each to its
 * end. Parts without a name are skipped, and so is all text around the parts. An empty body has no parts.
 * The rest of the body is always read and discarded, so that the client receives the answer.
 * @throws BadRequest when the body is cut off or has too many parts, and what `take` throws
 */
export async function readMultipart(request: FastifyRequest, take: (part: Part) => Promise<void>): Promise<void> {
  const { raw } = request;
  const watch = new ParserWatch();
  const endWatches: (() => void)[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      endWatches.push(whenBroken(raw, reject));
      endWatches.push(watch.onStall(raw, () => reject(new BadRequest(INCOMPLETE))));
      readParts(request.parts(), watch, take).then(resolve, reject);
    });
  } finally {
    for (const endWatch of endWatches) endWatch();
    raw.unpipe();
    raw.resume();
  }
}

async function readParts(
  parts: AsyncIterable<Multipart>,
  watch: ParserWatch,
  take: (part: Part) => Promise<void>,
): Promise<void> {
  for await (const part of watch.relay(parts, toRefusal)) {
    if (part.type === 'file') await takePart(part, watch, take);
  }
}

async function takePart(part: MultipartFile, watch: ParserWatch, take: (part: Part) => Promise<void>): Promise<void> {
  // The types of the library do not know that both may be missing.
  const { fieldname: name, filename }: { fieldname?: string; filename?: string } = part;
  const raw = watch.relay<Buffer>(part.file, toRefusal);
  if (name === undefined) {
    for await (const _ of raw);
    return;
  }
  const content = decodeTransfer(part.encoding.trim(), raw);
  await take({ name, filename: filename?.replace(/^.*[/\\]/s, ''), content });
}

function toRefusal(error: unknown): BadRequest {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return new BadRequest(REFUSALS[code] ?? INCOMPLETE);
}
