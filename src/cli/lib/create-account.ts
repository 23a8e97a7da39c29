import type { Command } from 'commander';
import { createUser } from '../../model/accounts/users.js';
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
    .description(`Make ${isSuperuser ? 'an administrator' : 'an ordinary user'}, with a first API key.`)
    .requiredOption('--username <name>', 'name of the new account')
    .requiredOption('--email <address>', 'e-mail address of the new account')
    .option('--password <password>', 'its password; read from stdin when left out')
    .action(async ({ username, email, password }: Options) => {
      const chosen = password ?? (await readPassword(context.io));
      await context.transaction((tx) => createUser(tx, { username, email, password: chosen, isSuperuser }));
    });
}
