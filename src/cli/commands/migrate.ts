import type { AddCommand } from '../lib/command.js';
import { recordOn } from '../lib/record-on.js';

export const addMigrate: AddCommand = (program, context) => {
  program
    .command('migrate')
    .description('Migrate the database to this version.')
    .action(async () => {
      const { migrate } = await import('../../db/migrate.js');
      const perform = async (url: string) => {
        const migrations = await migrate(url);
        if (migrations.length > 0) await recordOn(url, context, 'migrate', migrations);
        return migrations;
      };
      const applied = await context.withStore(perform, { create: true });
      context.notify(applied.length > 0 ? `Applied: ${applied.join(', ')}` : 'The database is up to date.');
    });
};
