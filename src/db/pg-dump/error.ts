/** A dump cannot be read or taken over. `message` gives the reason, and never values of the dump. */
export class DumpError extends Error {}
