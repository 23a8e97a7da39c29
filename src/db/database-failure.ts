/** An error of PostgreSQL, extracted from the error types of pg and Prisma. */
export interface DatabaseFailure {
  /** The SQLSTATE, or a system error such as ECONNREFUSED. */
  readonly code: string;
  /** The violated constraint. The driver does not report it for exclusion and check constraints. */
  readonly constraint: string | undefined;
}

/** A wait for PostgreSQL was too long, or its connection must not be used any more. */
export class LostConnection extends Error {
  /** The code of a lost connection, as the operating system reports it. */
  readonly code = 'ETIMEDOUT';
}

const SERIALIZATION = new Set(['40001', '40P01', 'P2034']);
const UNIQUE_OR_EXCLUSION = new Set(['23505', '23P01']);
/** PostgreSQL 18 has 23001 for a refused deletion and 23503 for a dangling reference. Before, both were 23503. */
const REFERENCE = new Set(['23503', '23001']);
/** System errors, errors of Prisma, and: lock or idle transaction timed out, server is read-only after a failover. */
const DOWN = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'ENOENT',
  'ENOTCONN',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  'P2037',
  '25006',
  '25P03',
  '55P03',
  '57014',
]);

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** What Prisma's adapter calls the errors of a socket. It leaves out their codes, and Prisma adds none at COMMIT. */
const SOCKET_ERRORS: ReadonlyMap<unknown, string> = new Map([
  ['ConnectionClosed', 'ECONNRESET'],
  ['DatabaseNotReachable', 'ECONNREFUSED'],
  ['SocketTimeout', 'ETIMEDOUT'],
]);

/** Reads an error of pg, of Prisma's adapter or of Prisma's client; undefined for other errors. */
export function readDatabaseFailure(error: unknown): DatabaseFailure | undefined {
  const inner =
    property(property(property(error, 'meta'), 'driverAdapterError'), 'cause') ?? property(error, 'cause') ?? error;
  const code =
    text(property(inner, 'originalCode')) ??
    text(property(inner, 'code')) ??
    text(property(error, 'code')) ??
    SOCKET_ERRORS.get(property(inner, 'kind'));
  if (code === undefined) return undefined;
  const constraint = property(inner, 'constraint');
  return { code, constraint: text(constraint) ?? text(property(constraint, 'index')) };
}

/**
 * True when the transaction conflicted with another one and may be retried. A dangling reference counts too: the
 * referenced row was deleted after the transaction had read it, and a retry will not find it.
 */
export function isSerializationFailure(error: unknown): boolean {
  const code = readDatabaseFailure(error)?.code ?? '';
  return SERIALIZATION.has(code) || code === '23503';
}

/** The classes of SQLSTATEs: a lost connection, no disk, memory or connection left, and a server that stops or starts. */
const DOWN_CLASSES = ['08', '53', '57P'];
/** Errors of pg that have no code. */
const LOST =
  /timeout exceeded when trying to connect|timeout expired|Connection terminated|Client has encountered a connection error|Client was closed/i;

/**
 * True when PostgreSQL cannot be reached, does not answer in time, is starting, stopping or read-only, or has no
 * connection, disk or memory left.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  const code = readDatabaseFailure(error)?.code ?? '';
  if (DOWN.has(code) || DOWN_CLASSES.some((start) => code.startsWith(start))) return true;
  return error instanceof Error && LOST.test(error.message);
}

/**
 * When `error` violates a unique or exclusion constraint: the constraint's name, or "" for an exclusion constraint.
 * Else undefined.
 */
export function findViolatedConstraint(error: unknown): string | undefined {
  const failure = readDatabaseFailure(error);
  return failure && UNIQUE_OR_EXCLUSION.has(failure.code) ? (failure.constraint ?? '') : undefined;
}

/** True when a row was not deleted because others refer to it, or not written because its reference dangles. */
export function isReferenceViolation(error: unknown): boolean {
  return REFERENCE.has(readDatabaseFailure(error)?.code ?? '');
}
