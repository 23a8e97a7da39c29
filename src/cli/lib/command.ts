import type { Command } from 'commander';
import type { Database, Db } from '../../db/database.js';
import { readSettings, type Settings } from '../../settings.js';
import type { Io } from './io.js';
import { withDatabase, withStore } from './open-database.js';

/** The shared context of commands: the environment, and access to the region's data. */
export class Context {
  constructor(readonly io: Io) {}

  /** @throws SettingsError */
  settings(): Settings {
    return readSettings(this.io.env);
  }

  print(line: string): void {
    this.io.stdout.write(`${line}\n`);
  }

  /** Prints a notice to stderr, as stdout is for results only. */
  readonly notify = (line: string): void => {
    this.io.stderr.write(`${line}\n`);
  };

  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    return this.withDatabase((database) => database.transaction(work));
  }

  withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
    return withDatabase(this.settings(), this.notify, work);
  }

  withStore<T>(work: (url: string) => Promise<T>): Promise<T> {
    return withStore(this.settings(), this.notify, work);
  }
}

/** Adds one command to the program. */
export type AddCommand = (program: Command, context: Context) => void;
