import createClient from 'openapi-fetch';
import { currentSession, loadSession, whenSignedIn } from '../session/session.js';
import type { paths } from './schema.js';

/** The operations of API 1.0, typed by the OpenAPI document of the region (`schema.d.ts`). */
export const api = createClient<paths>({
  baseUrl: import.meta.env.BASE_URL.replace(/\/$/, ''),
  fetch: sendInSession,
});

/**
 * Sends a request in the session of the user. When the session has ended, it waits until the user has signed in again,
 * and then sends the request once more.
 */
export async function sendInSession(request: Request): Promise<Response> {
  const again = request.clone();
  const response = await fetch(withToken(request));
  if (response.status !== 401 || (await loadSession())) return response;
  await whenSignedIn();
  return fetch(withToken(again));
}

function withToken(request: Request): Request {
  const now = currentSession();
  if (now.kind === 'in' && request.method !== 'GET') request.headers.set('x-csrf-token', now.session.csrf);
  return request;
}
