import type { Db } from '../../db/database.js';
import { createToken, deleteToken, parseApiKey, printApiKey, readFirstApiKey } from '../../model/accounts/keys.js';
import { findUser } from '../../model/accounts/users.js';
import type { AddCommand } from '../lib/command.js';
import { CliError } from '../lib/io.js';

interface Options {
  readonly username: string;
  readonly generate?: true;
  readonly delete?: string;
}

export const addApiKey: AddCommand = (program, context) => {
  program
    .command('apikey')
    .description("Print a user's first API key (consumer:token:secret), make another, or delete one.")
    .requiredOption('--username <name>', 'whose key')
    .option('--generate', 'make a new key and print it')
    .option('--delete <key>', 'delete this key, given whole or by its token alone')
    .action(async (options: Options) => {
      if (options.generate && options.delete !== undefined) {
        program.error("error: option '--generate' cannot be used with option '--delete <key>'");
      }
      const line = await context.transaction((tx) => perform(tx, options));
      if (line !== undefined) context.print(line);
    });
};

async function perform(tx: Db, options: Options): Promise<string | undefined> {
  const { id, username } = await findUser(tx, options.username);
  if (options.generate) return printApiKey(await createToken(tx, id));
  if (options.delete !== undefined) {
    const tokenKey = parseApiKey(options.delete)?.tokenKey ?? options.delete;
    if (!(await deleteToken(tx, id, tokenKey))) throw new CliError(`The user ${username} has no such API key.`);
    return undefined;
  }
  const key = await readFirstApiKey(tx, id);
  if (!key) throw new CliError(`The user ${username} has no API key; --generate makes one.`);
  return printApiKey(key);
}
