import { migrate } from '../../db/migrate.js';
import type { AddCommand } from '../lib/command.js';

export const addMigrate: AddCommand = (program, context) => {
  program
    .command('migrate')
    .description('Bring the database up to this version, and do nothing else.')
    .action(async () => {
      const applied = await context.withStore((url) => migrate(url));
      context.print(applied.length > 0 ? `Applied: ${applied.join(', ')}` : 'The database is up to date.');
    });
};
