import type { IncomingHttpHeaders } from 'node:http';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BadRequest, TooLarge } from '../../errors.js';
import { type FileStore, Input } from '../../params/input.js';
import { type BodyBudget, BodyShare } from './body-budget.js';
import { parseForm } from './form.js';
import { type HeaderValue, parseHeaderValue } from './header-value.js';
import { MAX_JSON, parseJson } from './json-body.js';
import type { BodyLimits } from './limits.js';
import { MULTIPART_OPTIONS } from './multipart.js';
import { readMultipartForm } from './multipart-form.js';
import { discardRest, readAll } from './read-all.js';
import type { Uploads } from './uploads.js';

/** The greatest length of a boundary. RFC 2046 allows 70; the parser fails on much longer ones. */
const MAX_BOUNDARY = 200;
const FORM = 'application/x-www-form-urlencoded';
const NONE = new Input();

const bodies = new WeakMap<FastifyRequest, Promise<Input>>();
const uploads = new WeakMap<FastifyRequest, Uploads>();
const shares = new WeakMap<FastifyRequest, BodyShare>();

/**
 * Accepts requests with bodies of any declared type in an encapsulated scope. `readParameters` reads the body later, so
 * that authentication can come first. Bodies count for the budget, until their requests end. The files of the body are
 * deleted when the request ends.
 */
export async function registerBodyParsers(scope: FastifyInstance, budget: BodyBudget): Promise<void> {
  scope.removeAllContentTypeParsers();
  await scope.register(multipart, MULTIPART_OPTIONS);
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
  scope.addHook('onRequest', (request, reply, done) => {
    tolerateContentType(request.headers);
    if (hasBody(request)) {
      const share = new BodyShare(budget);
      shares.set(request, share);
      reply.raw.once('close', () => share.release());
    }
    done();
  });
  scope.addHook('onResponse', (request, _reply, done) => {
    const files = uploads.get(request);
    if (files) files.close().then(() => done(), done);
    else done();
  });
}

/** Replaces a malformed Content-Type, which Fastify would refuse, by an unknown type. Removes an empty one. */
function tolerateContentType(headers: IncomingHttpHeaders): void {
  const type = headers['content-type'];
  if (type === undefined || /^\s*[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(;|$)/.test(type)) return;
  headers['content-type'] = type.trim() === '' ? undefined : 'application/octet-stream';
}

/**
 * Reads the parameters in the body of a request: multipart, urlencoded (also without a content type) or a JSON object.
 * Other bodies, and the body of a GET, are ignored. A second call returns the same result.
 * @param store takes a large file while it arrives
 * @throws BadRequest when the body is malformed, TooLarge, Unavailable
 */
export function readParameters(request: FastifyRequest, limits: BodyLimits, store?: FileStore): Promise<Input> {
  const known = bodies.get(request);
  if (known) return known;
  const body = readBody(request, limits, store).catch(async (error: unknown) => {
    if (error instanceof TooLarge) await discardRest(request.raw);
    throw error;
  });
  bodies.set(request, body);
  return body;
}

async function readBody(request: FastifyRequest, limits: BodyLimits, store?: FileStore): Promise<Input> {
  if (!hasBody(request)) return NONE;
  const share = shares.get(request);
  if (!share) throw new Error('The parsers of bodies are not registered.');
  share.begin();
  const { value, parameters } = contentType(request);
  if (value === 'multipart/form-data') return readFiles(request, parameters.get('boundary'), limits, share, store);
  if (value === 'application/json') {
    return parseJson(await readAll(request.raw, Math.min(limits.bytes, MAX_JSON), share), limits.fields);
  }
  if (value === FORM) return parseForm(await readAll(request.raw, limits.bytes, share), limits.fields);
  request.raw.resume();
  return NONE;
}

function hasBody({ method, headers }: FastifyRequest): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Reads a multipart form. Its files are kept until the response is sent. A broken connection has no `onResponse`. */
async function readFiles(
  request: FastifyRequest,
  boundary: string | undefined,
  limits: BodyLimits,
  share: BodyShare,
  store?: FileStore,
): Promise<Input> {
  if (!boundary || boundary.length > MAX_BOUNDARY) throw new BadRequest('The multipart body has no usable boundary.');
  const form = await readMultipartForm(request, boundary, limits, share, store);
  if (form.parameters.files.length > 0) {
    const { socket } = request.raw;
    const close = () => void form.uploads.close();
    uploads.set(request, form.uploads);
    if (socket.destroyed) close();
    socket.once('close', close);
    form.uploads.whenClosed(() => socket.off('close', close));
  }
  return form.parameters;
}

function contentType({ headers }: FastifyRequest): HeaderValue {
  return parseHeaderValue(headers['content-type'] ?? FORM);
}

/** Returns the parameters of the query string. A `+` is a blank. Repeated parameters keep their order. */
export function queryParameters(request: FastifyRequest): Input {
  const url = request.raw.url ?? '';
  const start = url.indexOf('?');
  return start < 0 ? NONE : new Input(new URLSearchParams(url.slice(start)));
}

/** Whether the body is urlencoded, so that its parameters belong to an OAuth signature (RFC 5849, 3.4.1.3.1). */
export function hasSignedForm(request: FastifyRequest): boolean {
  return hasBody(request) && contentType(request).value === FORM;
}

/** Whether the body may hold the OAuth fields. */
export function hasForm(request: FastifyRequest): boolean {
  return hasBody(request) && [FORM, 'multipart/form-data'].includes(contentType(request).value);
}
