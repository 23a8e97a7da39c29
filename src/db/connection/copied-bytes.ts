import type pg from 'pg';

/** COPY (FORMAT binary): signature, flags and length of the extension, then rows (PostgreSQL, COPY, Binary Format). */
const HEADER_BYTES = 11 + 4 + 4;
/** A row: the number of its fields, then the length of each field and its bytes. */
const FIELDS_BYTES = 2;
const LENGTH_BYTES = 4;
const VALUE_AT = HEADER_BYTES + FIELDS_BYTES + LENGTH_BYTES;

/**
 * Reads one value of type bytea by COPY. pg receives the rows of a SELECT as text, in which bytes are twice as long and
 * have to be decoded.
 * @param select a SELECT of one bytea, not null, and at most one row; COPY takes no parameters
 * @returns undefined without a row
 */
export function readCopiedBytes(client: pg.ClientBase, select: string): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    client.query(new CopyOut(`COPY (${select}) TO STDOUT (FORMAT binary)`, resolve, reject));
  });
}

/** A query of pg that gathers what COPY sends. The stream of pg-copy-streams takes about twice the time (`bench files`). */
class CopyOut implements pg.Submittable {
  readonly #pieces: Buffer[] = [];

  constructor(
    private readonly text: string,
    private readonly resolve: (value: Buffer | undefined) => void,
    private readonly reject: (error: unknown) => void,
  ) {}

  submit(connection: pg.Connection): void {
    connection.query(this.text);
  }

  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    this.#pieces.push(chunk);
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.resolve(readValue(Buffer.concat(this.#pieces)));
  }

  handleError(error: unknown): void {
    this.reject(error);
  }
}

/** The first field of the first row. Without a row, the trailer follows the header: a number of fields that is -1. */
function readValue(copied: Buffer): Buffer | undefined {
  if (copied.readInt16BE(HEADER_BYTES) < 0) return undefined;
  const length = copied.readInt32BE(HEADER_BYTES + FIELDS_BYTES);
  return copied.subarray(VALUE_AT, VALUE_AT + length);
}
