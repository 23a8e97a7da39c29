import { z } from 'zod';
import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { replaceScript } from '../../../model/commissioning/scripts.js';
import { contentOf, scriptContent } from '../script-content.js';

export const commissioningScriptUpdate = operation({
  on: 'PUT',
  allow: admin,
  doc: 'Replace the content of a commissioning script.',
  params: { content: scriptContent },
  returns: z.null(),
  async handle({ db, arg, params }) {
    await replaceScript(db, { name: arg('name'), content: await contentOf(params.content) });
    return null;
  },
});
