import type { AddCommand, Context } from '../lib/command.js';
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
      if (options.delete === undefined) await printKey(context, options);
      else await deleteKey(context, options.username, options.delete);
    });
};

async function printKey(context: Context, { username: name, generate }: Options): Promise<void> {
  const { createToken, printApiKey, readFirstApiKey } = await import('../../model/accounts/keys.js');
  const { findUser } = await import('../../model/accounts/users.js');
  const command = generate ? 'apikey --generate' : 'apikey';
  const key = await context.change(command, [name], async (tx, add) => {
    const { id, username } = await findUser(tx, name);
    const found = generate ? await createToken(tx, id) : await readFirstApiKey(tx, id);
    if (!found) throw new CliError(`The user ${username} has no API key; --generate makes one.`);
    add(found.tokenKey);
    return found;
  });
  context.print(printApiKey(key));
}

async function deleteKey(context: Context, name: string, key: string): Promise<void> {
  const { deleteToken, parseApiKey } = await import('../../model/accounts/keys.js');
  const { findUser } = await import('../../model/accounts/users.js');
  const tokenKey = parseApiKey(key)?.tokenKey ?? key;
  const owner = await context.change('apikey --delete', [name], async (tx, add) => {
    const { id, username } = await findUser(tx, name);
    if (!(await deleteToken(tx, id, tokenKey))) throw new CliError(`The user ${username} has no such API key.`);
    add(tokenKey);
    return username;
  });
  context.notify(`Deleted the API key of ${owner}.`);
}
