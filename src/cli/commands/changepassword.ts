import type { AddCommand } from '../lib/command.js';
import { readPassword } from '../lib/password.js';

export const addChangePassword: AddCommand = (program, context) => {
  program
    .command('changepassword')
    .description('Change the password of an account.')
    .requiredOption('--username <name>', 'name of the account')
    .option('--password <password>', 'the new password; read from stdin when left out')
    .action(async ({ username, password }: { username: string; password?: string }) => {
      const chosen = password ?? (await readPassword(context.io));
      const { changePassword } = await import('../../model/accounts/users.js');
      await context.change('changepassword', [username], (tx) => changePassword(tx, username, chosen));
      context.notify(`Changed the password of ${username}.`);
    });
};
