const NEWLINE = 10;

/** Yields the lines, of any length, of a stream of UTF-8 text. */
export async function* splitLines(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  for await (const line of splitBytes(source)) yield line.toString('utf8');
}

/** Yields the lines, of any length, of a stream of bytes. */
export async function* splitBytes(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  for await (const chunk of source) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      const piece = chunk.subarray(from, end);
      yield parts.length > 0 ? Buffer.concat([...parts, piece]) : piece;
      parts = [];
      from = end + 1;
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}
