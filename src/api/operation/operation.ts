import type { z } from 'zod';
import type { Beside, KeyedRead } from '../../db/batch/keyed-read.js';
import type { Database } from '../../db/database.js';
import { NotFound } from '../../errors.js';
import type { FileStore, Input } from '../../params/input.js';
import type { ParamSpecs } from '../../params/param.js';
import { Problems } from '../../params/problems.js';
import { checkPresence, collectParams } from '../../params/read.js';
import type { Settings } from '../../settings.js';
import type { Access } from './authorize.js';
import type { Caller } from './caller.js';
import type { Context } from './context.js';
import type { AfterError, Audited, Definition, Given, Method, Plain, TargetContext, Targeted } from './definition.js';
import { type Precheck, precheckOf } from './precheck.js';

/** An operation without the types of its parameters and its target, as dispatch and documents use it. */
export interface Operation {
  readonly on: Method;
  readonly op: string | undefined;
  readonly allow: Pick<Access, 'label' | 'anonymous' | 'signedIn' | 'authorizeCaller'>;
  readonly transaction: boolean | 'shared';
  readonly precheck: Precheck | undefined;
  readonly afterError: AfterError | undefined;
  readonly audited: Audited;
  readonly names: readonly string[];
  readonly secrets: readonly string[];
  readonly unused: readonly string[] | undefined;
  readonly unkept: string | undefined;
  readonly fileStore: ((db: Database) => FileStore) | undefined;
  readonly doc: string;
  readonly params: ParamSpecs;
  readonly returns: z.ZodType | undefined;
  readonly status: 200 | 201;
  readonly run: Run;
  /** Makes the part of another statement that reads the target. Undefined: the path alone does not name it. */
  readonly targetBeside: ((arg: Context['arg']) => TargetBeside) | undefined;
}

/** Looks up the target, authorizes, reads the parameters and handles. Returns a Reply or a value for JSON. */
export type Run = (context: Context, input: Input) => Promise<unknown>;

/** A target that is read beside something else. */
interface TargetBeside extends Beside {
  /** The run with this target; undefined while the target is not read. */
  readonly run: Run | undefined;
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
    precheck: precheckOf(definition, specs),
    afterError: definition.afterError,
    audited: definition.audited ?? (definition.on === 'GET' ? 'never' : 'by dispatch'),
    names: definition.names ?? [],
    secrets: definition.secrets ?? [],
    unused: definition.unused,
    unkept: definition.unkept,
    fileStore: definition.fileStore,
    doc: definition.doc,
    params: specs,
    returns: definition.returns,
    status: definition.status ?? 200,
    ...runsOf(definition, specs),
  };
}

function runsOf<Specs extends ParamSpecs, Target, Collects extends boolean>(
  definition: Plain<Specs, Collects> | Targeted<Specs, Collects, Target>,
  specs: Specs,
): Pick<Operation, 'run' | 'targetBeside'> {
  if ('pathTarget' in definition) {
    const { read, key } = definition.pathTarget;
    const runWithRow = (find: (context: Context) => Promise<Target | undefined>) =>
      runWith(definition, specs, async (context) => existing(await find(context)));
    return {
      run: runWithRow(({ db, arg }) => read.one(db, arg(key))),
      targetBeside: (arg) => new PathTargetBeside(read, arg(key), (row) => runWithRow(async () => row)),
    };
  }
  if ('target' in definition) {
    return { run: runWith(definition, specs, (context) => definition.target(context)), targetBeside: undefined };
  }
  const run: Run = async (context, input) => {
    const problems = new Problems();
    const given = readGiven<Specs, Collects>(definition, specs, input, context.caller, problems);
    return problems.handle(() => definition.handle({ ...context, ...given }));
  };
  return { run, targetBeside: undefined };
}

class PathTargetBeside<Target> implements TargetBeside {
  run: Run | undefined;

  constructor(
    readonly read: KeyedRead<Target>,
    readonly key: string,
    private readonly runWithRow: (row: Target | undefined) => Run,
  ) {}

  accept(row: Target | undefined): void {
    this.run = this.runWithRow(row);
  }
}

/** @throws NotFound */
function existing<Target>(row: Target | undefined): Target {
  if (row === undefined) throw new NotFound();
  return row;
}

/** The run of an operation with a target. */
function runWith<Specs extends ParamSpecs, Target, Collects extends boolean>(
  definition: Targeted<Specs, Collects, Target>,
  specs: Specs,
  find: (context: TargetContext) => Promise<Target>,
): Run {
  return async (context, input) => {
    if (definition.presenceFirst) checkPresence(specs, input);
    const target = await find({ ...context, given: (name) => input.has(name) });
    definition.allow.authorizeTarget(context.caller, target);
    const problems = new Problems();
    const given = readGiven<Specs, Collects>(definition, specs, input, context.caller, problems);
    return problems.handle(() => definition.handle({ ...context, ...given, target }));
  };
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
  /**
   * True: its anonymous operations are additions to the original. Anonymous calls of its other operations stay 401, as if
   * there were no anonymous operation (docs/contract/nodes.md A6).
   */
  readonly addsAnonymous?: boolean;
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
