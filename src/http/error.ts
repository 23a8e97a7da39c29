/** The classes of HTTP failures, each with its description. */
export const FAILURES = {
  name: 'the name cannot be resolved',
  refused: 'the connection was refused',
  unreachable: 'the host is unreachable',
  timeout: 'the server did not answer in time',
  reset: 'the server closed the connection before the response was complete',
  certificate: 'the certificate of the server is not trusted',
  tls: 'no TLS connection can be established',
  proxy: 'the proxy refuses the connection',
  malformed: 'the response is malformed',
  'too large': 'the response is too large',
  request: 'the request is not valid HTTP',
  forbidden: 'the address or port of the server is not permitted',
  exhausted: 'this machine cannot open another connection at the moment',
} as const;

export type HttpFailure = keyof typeof FAILURES;

/** An HTTP request failed. The message contains nothing that was sent or received, so it holds no secret. */
export class HttpError extends Error {
  constructor(
    readonly failure: HttpFailure,
    /** Of Node or of its parser, such as ECONNREFUSED. */
    readonly code: string,
    description: string = FAILURES[failure],
  ) {
    super(`${description} (${code})`);
  }
}
