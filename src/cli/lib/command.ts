import type { Command } from 'commander';
import type { Database } from '../../db/database.js';
import type { Sql } from '../../db/statement.js';
import type { Settings } from '../../settings.js';
import type { Io } from './io.js';
import type { StoreAccess } from './open-database.js';

/**
 * The shared context of commands: the environment, and access to the region's data. It imports modules when they are
 * needed, so that `--help` does not load the whole application.
 */
export class Context {
  constructor(readonly io: Io) {}

  /** @throws SettingsError */
  async settings(): Promise<Settings> {
    const { readSettings } = await import('../../settings.js');
    return readSettings(this.io.env);
  }

  print(line: string): void {
    this.io.stdout.write(`${line}\n`);
  }

  /** Prints a notice to stderr, as stdout is for results only. */
  readonly notify = (line: string): void => {
    this.io.stderr.write(`${line}\n`);
  };

  /**
   * Makes a change, or reads a secret, in one transaction with its audit record.
   * @param work adds ids of what it finds or makes to the objects of the record
   */
  async change<T>(
    command: string,
    objects: readonly string[],
    work: (tx: Sql, add: (object: string) => void) => Promise<T>,
    access?: StoreAccess,
  ): Promise<T> {
    const perform = async (tx: Sql) => {
      const found: string[] = [];
      const result = await work(tx, (object) => found.push(object));
      await this.record(tx, command, [...objects, ...found]);
      return result;
    };
    const { SqlDatabase } = await import('../../db/sql-database.js');
    const { withDatabase } = await import('./open-database.js');
    return withDatabase(
      SqlDatabase,
      await this.settings(),
      this.notify,
      (database) => this.recordRefusal(database, command, objects, () => database.sqlTransaction(perform)),
      access,
    );
  }

  /** Records a command in the audit. @param refused the status of a refusal */
  async record(db: Sql, command: string, objects: readonly string[], refused?: number): Promise<void> {
    const { commandRecord } = await import('./audit.js');
    const { recordAudit } = await import('../../events/audit.js');
    await recordAudit(db, commandRecord(this.io.env, command, objects), refused);
  }

  /** Performs a command, and records in the audit that it was refused. */
  async recordRefusal<T>(
    database: Sql,
    command: string,
    objects: readonly string[],
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const { refusalOf } = await import('./audit.js');
      const refused = refusalOf(error);
      if (refused !== undefined) await this.record(database, command, objects, refused);
      throw error;
    }
  }

  /** Opens the database with Prisma's client. */
  async withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const { Database } = await import('../../db/database.js');
    const { withDatabase } = await import('./open-database.js');
    return withDatabase(Database, await this.settings(), this.notify, work);
  }

  async withStore<T>(work: (url: string) => Promise<T>, access?: StoreAccess): Promise<T> {
    const { withStore } = await import('./open-database.js');
    return withStore(await this.settings(), this.notify, work, access);
  }
}

/** Adds one command to the program. Its action imports what it needs. */
export type AddCommand = (program: Command, context: Context) => void;
