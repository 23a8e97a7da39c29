import path from 'node:path';
import type { AddCommand } from '../lib/command.js';

export const addBackup: AddCommand = (program, context) => {
  program
    .command('backup')
    .description('Write a consistent backup of the database to a file. It holds secrets, and no images.')
    .argument('<file>', 'the file to write; an existing file is replaced')
    .action(async (file: string) => {
      const { writeBackup } = await import('../../db/backup/dump.js');
      const rows = await context.withStore((url) => writeBackup(url, path.resolve(file)));
      context.notify(`Wrote ${rows} rows to ${file}.`);
    });
};
