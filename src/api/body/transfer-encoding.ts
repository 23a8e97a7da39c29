import { BadRequest } from '../../errors.js';
import { Turns } from '../../turns.js';
import { decodeEscapes } from './escapes.js';

const EQUALS = 0x3d;

/** Decodes a Content-Transfer-Encoding chunk by chunk. */
interface TransferDecoder {
  write(piece: Buffer): Buffer;
  end(): Buffer;
}

/** Decodes base64. Line breaks and other characters outside of the alphabet are skipped (RFC 2045). */
class Base64Decoder implements TransferDecoder {
  #rest = '';

  write(piece: Buffer): Buffer {
    const text = this.#rest + piece.toString('latin1').replace(/[^A-Za-z0-9+/=]+/g, '');
    const usable = text.length - (text.length % 4);
    this.#rest = text.slice(usable);
    return Buffer.from(text.slice(0, usable), 'base64');
  }

  end(): Buffer {
    if (this.#rest !== '') throw new BadRequest('A part of the multipart body is no valid base64.');
    return Buffer.alloc(0);
  }
}

class QuotedPrintableDecoder implements TransferDecoder {
  #rest = '';

  write(piece: Buffer): Buffer {
    const text = this.#rest + piece.toString('latin1');
    const escaped = text.lastIndexOf('=');
    // An escape at the end may continue in the next chunk.
    const usable = escaped >= 0 && escaped > text.length - 3 ? escaped : text.length;
    this.#rest = text.slice(usable);
    return decodeQuotedPrintable(text.slice(0, usable));
  }

  end(): Buffer {
    return decodeQuotedPrintable(this.#rest);
  }
}

function decodeQuotedPrintable(text: string): Buffer {
  return decodeEscapes(Buffer.from(text.replace(/=\r?\n/g, ''), 'latin1'), EQUALS);
}

function decoderFor(encoding: string): TransferDecoder | undefined {
  if (encoding === 'base64') return new Base64Decoder();
  if (encoding === 'quoted-printable') return new QuotedPrintableDecoder();
  return undefined;
}

/**
 * Decodes the content of a part. Content in `7bit`, `8bit`, `binary` and unknown encodings is unchanged.
 * @param encoding in lower case
 * @throws BadRequest for truncated base64
 */
export function decodeTransfer(encoding: string, content: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const decoder = decoderFor(encoding);
  return decoder ? decode(decoder, content) : content;
}

async function* decode(decoder: TransferDecoder, content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const turns = new Turns();
  for await (const piece of content) {
    yield decoder.write(piece);
    await turns.next();
  }
  yield decoder.end();
}
