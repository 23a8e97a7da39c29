import { z } from 'zod';

/**
 * A backup is gzipped text with one JSON value per line. The first line is the header, the last one the end. Between
 * them, each table has a line with its name and columns, followed by its rows. A row is an array of the columns' texts
 * (null for NULL).
 */
export const FORMAT = 'maas-region-backup';
export const FORMAT_VERSION = 2;

export const Header = z.object({
  format: z.literal(FORMAT),
  version: z.literal(FORMAT_VERSION),
  created: z.string(),
  /** The applied migrations when the backup was made. */
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
});

export const TableStart = z.object({ table: z.string(), columns: z.array(z.string()) });
export type TableStart = z.infer<typeof TableStart>;

/** The last line. A file without it is truncated. */
export const End = z.object({
  sequences: z.array(z.object({ name: z.string(), value: z.string(), called: z.boolean() })),
  rows: z.number().int(),
  /** SHA-256 of all lines before this one, in hexadecimal. */
  sha256: z.string(),
});

/** The backup cannot be made or restored. `message` gives the reason. */
export class BackupError extends Error {}
