import { Socket } from 'node:net';

/**
 * Makes the socket of a connection to PostgreSQL. On Node.js 20, pg's own choice of a socket loads the implementation of
 * `fetch`, which takes 10 MB.
 */
export const makeSocket = (): Socket => new Socket();
