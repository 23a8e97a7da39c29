import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';

/** Applies the migrations to an empty database. */
export async function migrate(url: string): Promise<void> {
  const folder = new URL('../../prisma/migrations/', import.meta.url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isDirectory()) await client.query(readFileSync(new URL(`${entry.name}/migration.sql`, folder), 'utf8'));
  }
  await client.end();
}
