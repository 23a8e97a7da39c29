/**
 * An error that a client may see, with its HTTP status and a public message. `api/reply/error-reply.ts` makes the
 * response. Any other error is a defect, which is logged and never sent.
 */
export abstract class ClientError extends Error {
  abstract readonly status: number;
}

/** 414: an argument of the path is too long. */
export class ArgumentTooLong extends ClientError {
  readonly status = 414;

  constructor() {
    super('An argument in the path is too long.');
  }
}

/** 400: the request as a whole is invalid. */
export class BadRequest extends ClientError {
  readonly status = 400;
}

export type FieldErrors = Readonly<Record<string, readonly string[]>>;

/** 400: one or more fields are invalid. Problems that concern several fields are under `ALL_FIELDS`. */
export class Invalid extends ClientError {
  readonly status = 400;

  constructor(readonly fields: FieldErrors) {
    super(
      Object.entries(fields)
        .map(([field, messages]) => `${field}: ${messages.join(' ')}`)
        .join('; '),
    );
  }

  static field(name: string, message: string): Invalid {
    return new Invalid({ [name]: [message] });
  }
}

export const ALL_FIELDS = '__all__';
export const REQUIRED = 'This field is required.';

/** 401. With `challenge`, the answer asks for OAuth credentials, as those in the request were refused. */
export class Unauthorized extends ClientError {
  readonly status = 401;

  constructor(
    message = 'Forbidden',
    readonly challenge = false,
  ) {
    super(message);
  }
}

/** 403. Refused object permissions have no message, as in the original. */
export class Forbidden extends ClientError {
  readonly status = 403;
}

/** 404 */
export class NotFound extends ClientError {
  readonly status = 404;

  constructor(
    message = 'Not Found',
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** 405, with the methods that the resource has. */
export class MethodNotAllowed extends ClientError {
  readonly status = 405;

  constructor(readonly allow: readonly string[]) {
    super('');
  }
}

/** 409: the current state of an object does not permit the operation. */
export class Conflict extends ClientError {
  readonly status = 409;
}

/** 413 */
export class TooLarge extends ClientError {
  readonly status = 413;
}

/** 422: the request contradicts an earlier one. */
export class Unprocessable extends ClientError {
  readonly status = 422;
}

/** 429: try again after `retryAfter` seconds. */
export class TooManyRequests extends ClientError {
  readonly status = 429;

  constructor(
    message: string,
    readonly retryAfter: number,
  ) {
    super(message);
  }
}

/** 503: try again after `retryAfter` seconds. */
export class Unavailable extends ClientError {
  readonly status = 503;

  constructor(
    message: string,
    readonly retryAfter = 1,
  ) {
    super(message);
  }
}
