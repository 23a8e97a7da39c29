import type { FastifyBaseLogger } from 'fastify';
import type { z } from 'zod';
import type { Database, Db } from '../../db/database.js';
import type { Input } from '../../params/input.js';
import type { ParamSpecs } from '../../params/param.js';
import { Problems } from '../../params/problems.js';
import { type CollectedValues, checkPresence, collectParams, type Values } from '../../params/read.js';
import type { Settings } from '../../settings.js';
import type { Access } from './access.js';
import type { Caller } from './caller.js';
import type { Links } from './links.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** What every operation is given. */
export interface Context {
  readonly caller: Caller;
  /** The transaction of the operation; the database itself for those that run in none. */
  readonly db: Db;
  readonly links: Links;
  readonly settings: Settings;
  readonly log: FastifyBaseLogger;
  /** An argument of the path by its name. */
  arg(name: string): string;
}

interface Definition<Specs extends ParamSpecs, Collects extends boolean> {
  readonly on: Method;
  /** Absent: the plain verb. */
  readonly op?: string;
  /** Whether it runs in a transaction; when not said: unless it is a GET. One statement needs none around it. */
  readonly transaction?: boolean;
  /** Runs first and outside of the transaction: what it writes stays when the operation fails. */
  readonly before?: (context: Context) => Promise<void>;
  readonly doc: string;
  readonly params?: Specs;
  /**
   * The problems of the parameters are reported together with those that the handler finds by looking things up: it
   * gets a collector, and throws what is in there before it writes.
   */
  readonly collectsProblems?: Collects;
  /** What a successful answer holds, for documents; absent: no JSON. */
  readonly returns?: z.ZodType;
}

/** What a handler gets of the parameters: right ones; or those that are right, and what is wrong with the others. */
type Given<Specs extends ParamSpecs, Collects extends boolean> = Collects extends true
  ? {
      readonly params: CollectedValues<Specs>;
      readonly problems: Problems;
      /** The parameters, once nothing is wrong. @throws Invalid with all problems */
      rightParams(): Values<Specs>;
    }
  : { readonly params: Values<Specs> };

interface Plain<Specs extends ParamSpecs, Collects extends boolean> extends Definition<Specs, Collects> {
  readonly allow: Access;
  handle(context: Context & Given<Specs, Collects>): Promise<unknown>;
}

interface Targeted<Specs extends ParamSpecs, Collects extends boolean, Target> extends Definition<Specs, Collects> {
  readonly allow: Access<NoInfer<Target>>;
  /** Looks up what the operation is about; `given` tells whether a parameter was sent. @throws NotFound, Forbidden */
  target(context: Context & { given(name: string): boolean }): Promise<Target>;
  /** That the mandatory parameters came is checked before the look-up; what they say, as always, after it. */
  readonly presenceFirst?: boolean;
  handle(context: Context & Given<Specs, Collects> & { readonly target: Target }): Promise<unknown>;
}

/** An operation as the mechanism sees it. */
export interface Operation {
  readonly on: Method;
  readonly op: string | undefined;
  readonly allow: Pick<Access, 'label' | 'anonymous' | 'signedIn' | 'gate'>;
  readonly transaction: boolean;
  readonly before: ((context: Context) => Promise<void>) | undefined;
  readonly doc: string;
  readonly params: ParamSpecs;
  readonly returns: z.ZodType | undefined;
  /** Looks up, admits, reads the parameters and handles, in this order. Answers a Reply or a value for JSON. */
  run(context: Context, input: Input): Promise<unknown>;
}

/**
 * Everything about one operation in one object: verb, op, who may call it, parameters, documentation, what it is about
 * and what it does. Dispatch, permissions, errors, describe/, doc/ and openapi.json are derived from it.
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
    before: definition.before,
    doc: definition.doc,
    params: specs,
    returns: definition.returns,
    async run(context, input) {
      const problems = new Problems();
      const read = () => readGiven<Specs, Collects>(definition, specs, input, context.caller, problems);
      const result = await ('target' in definition
        ? findTarget(definition, specs, context, input).then((target) =>
            definition.handle({ ...context, ...read(), target }),
          )
        : definition.handle({ ...context, ...read() }));
      problems.throwIfAny();
      return result;
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
  allow.admits(context.caller, target);
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
  // When nothing is wrong, the collected values are the right ones.
  return { params, problems, rightParams } as Given<Specs, Collects>;
}

/** An operation without parameters has no specs, whatever their type was inferred to. */
function none<Specs extends ParamSpecs>(): Specs {
  return {} as Specs;
}

/** A resource: the operations at one path. */
export interface Resource {
  /** The handler's name in describe/, from which the `maas` command makes its own: NodesHandler → `maas nodes`. */
  readonly name: string;
  /** Below the root of the tree, with `{argument}` placeholders: `nodes/{system_id}/`. `{filename...}` may hold slashes. */
  readonly path: string;
  readonly doc: string;
  readonly operations: readonly Operation[];
  /** Only administrators get past the door: everybody else is answered 403, also without credentials. */
  readonly adminOnly?: boolean;
  /** Not listed in describe/. */
  readonly hidden?: boolean;
}

export function resource(definition: Resource): Resource {
  return definition;
}

/** What the operations run on. */
export interface Region {
  readonly settings: Settings;
  readonly database: Database;
}
