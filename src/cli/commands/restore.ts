import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import type { Sql } from '../../db/statement.js';
import type { AddCommand } from '../lib/command.js';
import { CliError } from '../lib/io.js';

export const addRestore: AddCommand = (program, context) => {
  program
    .command('restore')
    .description('Restore a backup into an empty database.')
    .argument('<file>', 'a file that `maas-region backup` of the same version wrote')
    .option('--force', 'replace the content of a database that is not empty')
    .action(async (file: string, { force = false }: { force?: boolean }) => {
      await requireReadable(file);
      const { restoreBackup } = await import('../../db/backup/load.js');
      const { migrate } = await import('../../db/migrate.js');
      const perform = async (url: string) => {
        await migrate(url);
        const record = (db: Sql) => context.record(db, 'restore', [file]);
        return restoreBackup(url, path.resolve(file), { force, record });
      };
      const rows = await context.withStore(perform, { create: true });
      context.notify(`Restored ${rows} rows from ${file}.`);
    });
};

/** Checks the file before the database, as a mistyped name must not create a database. */
async function requireReadable(file: string): Promise<void> {
  await access(file, constants.R_OK).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read: ${error.code}.`;
    throw new CliError(reason, { cause: error });
  });
}
