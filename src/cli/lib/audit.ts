import { hostname, userInfo } from 'node:os';
import { ClientError } from '../../errors.js';
import type { AuditRecord } from '../../events/audit.js';
import { CliError } from './io.js';

/** The audit record of a command. The account is the one behind `sudo`, where there is one. */
export function commandRecord(env: NodeJS.ProcessEnv, command: string, objects: readonly string[]): AuditRecord {
  return {
    origin: 'CLI',
    username: env.SUDO_USER || accountName(),
    address: hostname(),
    operation: command,
    objects,
    parameters: [],
  };
}

/** The status under which the audit has a refused command; undefined for an error that is not a refusal. */
export function refusalOf(error: unknown): number | undefined {
  if (error instanceof ClientError) return error.status < 500 ? error.status : undefined;
  return error instanceof CliError ? 400 : undefined;
}

/** The name of the process's account, or its number: an account in a container may have no name. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
