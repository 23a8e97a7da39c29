import type { FastifyRequest } from 'fastify';
import type { Input } from '../../params/input.js';
import { hasForm, queryParameters } from '../body/body.js';

/** The OAuth fields of a request, and the place where they were found. */
export interface Claim {
  readonly source: 'header' | 'query' | 'form';
  readonly consumerKey: string;
  readonly tokenKey: string;
  readonly signature: string;
  readonly signatureMethod: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly version: string | undefined;
  /** All OAuth fields by name, as they are signed. */
  readonly fields: ReadonlyMap<string, string>;
}

/**
 * Finds the credentials of a request in its Authorization header, its query or its form. A place that lacks one of the
 * six fields is ignored.
 * @returns undefined for an anonymous caller
 */
export function findClaim(request: FastifyRequest, form: Input): Claim | undefined {
  const header = authorizationOf(request);
  return (
    (header === undefined ? undefined : claimOf('header', parseAuthorization(header))) ??
    (request.raw.url?.includes('oauth_') ? claimOf('query', fieldsOf(queryParameters(request))) : undefined) ??
    (form.has('oauth_token') && hasForm(request) ? claimOf('form', fieldsOf(form)) : undefined)
  );
}

/** The last of several Authorization headers. Node itself would drop all but the first. */
function authorizationOf({ raw, headers }: FastifyRequest): string | undefined {
  if (headers.authorization === undefined) return undefined;
  const { rawHeaders } = raw;
  for (let i = rawHeaders.length - 2; i >= 0; i -= 2) {
    if (rawHeaders[i]?.toLowerCase() === 'authorization') return rawHeaders[i + 1];
  }
  return headers.authorization;
}

const FIELD = /\b(\w+)\s*=\s*(?:"([^"]*)"|([^\s,"]*))/g;

/** The fields of `OAuth name="value", …` in any order, percent-decoded; none for another scheme. */
function parseAuthorization(header: string): Map<string, string> {
  const fields = new Map<string, string>();
  if (!/^\s*OAuth\s/i.test(header)) return fields;
  for (const [, name = '', quoted, bare = ''] of header.matchAll(FIELD)) {
    if (name.toLowerCase() !== 'realm') fields.set(name, percentDecode(quoted ?? bare));
  }
  return fields;
}

function percentDecode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function fieldsOf(parameters: Input): Map<string, string> {
  const names = parameters.names().filter((name) => name.startsWith('oauth_'));
  return new Map(names.map((name) => [name, parameters.last(name) ?? '']));
}

function claimOf(source: Claim['source'], fields: ReadonlyMap<string, string>): Claim | undefined {
  const consumerKey = fields.get('oauth_consumer_key');
  const tokenKey = fields.get('oauth_token');
  const signature = fields.get('oauth_signature');
  const signatureMethod = fields.get('oauth_signature_method');
  const timestamp = fields.get('oauth_timestamp');
  const nonce = fields.get('oauth_nonce');
  if (consumerKey === undefined || tokenKey === undefined || signature === undefined) return undefined;
  if (signatureMethod === undefined || timestamp === undefined || nonce === undefined) return undefined;
  const version = fields.get('oauth_version');
  return { source, consumerKey, tokenKey, signature, signatureMethod, timestamp, nonce, version, fields };
}
