import { z } from 'zod';
import { admin } from '../api/operation/access.js';
import { operation, resource } from '../api/operation/operation.js';
import { Reply } from '../api/reply/reply.js';
import { BadRequest, TooLarge } from '../errors.js';
import {
  addScript,
  deleteScript,
  readScript,
  replaceScript,
  SCRIPT_NAME_LENGTH,
  scriptNames,
} from '../model/commissioning/scripts.js';
import type { Upload } from '../params/input.js';
import { mandatory, uploads } from '../params/param.js';
import { textUpTo } from '../params/values.js';

const scriptShape = z.object({ name: z.string(), content: z.string(), resource_uri: z.string() });

const FILE_NAME = /^(?!\.{1,2}$)[^/\s'"\p{Cc}]+$/u;
const LARGEST = 8 * 1_048_576;
const content = uploads('The script, as a file part named content; it may be any executable, also a binary.');

/** @throws BadRequest, TooLarge */
function contentOf(files: readonly Upload[]): Promise<Buffer> {
  const file = files.find(({ field }) => field === 'content');
  if (!file) throw new BadRequest('No provided content! Send it as a file part named content.');
  if (file.size > LARGEST) throw new TooLarge(`The content is too large: at most ${LARGEST} bytes.`);
  return file.bytes();
}

/** `commissioning-scripts/` */
export const commissioningScripts = resource({
  name: 'CommissioningScriptsHandler',
  path: 'commissioning-scripts/',
  doc: `Manage custom commissioning scripts.

Nodes run them when they are commissioned, together with those of the region, in the order of their names.`,
  adminOnly: true,
  operations: [
    operation({
      on: 'GET',
      allow: admin,
      doc: 'List the names of the commissioning scripts.',
      returns: z.array(z.string()),
      handle: ({ db }) => scriptNames(db),
    }),
    operation({
      on: 'POST',
      allow: admin,
      doc: `Create a new commissioning script.

Each commissioning script is identified by a unique name. It is run as an executable: a text needs its shebang line.`,
      params: {
        name: mandatory(
          textUpTo(SCRIPT_NAME_LENGTH).regex(
            FILE_NAME,
            'Enter the name of a file, without slashes, blanks and quotes.',
          ),
          'The name of the script. Names are typically prefixed with a number that tells when it runs.',
        ),
        content,
      },
      returns: scriptShape,
      async handle({ db, links, params: { name, content: files } }) {
        const bytes = await contentOf(files);
        await addScript(db, { name, content: bytes });
        const resource_uri = links.api('commissioning-scripts', name).slice(0, -1);
        return { name, content: bytes.toString('base64'), resource_uri };
      },
    }),
  ],
});

/** `commissioning-scripts/{name}` */
export const commissioningScript = resource({
  name: 'CommissioningScriptHandler',
  path: 'commissioning-scripts/{name}',
  doc: 'Manage a custom commissioning script.',
  adminOnly: true,
  operations: [
    operation({
      on: 'GET',
      allow: admin,
      doc: 'Read a commissioning script, byte for byte.',
      handle: async ({ db, arg }) => Reply.bytes('application/binary', await readScript(db, arg('name'))),
    }),
    operation({
      on: 'PUT',
      allow: admin,
      doc: 'Replace the content of a commissioning script.',
      params: { content },
      returns: z.null(),
      async handle({ db, arg, params }) {
        await replaceScript(db, { name: arg('name'), content: await contentOf(params.content) });
        return null;
      },
    }),
    operation({
      on: 'DELETE',
      allow: admin,
      doc: 'Delete a commissioning script.',
      async handle({ db, arg }) {
        await deleteScript(db, arg('name'));
        return Reply.empty();
      },
    }),
  ],
});
