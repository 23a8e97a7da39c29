// npm run migrate:diff            shows, as SQL, what prisma/schema.prisma has that the migrations do not make
// npm run migrate:diff -- NAME    writes it to prisma/migrations/<time>_NAME/migration.sql
// Without NAME it exits with 2 when there is a difference. Works offline, against an embedded PostgreSQL that it starts
// and throws away, or against the server of SHADOW_DATABASE_URL.
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

/** The schema may be ahead of the code, but the last build can start PostgreSQL. */
async function withServer(work) {
  if (process.env.SHADOW_DATABASE_URL) return work(process.env.SHADOW_DATABASE_URL);
  if (!existsSync(path.join(ROOT, 'dist/db/embedded/embedded.js'))) await ensureBuilt();
  const { startEmbedded } = await import('../dist/db/embedded/embedded.js');
  const dir = mkdtempSync(path.join(tmpdir(), 'maas-region-diff-'));
  const server = await startEmbedded({ dir, durable: false });
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
