import { sendInSession } from '../../api/client.js';
import { ApiError } from '../../api/errors.js';

/** A session of the user, as `session/all/` has it. */
export interface SessionView {
  readonly id: number;
  readonly current: boolean;
  readonly created: string;
  readonly last_used: string;
  readonly expires: string;
  readonly address: string;
  readonly user_agent: string;
}

/** Sends a request to `/MAAS/session/…`. @throws ApiError with the problems by field */
async function send(method: string, path: string, form?: Readonly<Record<string, string>>): Promise<Response> {
  const url = new URL(`${import.meta.env.BASE_URL}session/${path}`, window.location.href);
  const body = form && { body: new URLSearchParams(form) };
  const response = await sendInSession(new Request(url, { method, ...body }));
  if (response.ok) return response;
  const { error = `The region answered ${response.status}.`, fields = {} } = await response.json();
  const byField = Object.entries(fields).map(([name, texts]) => [name, [texts].flat().join(' ')] as const);
  throw new ApiError(response.status, String(error), Object.fromEntries(byField));
}

export async function listSessions(): Promise<readonly SessionView[]> {
  return (await send('GET', 'all/')).json();
}

export async function endSession(id: number): Promise<void> {
  await send('DELETE', `all/${id}/`);
}

export async function changePassword(old_password: string, new_password: string): Promise<void> {
  await send('POST', 'password/', { old_password, new_password });
}
