import { type DestinationStream, type Logger, pino } from 'pino';
import type { Settings } from '../settings.js';

/** Names whose values never reach the log, wherever they stand. */
const SECRET = /pass(word|phrase)?$|secret|token|authori[sz]ation|signature|credential|user_?data|power_?param|key$/i;
const BLANK = '[secret]';
/** Deeper than anything that is logged on purpose. */
const MAX_DEPTH = 6;

/**
 * The log of a process: one JSON object a line. Whatever is logged under the name of a secret is blanked at any depth;
 * of errors only their class, code, message and stack are told, as what databases add to them may quote what they were
 * given; of requests no query, which may hold the fields of OAuth.
 */
export function createLogger(settings: Pick<Settings, 'logLevel'>, destination: DestinationStream): Logger {
  return pino(
    {
      level: settings.logLevel,
      formatters: { log: (line) => Object.fromEntries(blanked(line, MAX_DEPTH)), bindings: (fields) => fields },
      serializers: { req: shownRequest, err: (error) => shown(error, MAX_DEPTH) },
    },
    destination,
  );
}

function blanked(fields: object, depth: number): [string, unknown][] {
  return Object.entries(fields).map(([name, value]) => [name, SECRET.test(name) ? BLANK : shown(value, depth - 1)]);
}

function shown(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth <= 0) return '[deep]';
  if (value instanceof Error) return shownError(value, depth);
  if (Array.isArray(value)) return value.map((item) => shown(item, depth - 1));
  if (isPlain(value)) return Object.fromEntries(blanked(value, depth));
  return value;
}

/** Prisma quotes all of its arguments when one of them is not right. */
function shownError(error: Error, depth: number): object {
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  const told = name.startsWith('Prisma') ? message.replace(/\{[\s\S]*\}/, '{…}') : message;
  return {
    type: name,
    code,
    message: told,
    stack: stack?.replace(message, () => told),
    ...(cause !== undefined && { cause: shown(cause, depth - 1) }),
  };
}

/** Objects of classes (requests, replies) are left to their serializers. */
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

function shownRequest({ method, url, ip }: Requested): object {
  return { method, path: url?.split('?', 1)[0], ip };
}
