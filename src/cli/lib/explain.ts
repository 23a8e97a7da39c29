import { CertificateError } from '../../certificate.js';
import { ClusterError } from '../../cluster/error.js';
import { BackupError } from '../../db/backup/format.js';
import { isDatabaseUnavailable, readDatabaseFailure } from '../../db/database-failure.js';
import { EmbeddedError } from '../../db/embedded/error.js';
import { MigrationError } from '../../db/migration-state.js';
import { DumpError } from '../../db/pg-dump/error.js';
import { ClientError } from '../../errors.js';
import { ImportError } from '../../images/fetch/error.js';
import { SettingsError } from '../../settings.js';
import { CliError } from './io.js';

const FOR_PEOPLE = [
  CertificateError,
  ClusterError,
  CliError,
  ClientError,
  SettingsError,
  EmbeddedError,
  MigrationError,
  BackupError,
  DumpError,
  ImportError,
];

/** The message about an error for the terminal. With LOG_LEVEL=debug, unexpected errors include their stack. */
export function explain(error: unknown, env: NodeJS.ProcessEnv): string {
  if (!(error instanceof Error)) return String(error);
  if (FOR_PEOPLE.some((kind) => error instanceof kind)) return error.message;
  if (env.LOG_LEVEL === 'debug' || env.LOG_LEVEL === 'trace') return error.stack ?? error.message;
  const reason =
    error.message.split('\n').find((text) => text.trim() !== '') ?? readDatabaseFailure(error)?.code ?? error.name;
  return isDatabaseUnavailable(error) || refusesLogin(error) ? `PostgreSQL cannot be used: ${reason}` : reason;
}

/** Wrong password, unknown role or unknown database. */
function refusesLogin(error: Error): boolean {
  return ['28000', '28P01', '3D000'].includes(readDatabaseFailure(error)?.code ?? '');
}
