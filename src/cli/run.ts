import { Command, CommanderError } from 'commander';
import { VERSION } from '../version.js';
import { addApiKey } from './commands/apikey.js';
import { addBackup } from './commands/backup.js';
import { addChangePassword } from './commands/changepassword.js';
import { addCluster } from './commands/cluster.js';
import { addClusterKey } from './commands/clusterkey.js';
import { addCreateAdmin } from './commands/createadmin.js';
import { addCreateUser } from './commands/createuser.js';
import { addDoctor } from './commands/doctor.js';
import { addImport } from './commands/import.js';
import { addImportMaas } from './commands/import-maas.js';
import { addMigrate } from './commands/migrate.js';
import { addRestore } from './commands/restore.js';
import { addServe } from './commands/serve.js';
import { type AddCommand, Context } from './lib/command.js';
import type { Io } from './lib/io.js';

const COMMANDS: readonly AddCommand[] = [
  addServe,
  addCluster,
  addMigrate,
  addCreateAdmin,
  addCreateUser,
  addChangePassword,
  addApiKey,
  addClusterKey,
  addImport,
  addBackup,
  addRestore,
  addImportMaas,
  addDoctor,
];

const FAILED = 1;
const WRONG_USAGE = 2;

/**
 * Runs one command line, without the program's name.
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const program = new Command('maas-region')
    .description('A region controller for MAAS 1.0 clusters and clients. Settings come from the environment.')
    .version(VERSION, '--version', 'print the version')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) });
  const context = new Context(io);
  for (const add of COMMANDS) add(program, context);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has already printed the error or the help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
    const { explain } = await import('./lib/explain.js');
    io.stderr.write(`maas-region: ${explain(error, io.env)}\n`);
    return FAILED;
  }
}
