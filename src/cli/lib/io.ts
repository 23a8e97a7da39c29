import type { Readable, Writable } from 'node:stream';

/** The surroundings of a command; `process` is one. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: NodeJS.ProcessEnv;
}

/** A command cannot do what it was asked; `message` is for the person at the terminal. */
export class CliError extends Error {}
