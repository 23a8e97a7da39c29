import { z } from 'zod';
import { cutContent } from '../../files/file-content.js';
import { FILENAME_LENGTH } from '../../files/files.js';
import { base64, id, orElse, text } from '../mapping/columns.js';
import { tableMapping } from '../mapping/table-mapping.js';

/** Files. One without an owner is from before files had owners; anybody can read it. */
export const files = tableMapping({
  source: 'maasserver_filestorage',
  mostRows: 1,
  shape: {
    id,
    filename: text(FILENAME_LENGTH),
    content: base64,
    owner_id: orElse(id, null),
    key: z.uuid('is not a UUID'),
  },
  convert({ content, ...file }, conversion) {
    if (file.owner_id !== null) conversion.require('owner_id', 'auth_user', file.owner_id);
    conversion.claim('filename', `${file.owner_id} ${file.filename}`);
    conversion.claim('key', file.key.toLowerCase());
    const chunks = cutContent(content).map((data, position) => ({
      table: 'file_chunks',
      values: { content_id: file.id, position, data },
    }));
    return [
      { table: 'file_contents', values: { id: file.id, unused_since: null } },
      ...chunks,
      { table: 'files', values: { ...file, size: content.length, content_id: file.id } },
    ];
  },
});
