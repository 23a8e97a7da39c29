/** The embedded PostgreSQL cannot be used; `message` says why and what to do, in words for the person at the terminal. */
export class EmbeddedError extends Error {}
