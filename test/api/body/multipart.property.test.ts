import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EchoServer, echoOf, startEchoServer } from '../echo-server.js';

let server: EchoServer;
beforeAll(async () => {
  server = await startEchoServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const BOUNDARY = '=_a boundary that is in no content_=';

/** Cuts pieces of these sizes off the bytes; what is left is the last piece. */
function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let rest = bytes;
  for (const size of sizes) {
    pieces.push(rest.subarray(0, size));
    rest = rest.subarray(size);
  }
  return [...pieces, rest].filter((piece) => piece.length > 0);
}

/** Sends a multipart body in these pieces; the server reads them one by one. */
function post(pieces: readonly Buffer[]) {
  const head =
    'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n' +
    `Content-Type: multipart/form-data; boundary="${BOUNDARY}"\r\n\r\n`;
  const chunks = pieces.map((piece) =>
    Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]),
  );
  return server.raw([head, ...chunks, '0\r\n\r\n']);
}

const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 70_000 })), {
  maxLength: 300,
});

const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => !/[\r\n]/.test(text) && !(text in Object.prototype));
const content = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.integer({ min: 60_000, max: 70_000 }).map((length) => new Uint8Array(length).fill(0x2d)),
);
const part = fc.record({
  name,
  filename: fc.option(name.map((text) => text.replace(/[/\\]/g, '_'))),
  content,
  base64: fc.boolean(),
  octets: fc.boolean(),
});

interface Sent {
  readonly name: string;
  readonly filename: string | null;
  readonly content: Uint8Array;
  readonly base64: boolean;
  readonly octets: boolean;
}

function encode(parts: readonly Sent[], end: string): Buffer {
  const encoded = parts.map((sent) => {
    const quote = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
    const filename = sent.filename === null ? '' : `;\r\n\tfilename=${quote(sent.filename)}`;
    const headers = [
      `Content-Disposition: form-data; name=${quote(sent.name)}${filename}`,
      ...(sent.base64 ? ['Content-Transfer-Encoding: base64'] : []),
      ...(sent.octets ? ['Content-Type: application/octet-stream'] : []),
    ];
    const bytes = Buffer.from(sent.content);
    const body = sent.base64 ? Buffer.from(bytes.toString('base64').replace(/.{76}/g, '$&\r\n')) : bytes;
    return Buffer.concat([Buffer.from(`--${BOUNDARY}\r\n${headers.join('\r\n')}\r\n\r\n`), body, Buffer.from('\r\n')]);
  });
  return Buffer.concat([...encoded, Buffer.from(`--${BOUNDARY}--${end}`)]);
}

test('a multipart body in any chunks is read as it was sent', async () => {
  const parts = fc.array(part, { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(parts, sizes, fc.constantFrom('', '\r\n', '\r\nafter'), async (sent, cuts, end) => {
      const echo = echoOf(await post(cut(encode(sent, end), cuts)));
      const fields = sent.filter(({ filename }) => filename === null);
      const texts = fields.map((one) => [one.name, Buffer.from(one.content).toString('utf8')]);
      // Repeated names stand together.
      const sorted = (entries: string[][]) => entries.map((entry) => entry.join('=')).sort();
      expect(sorted(echo.entries)).toEqual(sorted(texts));
      const files = sent.filter(({ filename }) => filename !== null);
      expect(echo.files.map(({ field, filename, content }) => [field, filename, content])).toEqual(
        files.map((one) => [one.name, one.filename, Buffer.from(one.content).toString('latin1')]),
      );
    }),
    { numRuns: 150 },
  );
});

const scrap = fc.oneof(
  fc
    .constantFrom(
      `\r\n--${BOUNDARY}`,
      `--${BOUNDARY}`,
      '--',
      '\r\n',
      '\r\n\r\n',
      'Content-Disposition: form-data; name="a"',
      '; filename="b"',
      'Content-Transfer-Encoding: base64',
      ': ',
      '"',
      '\0',
      'x'.repeat(70_000),
    )
    .map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
);

test('a multipart body of arbitrary bytes is read or is 400, and never hangs', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(scrap, { maxLength: 15 }), fc.boolean(), sizes, async (scraps, closed, cuts) => {
      const end = closed ? [Buffer.from(`\r\n--${BOUNDARY}--`)] : [];
      const { status } = await post(cut(Buffer.concat([...scraps, ...end]), cuts));
      expect([200, 400]).toContain(status);
    }),
    { numRuns: 400 },
  );
});
