import type { z } from 'zod';
import type { KeyedRead } from '../../db/batch/keyed-read.js';
import type { Database } from '../../db/database.js';
import type { FieldErrors } from '../../errors.js';
import type { FileStore, Input } from '../../params/input.js';
import type { ParamSpecs } from '../../params/param.js';
import type { Problems } from '../../params/problems.js';
import type { CollectedValues, Values } from '../../params/read.js';
import type { Access } from './authorize.js';
import type { Context } from './context.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/**
 * Who records a success in the audit: dispatch, in the operation's transaction, or the handler. `never` is for reads, and
 * for reports of machines.
 */
export type Audited = 'by dispatch' | 'by handler' | 'never';

export type AfterError = (context: Context, input: Input, error: unknown) => Promise<void>;

export interface Definition<Specs extends ParamSpecs, Collects extends boolean> {
  readonly on: Method;
  /** Absent: the plain verb. */
  readonly op?: string;
  /**
   * Whether the operation runs in a transaction. Default: false for GET, else true. One statement needs none. `shared`: a
   * transaction that it shares with concurrent requests about other objects (`db/batch/shared-transactions.ts`).
   */
  readonly transaction?: boolean | 'shared';
  /**
   * Validates parameters where that takes long: before the transaction, without a connection to the database. An invalid
   * parameter is absent here. Returns the problems by field; the handler gets them as `prechecked`.
   */
  readonly precheck?: (params: CollectedValues<Specs>) => Promise<FieldErrors>;
  /** Runs after an error, outside of the transaction that was rolled back. The client gets the error, unless this throws another. */
  readonly afterError?: AfterError;
  /** Default: never for GET, else by dispatch. An operation without a transaction records in its handler. */
  readonly audited?: Audited;
  /** The parameters whose values are ids or names of objects. The audit has the values of these, and of no others. */
  readonly names?: readonly (keyof Specs & string)[];
  /** The parameters with passwords that the database does not hold in clear text. Only slow hashes of them are kept. */
  readonly secrets?: readonly (keyof Specs & string)[];
  /**
   * Why the answer is never kept for a repetition of the request ("holds a secret"). When it is set, the header
   * Idempotency-Key is refused.
   */
  readonly unkept?: string;
  /** Stores a large file while it arrives, when the URL names the operation and the caller may perform it. */
  readonly fileStore?: (db: Database) => FileStore;
  readonly doc: string;
  readonly params?: Specs;
  /**
   * Names of parameters that clients send and the operation does not use. When it is set, all other unknown parameters
   * are named in a header of the answer, and refused if the setting STRICT_PARAMETERS says so.
   */
  readonly unused?: readonly string[];
  /**
   * True: problems of the parameters are reported together with those that the handler finds by look-ups. The handler
   * gets a collector, and throws the collected problems before it writes.
   */
  readonly collectsProblems?: Collects;
  /** The JSON of a successful answer, for documents. Absent: the answer is not JSON. */
  readonly returns?: z.ZodType;
  /** The status of a successful JSON answer, for documents. Default: 200. */
  readonly status?: 201;
}

/** The parameters as a handler gets them: all valid, or the valid ones with the problems of the others. */
export type Given<Specs extends ParamSpecs, Collects extends boolean> = Collects extends true
  ? {
      readonly params: CollectedValues<Specs>;
      readonly problems: Problems;
      /** Returns the parameters when all are valid. @throws Invalid with all problems */
      rightParams(): Values<Specs>;
    }
  : { readonly params: Values<Specs> };

export interface Plain<Specs extends ParamSpecs, Collects extends boolean> extends Definition<Specs, Collects> {
  readonly allow: Access;
  handle(context: Context & Given<Specs, Collects>): Promise<unknown>;
}

interface WithTarget<Specs extends ParamSpecs, Collects extends boolean, Target> extends Definition<Specs, Collects> {
  readonly allow: Access<NoInfer<Target>>;
  /** True: the presence of mandatory parameters is checked before the look-up. Values are always checked after it. */
  readonly presenceFirst?: boolean;
  handle(context: Context & Given<Specs, Collects> & { readonly target: Target }): Promise<unknown>;
}

/** The target of most operations. */
interface ByRequest<Target> {
  /** Looks up the target. `given` returns whether a parameter was sent. @throws NotFound, Forbidden */
  target(context: TargetContext): Promise<Target>;
}

/** The target of a read which an argument of the path names. */
interface ByPath<Target> {
  readonly on: 'GET';
  readonly transaction?: false;
  readonly pathTarget: PathTarget<Target>;
}

/** A target that is read together with the use of the nonce, where that is possible. It is the same for all callers. */
interface PathTarget<Target> {
  readonly read: KeyedRead<Target>;
  /** The name of the argument that holds the key. */
  readonly key: string;
}

export type TargetContext = Context & { given(name: string): boolean };

/** An operation about one object. */
export type Targeted<Specs extends ParamSpecs, Collects extends boolean, Target> = WithTarget<Specs, Collects, Target> &
  (ByRequest<Target> | ByPath<Target>);
