import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { runRequest } from '../db/request-scope.js';
import { Attempt } from './attempt.js';
import { queryParameters, readParameters } from './body/body.js';
import { ANONYMOUS, SIGNED } from './body/limits.js';
import { findOperation } from './find-operation.js';
import { findIdempotentRequest } from './idempotency/idempotent-request.js';
import { admit, type Dispatch, identify } from './identify.js';
import { ignoredParameters, nameIgnored, refuseIgnored } from './ignored-parameters.js';
import { type Caller, isSignedIn } from './operation/caller.js';
import { Links } from './operation/links.js';
import type { Operation, Resource } from './operation/operation.js';
import { requestOrigin } from './operation/origin.js';
import { endsInRest, operationPath, pathArguments, routePattern } from './operation/routes.js';
import { areStorable, argumentsOf, type PathParams, pathValues } from './path-values.js';
import { internalError, replyToError } from './reply/error-reply.js';
import { Reply } from './reply/reply.js';
import { send } from './reply/send.js';
import { runOperation } from './run.js';
import { UrlRouter } from './url-router.js';

/** Answers requests of all methods to one URL. */
type Serve = (request: FastifyRequest, reply: FastifyReply, params: PathParams) => FastifyReply | Promise<FastifyReply>;

/**
 * Serves resources in a scope whose body parsers are registered. Fastify has one route for all of them: a route for each
 * URL and method would take a sixth of the time of a start.
 */
export function serveResources(scope: FastifyInstance, resources: readonly Resource[], dispatch: Dispatch): void {
  const router = new UrlRouter<Serve>();
  for (const resource of resources) addResource(router, resource, dispatch);
  scope.all(`${dispatch.root}*`, { exposeHeadRoute: false }, (request, reply) => {
    const found = router.find(request.url.slice(dispatch.prefix.length));
    return found ? found.target(request, reply, found.params) : reply.callNotFound();
  });
}

function addResource(router: UrlRouter<Serve>, resource: Resource, dispatch: Dispatch): void {
  const { path, operations } = resource;
  const names = pathArguments(path);
  const greedy = endsInRest(path);
  const pattern = routePattern(dispatch.root, path);
  const serve =
    (op?: string): Serve =>
    async (request, reply, params) => {
      if (greedy && !pathOf(request).endsWith('/')) return redirectToSlash(request, reply);
      return send(reply, await answer(request, resource, pathValues(params, path, names), op, dispatch));
    };
  router.add(pattern, serve());
  if (!pattern.endsWith('/')) return;
  router.add(pattern.slice(0, -1), redirectToSlash);
  // The router tries these before arguments, and compares them undecoded: no encoded argument is taken for an op.
  const ops = new Set(operations.flatMap(({ op }) => op ?? []));
  for (const op of ops) router.add(operationPath(pattern, op), serve(op));
}

/** Answers a request. `op` is that of the path. Errors become replies, so that all responses have the same headers. */
async function answer(
  request: FastifyRequest,
  resource: Resource,
  args: ReadonlyMap<string, string>,
  op: string | undefined,
  dispatch: Dispatch,
): Promise<Reply> {
  try {
    const { requestMs } = dispatch.database.limits;
    return await runRequest(request.meter, requestMs, () => audit(request, resource, args, op, dispatch));
  } catch (error) {
    const reply = replyToError(error);
    if (!reply) request.log.error({ err: error }, 'the operation failed');
    return reply ?? internalError();
  }
}

/**
 * Performs the call, and records a refusal in the audit, except for machines' calls of the metadata service. A failure to
 * record it does not change the answer.
 */
async function audit(
  request: FastifyRequest,
  resource: Resource,
  args: ReadonlyMap<string, string>,
  op: string | undefined,
  dispatch: Dispatch,
): Promise<Reply> {
  const attempt = new Attempt(request, resource, args);
  try {
    return await perform(request, resource, op, attempt, dispatch);
  } catch (error) {
    const status = replyToError(error)?.status ?? 500;
    if (status < 500 && dispatch.root === '/api/1.0/') {
      await attempt.recordRefusal(dispatch.database, status).catch((err: unknown) => {
        request.log.error({ err }, 'a refusal is missing in the audit');
      });
    }
    throw error;
  }
}

/** Authenticates, reads the body and runs the operation, in the order of docs/contract/nodes.md A2. */
async function perform(
  request: FastifyRequest,
  resource: Resource,
  op: string | undefined,
  attempt: Attempt,
  dispatch: Dispatch,
): Promise<Reply> {
  const origin = requestOrigin(request, dispatch.settings.publicUrl);
  const query = queryParameters(request);
  const opOfUrl = op ?? query.last('op');
  const named = resource.operations.find((each) => each.on === request.method && each.op === opOfUrl);
  const beside = areStorable(attempt.args) ? named?.targetBeside?.(argumentsOf(attempt.args)) : undefined;
  const caller = await identify(request, origin, resource, dispatch, beside);
  attempt.caller = caller;
  request.username = caller.user?.username ?? '';
  admit(caller, request, resource, dispatch);
  const store = fileStoreOf(named, caller, request, dispatch);
  const body = await readParameters(request, isSignedIn(caller) ? SIGNED : ANONYMOUS, store);
  const operation = findOperation(resource, caller, request.method, body.last('op') ?? opOfUrl);
  request.operation = `${resource.name}.${operation.op ?? operation.on}`;
  const input = operation.on === 'GET' || operation.on === 'DELETE' ? query : body;
  attempt.operation = operation;
  attempt.input = input;
  operation.allow.authorizeCaller(caller);
  const { settings, notifications, prefix } = dispatch;
  const ignored = ignoredParameters(operation, input);
  if (settings.strictParameters) refuseIgnored(ignored);
  const surroundings = {
    caller,
    settings,
    notifications,
    links: new Links(origin, prefix, settings.publicUrl),
    log: request.log,
    arg: argumentsOf(attempt.args),
  };
  const run = (operation === named && beside?.run) || operation.run;
  const idempotent =
    dispatch.root === '/api/1.0/'
      ? await findIdempotentRequest(request, resource, attempt.args, operation, caller, input)
      : undefined;
  const result = await runOperation(dispatch.database, { operation, run, surroundings, input, attempt, idempotent });
  return nameIgnored(result instanceof Reply ? result : Reply.json(result), ignored);
}

/** Files of requests with an Idempotency-Key are not stored early, as most of these are refused or repeated. */
function fileStoreOf(
  operation: Operation | undefined,
  caller: Caller,
  request: FastifyRequest,
  { database }: Dispatch,
) {
  if (!operation?.fileStore || request.headers['idempotency-key'] !== undefined) return undefined;
  operation.allow.authorizeCaller(caller);
  return operation.fileStore(database);
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '';
}

/** Redirects a path without its final slash to the path with it. The query is kept. */
function redirectToSlash(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = pathOf(request);
  return reply
    .code(301)
    .header('content-type', 'text/html')
    .redirect(`${path}/${request.url.slice(path.length)}`, 301);
}
