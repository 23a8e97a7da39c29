import { Server as TlsServer } from 'node:https';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import { registerBodyParsers } from '../api/body/body.js';
import { serveResources } from '../api/dispatch.js';
import { describeResource } from '../api/documents/describe.js';
import { docsResource } from '../api/documents/docs-resource.js';
import { Documents } from '../api/documents/documents.js';
import { Authenticator } from '../api/oauth/authenticator.js';
import { straightenUrl } from '../api/operation/routes.js';
import { internalError, replyToError } from '../api/reply/error-reply.js';
import { sandboxBodies } from '../api/reply/foreign-body.js';
import { Reply } from '../api/reply/reply.js';
import { send } from '../api/reply/send.js';
import { decorateRequests } from '../api/request.js';
import { MAX_ARGUMENT_LENGTH } from '../api/url-router.js';
import { readCertificate } from '../certificate.js';
import type { Database } from '../db/database.js';
import { Notifications } from '../db/notifications/notifications.js';
import { metadata } from '../metadata/index.js';
import { POWER_TYPES } from '../power/registry.js';
import { resources } from '../resources/index.js';
import type { Settings } from '../settings.js';
import { serveLive } from '../site/live/serve-live.js';
import { hasPages } from '../site/pages.js';
import { serveSite } from '../site/site.js';
import { serveDocuments } from './documents.js';
import { serveHealth } from './health.js';
import { serveImages } from './images.js';
import { refuseClient } from './limits/client-errors.js';
import { makeListener } from './listener.js';
import { boundLoad } from './load.js';
import { Metrics, measureRequests, serveMetrics } from './metrics.js';
import { reloadCertificate } from './reload-certificate.js';
import { logRequests, requestId } from './request-log.js';
import { serveRpc } from './rpc.js';
import { serveStartPage } from './start-page.js';

/** The services of a region process. */
export interface Services {
  readonly settings: Settings;
  readonly database: Database;
  readonly log: Logger;
  /** The folder of the built web pages. Without it, a start page takes their place. */
  readonly webDir?: string | undefined;
  /** Shares this process's metrics with its siblings. Returns a function that reads the metrics of all of them. */
  readonly shareMetrics?: ((own: Metrics) => () => Promise<string>) | undefined;
}

/** The prefixes under which everything is served. */
const PREFIXES = ['/MAAS', ''] as const;

/** Bodies of at least this size are compressed for clients that accept gzip. */
const COMPRESS_FROM_BYTES = 200;
const COMPRESSIBLE = /^(text\/|application\/(json|bson|xml))/;

/**
 * Builds the HTTP or HTTPS server of a region. The caller makes it listen and closes it.
 * @throws CertificateError
 */
export async function buildApp(services: Services): Promise<FastifyInstance> {
  const { settings, database } = services;
  const certificate = settings.tls && (await readCertificate(settings.tls));
  const loggerInstance: FastifyBaseLogger = services.log;
  const app = fastify({
    loggerInstance,
    serverFactory: (handle) => makeListener(certificate, settings.clientTimeout * 1_000, handle),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestId,
    trustProxy: settings.trustedProxies.length > 0 ? [...settings.trustedProxies] : false,
    exposeHeadRoutes: false,
    rewriteUrl: ({ url = '/' }) => straightenUrl(url),
    routerOptions: { maxParamLength: MAX_ARGUMENT_LENGTH },
    clientErrorHandler: refuseClient,
    frameworkErrors: (error, _request, reply) => {
      send(reply, replyToError(error) ?? internalError());
    },
  });
  if (settings.tls && certificate && app.server instanceof TlsServer) {
    const reloading = new AbortController();
    app.addHook('onClose', async () => reloading.abort());
    void reloadCertificate(app.server, settings.tls, certificate, services.log, reloading.signal);
  }
  const authenticator = new Authenticator(database);
  app.addHook('onClose', async () => authenticator.close());
  const notifications = new Notifications(database);
  // Before the server waits for running requests: it ends those that wait for a change.
  app.addHook('preClose', () => notifications.close());
  const metrics = new Metrics(database);
  const budget = boundLoad(app, settings, metrics);
  const readMetrics = services.shareMetrics?.(metrics) ?? (() => metrics.text());
  const documents = new Documents({ resources, powerTypes: POWER_TYPES });

  decorateRequests(app);
  await app.register(compress, {
    threshold: COMPRESS_FROM_BYTES,
    encodings: ['gzip', 'identity'],
    customTypes: (type) => COMPRESSIBLE.test(type),
  });
  // Only requests that may have a session parse their cookies.
  await app.register(cookie, { hook: false });
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('x-frame-options', 'SAMEORIGIN');
    done();
  });
  logRequests(app);
  measureRequests(app, metrics);
  app.setNotFoundHandler((_request, reply) => send(reply, notFoundPage()));
  app.setErrorHandler((error, request, reply) => {
    const known = replyToError(error);
    if (!known) request.log.error({ err: error }, 'the request failed');
    return send(reply, known ?? internalError());
  });

  const pages = hasPages(services.webDir) ? services.webDir : undefined;
  for (const prefix of PREFIXES) {
    await app.register(
      async (scope) => {
        await registerBodyParsers(scope, budget);
        sandboxBodies(scope);
        const dispatch = { settings, database, authenticator, notifications, prefix };
        const own = [describeResource(resources), docsResource(documents)];
        serveResources(scope, [...resources, ...own], { ...dispatch, root: '/api/1.0/' });
        serveResources(scope, metadata, { ...dispatch, root: '/metadata/' });
        if (!pages) serveStartPage(scope, services);
        serveHealth(scope, services);
        serveRpc(scope);
        serveImages(scope, settings.imagesDir);
        serveMetrics(scope, metrics, readMetrics);
        serveDocuments(scope, documents, settings, prefix);
      },
      { prefix },
    );
  }
  await serveSite(app, services, pages);
  await app.register((scope) => serveLive(scope, services, services.log), { prefix: PREFIXES[0] });
  return app;
}

function notFoundPage(): Reply {
  return Reply.text('<!DOCTYPE html><title>Not Found</title><h1>Not Found</h1>', 404, 'text/html; charset=utf-8');
}
