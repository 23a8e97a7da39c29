import { type DestinationStream, type Logger, pino } from 'pino';
import type { Settings } from '../settings.js';

/** Names whose values are never logged, at any depth. */
const SECRET = /pass(word|phrase)?$|secret|token|authori[sz]ation|signature|credential|user_?data|power_?param|key$/i;
const REDACTED = '[secret]';
/** The depth to which objects are logged; more than our own log lines need. */
const MAX_DEPTH = 6;

/** The stream that a log goes to, such as `process.stderr`. */
interface LogOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Opens the log of a process: readable lines on a terminal, elsewhere JSON. */
export async function openLog(settings: Pick<Settings, 'logLevel'>, output: LogOutput): Promise<Logger> {
  if (!output.isTTY) return createLogger(settings, output);
  const { prettyFactory } = await import('pino-pretty');
  const colorize = !process.env.NO_COLOR;
  const format = prettyFactory({ colorize, ignore: 'pid,hostname', singleLine: true, translateTime: 'SYS:HH:MM:ss' });
  // Written at once, so that no line is lost when the process exits.
  return createLogger(settings, { write: (line) => output.write(format(line)) });
}

/**
 * Makes the log of a process: one JSON object a line. Values under the name of a secret are redacted at any depth. Of
 * errors, only class, code, message and stack are logged: other members may quote SQL values. Of requests, the query is
 * not logged, as it may hold OAuth fields.
 */
export function createLogger(settings: Pick<Settings, 'logLevel'>, destination: DestinationStream): Logger {
  return pino(
    {
      level: settings.logLevel,
      formatters: { log: (line) => Object.fromEntries(redactFields(line, MAX_DEPTH)), bindings: (fields) => fields },
      serializers: { req: redactRequest, err: (error) => redact(error, MAX_DEPTH) },
    },
    destination,
  );
}

function redactFields(fields: object, depth: number): [string, unknown][] {
  return Object.entries(fields).map(([name, value]) => [name, SECRET.test(name) ? REDACTED : redact(value, depth - 1)]);
}

function redact(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth <= 0) return '[deep]';
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.map((item) => redact(item, depth - 1));
  if (isPlain(value)) return Object.fromEntries(redactFields(value, depth));
  return value;
}

/** Reduces an error to what may be logged. Messages of Prisma may quote all arguments of a call. */
function redactError(error: Error, depth: number): object {
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  const told = name.startsWith('Prisma') ? message.replace(/\{[\s\S]*\}/, '{…}') : message;
  return {
    type: name,
    code,
    message: told,
    stack: stack?.replace(message, () => told),
    ...(cause !== undefined && { cause: redact(cause, depth - 1) }),
  };
}

/** Whether an object is plain. Objects of classes (requests, replies) are left to their serializers. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A request of Fastify, or of Node. */
interface Requested {
  readonly method?: string;
  readonly url?: string;
  readonly ip?: string;
}

function redactRequest({ method, url, ip }: Requested): object {
  return { method, path: url?.split('?', 1)[0], ip };
}
