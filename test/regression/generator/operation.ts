import type { Reply } from '../../support/client.js';
import type { Role } from '../../support/factories/accounts.js';
import type { Random } from './random.js';

/** Parameters of a request by name. A list is sent as repeated values; undefined is not sent. */
export type Params = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A body as it is, under its content type. */
export interface RawBody {
  readonly type: string;
  readonly body: string | Buffer;
}

export interface GeneratedRequest {
  readonly as: Role | 'worker' | null;
  readonly method: string;
  /** Below the API's root */
  readonly path: string;
  readonly op?: string;
  readonly encoding: 'form' | 'urlencoded' | 'json';
  readonly params: Params;
  /** In place of the parameters */
  readonly raw?: RawBody;
}

/** What the generator knows of an operation. */
export interface OperationSpec {
  readonly name: string;
  readonly method: string;
  readonly op?: string;
  path(random: Random, index: number): string;
  /** Who sends the generated requests, in turn. */
  readonly callers: readonly GeneratedRequest['as'][];
  /** How many requests have valid parameters only. */
  readonly validRequests: number;
  /** Parameters that are valid. `index` is the request's number, for values that must be unique. */
  valid(random: Random, index: number): Params;
  /** Invalid values: a column for each field (or group of fields), in which every entry is sent once. */
  readonly invalid: readonly (readonly Params[])[];
  /** Requests that are written out, such as those to unknown paths or by other callers. */
  readonly special: readonly Partial<GeneratedRequest>[];
  /** A resource that shows what a successful request has stored and its answer does not show. */
  effect?(request: GeneratedRequest, reply: Reply): string | undefined;
}

/** A column of invalid values for one field. */
export function column(field: string, values: readonly (string | readonly string[] | undefined)[]): Params[] {
  return values.map((value) => ({ [field]: value }));
}

/** The same for a field whose values are lists. */
export function listColumn(field: string, values: readonly (string | readonly string[])[]): Params[] {
  return values.map((value) => ({ [field]: [value].flat() }));
}
