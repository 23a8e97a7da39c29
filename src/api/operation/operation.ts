import type { z } from 'zod';
import type { Database } from '../../db/database.js';
import type { Input } from '../../params/input.js';
import type { ParamSpecs } from '../../params/param.js';
import { Problems } from '../../params/problems.js';
import { type CollectedValues, checkPresence, collectParams, type Values } from '../../params/read.js';
import type { Settings } from '../../settings.js';
import type { Access } from './authorize.js';
import type { Caller } from './caller.js';
import type { Context } from './context.js';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/**
 * Who records a success in the audit: dispatch, in the operation's transaction, or the handler. `never` is for reads, and
 * for reports of machines.
 */
type Audited = 'by dispatch' | 'by handler' | 'never';

type AfterError = (context: Context, input: Input, error: unknown) => Promise<void>;

interface Definition<Specs extends ParamSpecs, Collects extends boolean> {
  readonly on: Method;
  /** Absent: the plain verb. */
  readonly op?: string;
  /** Whether the operation runs in a transaction. Default: false for GET, else true. One statement needs none. */
  readonly transaction?: boolean;
  /** Runs after an error, outside of the transaction that was rolled back. The client gets the error all the same. */
  readonly afterError?: AfterError;
  /** Default: never for GET, else by dispatch. An operation without a transaction records in its handler. */
  readonly audited?: Audited;
  /** The parameters whose values are ids or names of objects. The audit has the values of these, and of no others. */
  readonly names?: readonly (keyof Specs & string)[];
  readonly doc: string;
  readonly params?: Specs;
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
type Given<Specs extends ParamSpecs, Collects extends boolean> = Collects extends true
  ? {
      readonly params: CollectedValues<Specs>;
      readonly problems: Problems;
      /** Returns the parameters when all are valid. @throws Invalid with all problems */
      rightParams(): Values<Specs>;
    }
  : { readonly params: Values<Specs> };

interface Plain<Specs extends ParamSpecs, Collects extends boolean> extends Definition<Specs, Collects> {
  readonly allow: Access;
  handle(context: Context & Given<Specs, Collects>): Promise<unknown>;
}

interface Targeted<Specs extends ParamSpecs, Collects extends boolean, Target> extends Definition<Specs, Collects> {
  readonly allow: Access<NoInfer<Target>>;
  /** Looks up the target. `given` returns whether a parameter was sent. @throws NotFound, Forbidden */
  target(context: Context & { given(name: string): boolean }): Promise<Target>;
  /** True: the presence of mandatory parameters is checked before the look-up. Values are always checked after it. */
  readonly presenceFirst?: boolean;
  handle(context: Context & Given<Specs, Collects> & { readonly target: Target }): Promise<unknown>;
}

/** An operation without the types of its parameters and its target, as dispatch and documents use it. */
export interface Operation {
  readonly on: Method;
  readonly op: string | undefined;
  readonly allow: Pick<Access, 'label' | 'anonymous' | 'signedIn' | 'authorizeCaller'>;
  readonly transaction: boolean;
  readonly afterError: AfterError | undefined;
  readonly audited: Audited;
  readonly names: readonly string[];
  readonly doc: string;
  readonly params: ParamSpecs;
  readonly returns: z.ZodType | undefined;
  readonly status: 200 | 201;
  /** Looks up the target, authorizes, reads the parameters and handles. Returns a Reply or a value for JSON. */
  run(context: Context, input: Input): Promise<unknown>;
}

/**
 * Defines an operation by one object: verb, op, access, parameters, documentation, target and handler. Dispatch,
 * permissions, errors, describe/, doc/ and openapi.json are derived from this object.
 */
export function operation<Specs extends ParamSpecs, Target, Collects extends boolean = false>(
  definition: Targeted<Specs, Collects, Target>,
): Operation;
export function operation<Specs extends ParamSpecs = Record<never, never>, Collects extends boolean = false>(
  definition: Plain<Specs, Collects>,
): Operation;
export function operation<Specs extends ParamSpecs, Target, Collects extends boolean>(
  definition: Plain<Specs, Collects> | Targeted<Specs, Collects, Target>,
): Operation {
  const specs = definition.params ?? none<Specs>();
  return {
    on: definition.on,
    op: definition.op,
    allow: definition.allow,
    transaction: definition.transaction ?? definition.on !== 'GET',
    afterError: definition.afterError,
    audited: definition.audited ?? (definition.on === 'GET' ? 'never' : 'by dispatch'),
    names: definition.names ?? [],
    doc: definition.doc,
    params: specs,
    returns: definition.returns,
    status: definition.status ?? 200,
    async run(context, input) {
      const problems = new Problems();
      const read = () => readGiven<Specs, Collects>(definition, specs, input, context.caller, problems);
      if (!('target' in definition)) {
        const given = read();
        return problems.handle(() => definition.handle({ ...context, ...given }));
      }
      const target = await findTarget(definition, specs, context, input);
      const given = read();
      return problems.handle(() => definition.handle({ ...context, ...given, target }));
    },
  };
}

/** @throws BadRequest, NotFound, Forbidden */
async function findTarget<Specs extends ParamSpecs, Target>(
  { target: find, presenceFirst, allow }: Targeted<Specs, boolean, Target>,
  specs: Specs,
  context: Context,
  input: Input,
): Promise<Target> {
  if (presenceFirst) checkPresence(specs, input);
  const target = await find({ ...context, given: (name) => input.has(name) });
  allow.authorizeTarget(context.caller, target);
  return target;
}

/** @throws BadRequest, Invalid */
function readGiven<Specs extends ParamSpecs, Collects extends boolean>(
  { collectsProblems }: Definition<Specs, Collects>,
  specs: Specs,
  input: Input,
  caller: Caller,
  problems: Problems,
): Given<Specs, Collects> {
  const params = collectParams(specs, input, caller, problems);
  if (!collectsProblems) problems.throwIfAny();
  const rightParams = () => {
    problems.throwIfAny();
    return params;
  };
  // Without problems, all collected values are valid.
  return { params, problems, rightParams } as Given<Specs, Collects>;
}

/** The specs of an operation without parameters: empty, for any inferred type. */
function none<Specs extends ParamSpecs>(): Specs {
  return {} as Specs;
}

/** A resource: the operations at one path. */
export interface Resource {
  /** The handler's name in describe/. The `maas` command derives its own name from it: NodesHandler → `maas nodes`. */
  readonly name: string;
  /** The path below the root of the tree: `nodes/{system_id}/`. The argument `{filename...}` may hold slashes. */
  readonly path: string;
  readonly doc: string;
  readonly operations: readonly Operation[];
  /** True: all callers but administrators are answered 403, also those without credentials. */
  readonly adminOnly?: boolean;
  /** Not listed in describe/. */
  readonly hidden?: boolean;
  /**
   * Runs for a request without credentials in its headers and URL, before the body is read, so that its body costs
   * nothing when the request is refused. Its writes stay when the operation fails. @throws TooManyRequests
   */
  readonly beforeAnonymous?: (region: Region, method: string, address: string) => Promise<void>;
}

export function resource(definition: Resource): Resource {
  return definition;
}

/** The settings and services that operations use. */
export interface Region {
  readonly settings: Settings;
  readonly database: Database;
}
