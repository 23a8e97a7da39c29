import type { Command } from 'commander';
import type { Context } from './command.js';
import { readPassword } from './password.js';

interface Options {
  readonly username: string;
  readonly email: string;
  readonly password?: string;
}

/** Adds a command that creates an account of one kind. */
export function addAccountCommand(program: Command, context: Context, command: string, isSuperuser: boolean): void {
  program
    .command(command)
    .description(`Create ${isSuperuser ? 'an administrator' : 'an ordinary user'} with a first API key.`)
    .requiredOption('--username <name>', 'name of the new account')
    .requiredOption('--email <address>', 'e-mail address of the new account')
    .option('--password <password>', 'its password; read from stdin when left out')
    .action(async ({ username, email, password }: Options) => {
      const chosen = password ?? (await readPassword(context.io));
      const { createUser } = await import('../../model/accounts/users.js');
      const user = { username, email, password: chosen, isSuperuser };
      // The first administrator may be created before the first start.
      await context.change(command, [username], (tx) => createUser(tx, user), { create: isSuperuser });
      context.notify(`Made the ${isSuperuser ? 'administrator' : 'user'} ${username}.`);
    });
}
