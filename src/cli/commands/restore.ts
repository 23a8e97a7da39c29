import path from 'node:path';
import { restoreBackup } from '../../db/backup/load.js';
import { migrate } from '../../db/migrate.js';
import type { AddCommand } from '../lib/command.js';

export const addRestore: AddCommand = (program, context) => {
  program
    .command('restore')
    .description('Put the content of a backup into an empty database.')
    .argument('<file>', 'a file that `maas-region backup` of the same version wrote')
    .option('--force', 'also into a database that has content, which is lost then')
    .action(async (file: string, { force = false }: { force?: boolean }) => {
      const rows = await context.withStore(async (url) => {
        await migrate(url);
        return restoreBackup(url, path.resolve(file), { force });
      });
      context.notify(`Restored ${rows} rows from ${file}.`);
    });
};
