import { z } from 'zod';
import { admin } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { createScript, SCRIPT_NAME_LENGTH } from '../../model/commissioning/scripts.js';
import { mandatory } from '../../params/param.js';
import { textUpTo } from '../../params/values.js';
import { contentOf, scriptContent } from './script-content.js';

const scriptShape = z.object({ name: z.string(), content: z.string(), resource_uri: z.string() });
const FILE_NAME = /^(?!\.{1,2}$)[^/\s'"\p{Cc}]+$/u;

export const commissioningScriptsCreate = operation({
  on: 'POST',
  allow: admin,
  doc: `Create a new commissioning script.

Each commissioning script is identified by a unique name. It is run as an executable: a text needs its shebang line.`,
  names: ['name'],
  params: {
    name: mandatory(
      textUpTo(SCRIPT_NAME_LENGTH).regex(FILE_NAME, 'Enter the name of a file, without slashes, blanks and quotes.'),
      'The name of the script. Names typically begin with a number: scripts run in the order of their names.',
    ),
    content: scriptContent,
  },
  returns: scriptShape,
  async handle({ db, links, params: { name, content: files } }) {
    const bytes = await contentOf(files);
    await createScript(db, { name, content: bytes });
    const resource_uri = links.api('commissioning-scripts', name).slice(0, -1);
    return { name, content: bytes.toString('base64'), resource_uri };
  },
});
