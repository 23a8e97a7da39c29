import type { Upload } from '../../../../params/input.js';
import { type Param, Rejected } from '../../../../params/param.js';
import { base64 } from '../../../../params/values.js';

/** The largest keyring in bytes. The keyrings of whole distributions are smaller. */
const LARGEST = 8 * 1024 * 1024;

/** A keyring: as a file, or as base64 text (empty for none). Undefined when neither was sent. */
export const keyring: Param<(() => Promise<Uint8Array>) | undefined> = {
  kind: 'one',
  required: 'no',
  doc: 'The keyring with the keys that sign the images: as base64 text, or as a file.',
  schema: base64,
  absent: undefined,
  read(name, from) {
    const file = from.files.find(({ field }) => field === name);
    return file ? fromFile(file) : fromText(from.last(name));
  },
};

function fromFile(file: Upload) {
  return file.size > LARGEST ? new Rejected([`A keyring has at most ${LARGEST} bytes.`]) : () => file.bytes();
}

function fromText(text: string | undefined) {
  if (text === undefined) return undefined;
  if (text === '') return async () => new Uint8Array();
  const { data, error } = base64.safeParse(text);
  return data ? async () => data : new Rejected(error?.issues.map(({ message }) => message) ?? []);
}
