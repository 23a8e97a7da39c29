import type { AddCommand } from '../lib/command.js';

export const addMigrate: AddCommand = (program, context) => {
  program
    .command('migrate')
    .description('Migrate the database to this version.')
    .action(async () => {
      const { migrate } = await import('../../db/migrate.js');
      const applied = await context.withStore((url) => migrate(url), { create: true });
      context.notify(applied.length > 0 ? `Applied: ${applied.join(', ')}` : 'The database is up to date.');
    });
};
