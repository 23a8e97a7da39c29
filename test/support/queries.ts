import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyRequest } from 'fastify';

/** Where Fastify announces that a request has reached its handler. */
const CHANNEL = 'tracing:fastify.request.handler:start';

export interface QueryCounter {
  /** How many SQL statements the last request caused. */
  last(): number;
  stop(): void;
}

/** Watches the application on `port` from outside: its routes are complete, so a hook of ours would come too late. */
export function queryCounter(port: number): QueryCounter {
  let last: FastifyRequest | undefined;
  const watch = (message: unknown) => {
    const request = requestOf(message);
    if (request?.raw.socket.localPort === port) last = request;
  };
  subscribe(CHANNEL, watch);
  return {
    last: () => {
      if (!last) throw new Error('no request has come yet');
      return last.meter.queries;
    },
    stop: () => unsubscribe(CHANNEL, watch),
  };
}

function isRequest(value: unknown): value is FastifyRequest {
  return typeof value === 'object' && value !== null && 'meter' in value && 'raw' in value;
}

function requestOf(message: unknown): FastifyRequest | undefined {
  const request = typeof message === 'object' && message !== null && 'request' in message ? message.request : undefined;
  return isRequest(request) ? request : undefined;
}
