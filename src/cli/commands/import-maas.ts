import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Sql } from '../../db/statement.js';
import type { TakeoverReport } from '../../model/takeover/take-over.js';
import type { AddCommand, Context } from '../lib/command.js';
import { CliError } from '../lib/io.js';
import { ProgressBar } from '../lib/progress-bar.js';

interface Options {
  readonly dryRun?: boolean;
  readonly keepAdmin?: boolean;
  readonly leaveOut?: boolean;
}

export const addImportMaas: AddCommand = (program, context) => {
  program
    .command('import-maas')
    .description('Take over a plain pg_dump of a MAAS 1.5 or 1.6 database into a new region.')
    .argument('<dump>', 'a file that pg_dump wrote, also compressed by gzip')
    .option('--dry-run', 'report what would be taken over, and change nothing')
    .option('--keep-admin', 'keep the first administrator of this region beside the accounts of the dump')
    .option('--leave-out', 'take over the rest when some rows cannot be taken over')
    .action((dump: string, options: Options) => perform(context, dump, options));
};

async function perform(context: Context, dump: string, options: Options): Promise<void> {
  const file = path.resolve(dump);
  const { inspectDump } = await import('../../db/pg-dump/open-dump.js');
  // Checks the file before the database, as a mistyped name must not create a database.
  await inspectDump(file);
  const { migrate } = await import('../../db/migrate.js');
  const { takeOver } = await import('../../model/takeover/take-over.js');
  const { dryRun = false, keepAdmin = false, leaveOut = false } = options;
  const takeover = async (url: string) => {
    await migrate(url);
    using bar = new ProgressBar(context.io.stderr);
    const onProgress = (step: string, done: number, total: number) => {
      if (context.io.stderr.isTTY) bar.draw(done / Math.max(total, 1), (percent) => `${percent} %  ${step}`);
    };
    const record = (db: Sql) => context.record(db, 'import-maas', [file]);
    return takeOver(url, file, { dryRun, keepAdmin, leaveOut, record, onProgress });
  };
  const report = await context.withStore(takeover, { create: true });
  print(context, report);
  if (report.isDone) return finish(context, report, keepAdmin);
  if (dryRun) return context.notify('Nothing was changed: this was a dry run.');
  throw new CliError(
    `Nothing was changed: ${rows(report.problems.leftOut)} cannot be taken over. ` +
      'With --leave-out, the rest is taken over without them.',
  );
}

/** Prints the problems and what each table has. */
function print(context: Context, { tables, problems }: TakeoverReport): void {
  for (const { table, row, reason, isLeftOut } of problems.kept) {
    context.print(`${isLeftOut ? 'left out' : 'changed '}  ${table} ${row}: ${reason}`);
  }
  const unseen = problems.leftOut + problems.changed - problems.kept.length;
  if (unseen > 0) context.print(`… and ${unseen} more`);
  for (const { table, read, taken } of tables) context.print(`${String(taken).padStart(9)} of ${rows(read)}  ${table}`);
}

async function finish(context: Context, { problems }: TakeoverReport, keepAdmin: boolean): Promise<void> {
  const settings = await context.settings();
  if (!keepAdmin) {
    const { adminKeyFile } = await import('../../model/setup/first-admin.js');
    // The key of the administrator who is gone.
    await rm(adminKeyFile(settings.dataDir), { force: true });
  }
  const without = problems.leftOut > 0 ? `, without ${rows(problems.leftOut)}` : '';
  context.notify(`The content of the dump was taken over${without}. docs/upgrade-from-maas.md says what to do next.`);
}

const rows = (count: number): string => (count === 1 ? '1 row' : `${count} rows`);
