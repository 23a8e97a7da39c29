import type { Context } from './command.js';

/** Records a command in the audit of the database with this URL. */
export async function recordOn(
  url: string,
  context: Context,
  command: string,
  objects: readonly string[],
): Promise<void> {
  const { Database } = await import('../../db/database.js');
  const database = new Database(url, 1);
  try {
    await context.record(database, command, objects);
  } finally {
    await database.close();
  }
}
