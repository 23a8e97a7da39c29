import path from 'node:path';
import type { AddCommand } from '../lib/command.js';

export const addBackup: AddCommand = (program, context) => {
  program
    .command('backup')
    .description('Write the whole database, as it is at one moment, to a file. It holds secrets; images are not in it.')
    .argument('<file>', 'the file to write; one of this name is replaced')
    .action(async (file: string) => {
      const { writeBackup } = await import('../../db/backup/dump.js');
      const rows = await context.withStore((url) => writeBackup(url, path.resolve(file)));
      context.notify(`Wrote ${rows} rows to ${file}.`);
    });
};
