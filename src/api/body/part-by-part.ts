import { Transform } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

/**
 * A stream that passes a multipart body on, one part a turn of the event loop. The parser reads all parts of a chunk at
 * once, and a thousand small parts would hold up all other requests. Content passes in chunks as they come.
 */
export function partByPart(boundary: string): Transform {
  const delimiter = `\n--${boundary}`;
  return new Transform({
    async transform(chunk: Buffer, _encoding, done) {
      let start = 0;
      for (let end = chunk.indexOf(delimiter); end >= 0; end = chunk.indexOf(delimiter, end + 1)) {
        if (end > start) this.push(chunk.subarray(start, end));
        start = end;
        await setImmediate();
      }
      if (!this.destroyed) this.push(chunk.subarray(start));
      done();
    },
  });
}
