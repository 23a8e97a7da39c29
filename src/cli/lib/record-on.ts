import type { Context } from './command.js';

/** Records a command in the audit of the database with this URL. */
export async function recordOn(
  url: string,
  context: Context,
  command: string,
  objects: readonly string[],
): Promise<void> {
  const { SqlDatabase } = await import('../../db/sql-database.js');
  const database = new SqlDatabase(url, 1);
  try {
    await context.record(database, command, objects);
  } finally {
    await database.close();
  }
}
