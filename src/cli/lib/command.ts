import type { Command } from 'commander';
import type { Database, Db } from '../../db/database.js';
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

  transaction<T>(work: (tx: Db) => Promise<T>, access?: StoreAccess): Promise<T> {
    return this.withDatabase((database) => database.transaction(work), access);
  }

  async withDatabase<T>(work: (database: Database) => Promise<T>, access?: StoreAccess): Promise<T> {
    const { withDatabase } = await import('./open-database.js');
    return withDatabase(await this.settings(), this.notify, work, access);
  }

  async withStore<T>(work: (url: string) => Promise<T>, access?: StoreAccess): Promise<T> {
    const { withStore } = await import('./open-database.js');
    return withStore(await this.settings(), this.notify, work, access);
  }
}

/** Adds one command to the program. Its action imports what it needs. */
export type AddCommand = (program: Command, context: Context) => void;
