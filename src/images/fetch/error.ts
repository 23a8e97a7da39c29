/** Why images cannot be imported; the message is for administrators and holds no secret. */
export class ImportError extends Error {
  constructor(message: string) {
    super(toPrintable(message));
  }

  /** What could not be imported: a file's path on the mirror, or a source's URL. */
  subject: string | undefined;
}

/** A failure that may be over soon: of the network, or of a server that is not well. */
export class TransientError extends ImportError {}

/** A URL as it may be shown: without the user and password that it may carry. */
export function shown(url: string | URL): string {
  const text = String(url);
  if (!URL.canParse(text)) return text.replace(/\/\/.*@/, '//');
  const parsed = new URL(text);
  parsed.username = '';
  parsed.password = '';
  return parsed.href;
}

/** Names the subject of an error that passes by, unless it has one. */
export function about(subject: string, error: unknown): unknown {
  if (error instanceof ImportError) error.subject ??= subject;
  return error;
}

/** Replaces control characters in a text of a mirror: PostgreSQL stores no NUL, and a terminal obeys escape sequences. */
export function toPrintable(text: string): string {
  return text.replace(/\p{Cc}/gu, '\uFFFD');
}
