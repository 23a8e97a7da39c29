// npm run migrate:diff            prints the SQL that the migrations lack for prisma/schema.prisma
// npm run migrate:diff -- NAME    writes that SQL to prisma/migrations/<time>_NAME/migration.sql
// Without NAME it exits with 2 when there is a difference. It works offline, with a temporary embedded PostgreSQL or the
// server of SHADOW_DATABASE_URL.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ROOT } from './lib/run.mjs';
import { MIGRATIONS, sqlFromMigrationsToSchema } from './lib/schema-diff.mjs';

const name = process.argv[2];
if (name !== undefined && !/^[a-z0-9_]+$/.test(name)) throw new Error('NAME is made of a-z, 0-9 and _.');

await ensureInstalled();
const sql = await withServer(sqlFromMigrationsToSchema);
if (sql === undefined) process.stderr.write('The migrations make what the schema says.\n');
else if (name === undefined) {
  process.stdout.write(sql);
  process.exitCode = 2;
} else write(name, sql);

/** Runs `work` on a PostgreSQL server. The last build can start one, even when the schema is ahead of the code. */
async function withServer(work) {
  if (process.env.SHADOW_DATABASE_URL) return work(process.env.SHADOW_DATABASE_URL);
  if (!existsSync(path.join(ROOT, 'dist/db/embedded/embedded-database.js'))) await ensureBuilt();
  const { startEmbeddedDatabase } = await import('../dist/db/embedded/embedded-database.js');
  const dir = mkdtempSync(path.join(tmpdir(), 'maas-region-diff-'));
  const server = await startEmbeddedDatabase({ dir, durable: false });
  try {
    return await work(server.url);
  } finally {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

function write(title, text) {
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = path.join(MIGRATIONS, `${time}_${title}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'migration.sql'), text);
  process.stderr.write(`Wrote ${path.join(folder, 'migration.sql')}\n`);
}
