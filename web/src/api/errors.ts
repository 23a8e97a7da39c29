/** A refused request: its status, a text for people, and the problems of its parameters by name. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    message: string,
    readonly fields: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** What openapi-fetch resolves with. */
interface Outcome<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** The data of an answer. @throws ApiError when the region refuses the request */
export async function dataOf<Data>(sent: Promise<Outcome<Data>>): Promise<Data> {
  const { data, error, response } = await sent;
  if (response.ok) return data as Data;
  throw errorOf(response.status, error);
}

function errorOf(status: number, body: unknown): ApiError {
  if (typeof body === 'object' && body !== null) {
    const fields = Object.entries(body).map(([name, texts]) => [name, [texts].flat().map(String).join(' ')] as const);
    const whole = fields.filter(([name]) => name === '__all__').map(([, text]) => text);
    const text = whole.join(' ') || fields.map(([name, problem]) => `${name}: ${problem}`).join(' ');
    return new ApiError(status, text, Object.fromEntries(fields));
  }
  const text = typeof body === 'string' ? body.trim() : '';
  return new ApiError(status, text || usualText(status));
}

function usualText(status: number): string {
  if (status === 403) return 'You are not permitted to do this.';
  if (status === 404) return 'It does not exist any more.';
  if (status === 503) return 'The region is busy. Try again in a moment.';
  return `The region answered ${status}.`;
}

/** Whether a request failed because its object does not exist, or no longer. */
export function isGone(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

/** A text for people about any failure of a request. */
export function textOf(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  if (error instanceof TypeError) return 'The region does not answer. Check your connection.';
  return error instanceof Error ? error.message : String(error);
}
