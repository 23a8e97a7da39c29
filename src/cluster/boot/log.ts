/** What the boot server tells its administrator: a logger of pino, for example. */
export interface Log {
  info(text: string): void;
  warn(text: string): void;
}
