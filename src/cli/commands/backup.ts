import path from 'node:path';
import type { AddCommand } from '../lib/command.js';
import { recordOn } from '../lib/record-on.js';

export const addBackup: AddCommand = (program, context) => {
  program
    .command('backup')
    .description('Write a consistent backup of the database to a file. It holds secrets, and no images.')
    .argument('<file>', 'the file to write; an existing file is replaced')
    .action(async (file: string) => {
      const { explain } = await import('../lib/explain.js');
      const { writeBackup } = await import('../../db/backup/dump.js');
      const rows = await context.withStore(async (url) => {
        const count = await writeBackup(url, path.resolve(file));
        // A backup must be possible while the database cannot be written, as with a full disk.
        await recordOn(url, context, 'backup', [file]).catch((error: unknown) =>
          context.notify(`The backup is missing in the audit: ${explain(error, context.io.env)}`),
        );
        return count;
      });
      context.notify(`Wrote ${rows} rows to ${file}.`);
    });
};
