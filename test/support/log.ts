import pino, { type Logger } from 'pino';

export interface MemoryLog {
  readonly log: Logger;
  /** Its lines so far, each a JSON object */
  readonly lines: readonly string[];
}

/** Makes a log in memory with a minimum level. */
export function memoryLog(level: 'trace' | 'info' | 'warn' = 'trace'): MemoryLog {
  const lines: string[] = [];
  return { lines, log: pino({ level }, { write: (line: string) => lines.push(line) }) };
}
