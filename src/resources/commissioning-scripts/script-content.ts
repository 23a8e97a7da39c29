import { BadRequest, TooLarge } from '../../errors.js';
import type { Upload } from '../../params/input.js';
import { uploads } from '../../params/param.js';

const LARGEST = 8 * 1_048_576;
/** The parameter `content` of the operations that store a script. */
export const scriptContent = uploads(
  'The script, as a file part named content. It may be any executable, also a binary.',
);

/** @throws BadRequest, TooLarge */
export function contentOf(files: readonly Upload[]): Promise<Buffer> {
  const file = files.find(({ field }) => field === 'content');
  if (!file) throw new BadRequest('No provided content! Send it as a file part named content.');
  if (file.size > LARGEST) throw new TooLarge(`The content is too large: at most ${LARGEST} bytes.`);
  return file.bytes();
}
