/** What PostgreSQL reported, dug out of the shapes in which pg and Prisma hand it on. */
export interface Failure {
  /** The SQLSTATE, or a system error such as ECONNREFUSED. */
  readonly code: string;
  readonly constraint: string | undefined;
}

const RETRY = new Set(['40001', '40P01', 'P2034']);
const DOWN = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
]);

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Reads an error of pg, of Prisma's adapter or of Prisma's client; undefined when it is none of these. */
export function failureOf(error: unknown): Failure | undefined {
  const inner =
    property(property(property(error, 'meta'), 'driverAdapterError'), 'cause') ?? property(error, 'cause') ?? error;
  const code = text(property(inner, 'originalCode')) ?? text(property(inner, 'code')) ?? text(property(error, 'code'));
  if (code === undefined) return undefined;
  const constraint = property(inner, 'constraint');
  return { code, constraint: text(constraint) ?? text(property(constraint, 'index')) ?? fieldsOf(constraint) };
}

/** Prisma's adapter names the columns of a violated unique index instead of the index. */
function fieldsOf(constraint: unknown): string | undefined {
  const fields = property(constraint, 'fields');
  return Array.isArray(fields) ? fields.join(',') : undefined;
}

/** True when the transaction lost against another one and may be tried again. */
export function isSerializationFailure(error: unknown): boolean {
  return RETRY.has(failureOf(error)?.code ?? '');
}

/** True when PostgreSQL cannot be reached, is starting or stopping, or has no connection left. */
export function isUnavailable(error: unknown): boolean {
  const code = failureOf(error)?.code ?? '';
  if (DOWN.has(code) || code.startsWith('57P') || code.startsWith('08') || code === '53300') return true;
  return error instanceof Error && /timeout exceeded when trying to connect|Connection terminated/i.test(error.message);
}

/**
 * When `error` violates a unique or exclusion constraint: its name as far as it is known (Prisma's own writes report
 * the columns, joined by commas). Else undefined.
 */
export function violatedConstraint(error: unknown): string | undefined {
  const failure = failureOf(error);
  return failure && ['23505', '23P01', 'P2002'].includes(failure.code) ? (failure.constraint ?? '') : undefined;
}
