import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyRequest } from 'fastify';

/** Fastify's diagnostics channel for requests that have reached their handler. */
const CHANNEL = 'tracing:fastify.request.handler:start';

export interface QueryCounter {
  /** How many SQL statements the last request caused. */
  last(): number;
  stop(): void;
}

/** Watches the application on `port` from outside, as hooks cannot be added to routes that exist. */
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
