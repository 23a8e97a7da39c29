/** The embedded PostgreSQL cannot be used. `message` says why and what to do, for the terminal. */
export class EmbeddedError extends Error {}
