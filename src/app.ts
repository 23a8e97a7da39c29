import compress from '@fastify/compress';
import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { registerBodyParsers } from './api/body.js';
import { describeResource } from './api/describe.js';
import { send, serveResources } from './api/dispatch.js';
import { internalError, replyToError } from './api/errors.js';
import { Authenticator } from './api/oauth.js';
import { Reply } from './api/reply.js';
import { decorateRequests } from './api/request.js';
import { straightenUrl } from './api/routes.js';
import type { Settings } from './config.js';
import type { Database } from './db/database.js';
import { metadata } from './metadata/index.js';
import { serveHealth } from './operations/health.js';
import { resources } from './resources/index.js';

/** What a region process is made of. */
export interface Services {
  readonly settings: Settings;
  readonly database: Database;
  readonly log: Logger;
}

/** Everything is served below each of these. */
const PREFIXES = ['/MAAS', ''] as const;

/** Bodies from this size on are compressed for clients that take gzip. */
const COMPRESS_FROM_BYTES = 200;
const COMPRESSIBLE = /^(text\/|application\/(json|bson|xml))/;

/** Builds the HTTP side of a region; the caller listens and closes. */
export async function buildApp(services: Services): Promise<FastifyInstance> {
  const { settings, database } = services;
  const loggerInstance: FastifyBaseLogger = services.log;
  const app = fastify({
    loggerInstance,
    disableRequestLogging: true,
    trustProxy: settings.trustedProxies.length > 0 ? [...settings.trustedProxies] : false,
    exposeHeadRoutes: false,
    rewriteUrl: ({ url = '/' }) => straightenUrl(url),
    routerOptions: { maxParamLength: 4_096 },
    frameworkErrors: (error, _request, reply) => {
      send(reply, replyToError(error) ?? internalError());
    },
  });
  const authenticator = new Authenticator(database);
  app.addHook('onClose', async () => authenticator.close());

  decorateRequests(app);
  await app.register(compress, {
    threshold: COMPRESS_FROM_BYTES,
    encodings: ['gzip', 'identity'],
    customTypes: (type) => COMPRESSIBLE.test(type),
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('x-frame-options', 'SAMEORIGIN');
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method, operation, meter } = request;
    const path = request.url.split('?', 1)[0];
    const summary = {
      method,
      path,
      operation,
      status: reply.statusCode,
      ms: reply.elapsedTime,
      queries: meter.queries,
    };
    request.log.debug(summary, 'answered');
  });
  app.setNotFoundHandler((_request, reply) => send(reply, notFoundPage()));
  app.setErrorHandler((error, request, reply) => {
    const known = replyToError(error);
    if (!known) request.log.error({ err: error }, 'the request failed');
    return send(reply, known ?? internalError());
  });

  for (const prefix of PREFIXES) {
    await app.register(
      async (scope) => {
        await registerBodyParsers(scope);
        const dispatch = { settings, database, authenticator, prefix };
        serveResources(scope, [...resources, describeResource(resources)], { ...dispatch, root: '/api/1.0/' });
        serveResources(scope, metadata, { ...dispatch, root: '/metadata/' });
        serveHealth(scope, services);
      },
      { prefix },
    );
  }
  return app;
}

function notFoundPage(): Reply {
  return Reply.text('<!DOCTYPE html><title>Not Found</title><h1>Not Found</h1>', 404, 'text/html; charset=utf-8');
}
