import pg from 'pg';
import { readCertificate } from '../../certificate.js';
import { hasDataDirectory } from '../../db/embedded/locate-data-directory.js';
import { readMigrationState, requireUsable } from '../../db/migration-state.js';
import { adminKeyFile } from '../../model/setup/first-admin.js';
import type { Settings } from '../../settings.js';
import { warnAboutSettings } from '../../settings-warnings.js';
import type { Context } from '../lib/command.js';
import { CliError } from '../lib/io.js';
import { checkDatabaseFolder, checkFolder, checkSecret } from './files.js';

export interface Check {
  readonly title: string;
  /** Returns the details to show. @throws an error with the problem as its message */
  run(): Promise<string>;
}

const OLDEST_NODE = [20, 19] as const;
const OLDEST_POSTGRES = 150_000;

/** The checks of an installation, in the order in which they depend on each other. */
export function checks(context: Context): Check[] {
  return [
    { title: 'Node.js', run: async () => checkNode(process.versions.node) },
    { title: 'Settings', run: () => describeSettings(context) },
    { title: 'Data folder', run: async () => checkFolder((await context.settings()).dataDir) },
    { title: 'API key file', run: async () => checkSecret(adminKeyFile((await context.settings()).dataDir)) },
    { title: 'Certificate', run: async () => describeCertificate(await context.settings()) },
    { title: 'Image folder', run: async () => checkFolder((await context.settings()).imagesDir) },
    { title: 'PostgreSQL', run: () => withDatabase(context, checkPostgres) },
    { title: 'Migrations', run: () => withDatabase(context, checkMigrations) },
  ];
}

function checkNode(version: string): string {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return version;
  throw new CliError(`${version}; ${OLDEST_NODE.join('.')} or later is needed`);
}

async function describeSettings(context: Context): Promise<string> {
  const settings = await context.settings();
  return [nameDatabase(settings), ...warnAboutSettings(context.io.env, settings)].join('; ');
}

/** @throws CertificateError, CliError for a key that other accounts can read, and for an expired certificate */
async function describeCertificate({ tls }: Settings): Promise<string> {
  if (!tls) return 'none: the region serves http';
  const { validTo } = await readCertificate(tls);
  const day = validTo.toISOString().slice(0, 10);
  if (validTo.getTime() < Date.now()) throw new CliError(`${tls.cert} expired on ${day}`);
  await checkSecret(tls.key, 0o007);
  return `${tls.cert}, valid until ${day}`;
}

function nameDatabase({ databaseUrl, dataDir }: Settings): string {
  return databaseUrl === undefined ? `embedded PostgreSQL in ${dataDir}` : `PostgreSQL at ${new URL(databaseUrl).host}`;
}

async function withDatabase(context: Context, check: (client: pg.Client) => Promise<string>): Promise<string> {
  const { databaseUrl, dataDir } = await context.settings();
  // A check creates nothing: the first start creates the database.
  if (databaseUrl === undefined) {
    if (!(await hasDataDirectory(dataDir))) return 'not made yet: `maas-region serve` makes it';
    await checkDatabaseFolder(dataDir);
  }
  return context.withStore(async (url) => {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    await client.connect();
    try {
      return await check(client);
    } finally {
      await client.end();
    }
  });
}

async function checkPostgres(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ version: string; number: number }>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number`,
  );
  const { version = 'unknown', number = 0 } = rows[0] ?? {};
  if (number < OLDEST_POSTGRES) throw new CliError(`${version}; 15 or later is needed`);
  return version;
}

async function checkMigrations(client: pg.Client): Promise<string> {
  const state = await readMigrationState(client);
  requireUsable(state);
  const { applied, pending } = state;
  if (pending.length > 0) throw new CliError(`pending: ${pending.join(', ')}; run \`maas-region migrate\``);
  return `${applied.length} applied, none pending`;
}
