import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import type { Region } from '../../api/operation/operation.js';
import { findSession } from '../../api/session/find-session.js';
import { runRequest } from '../../db/request-scope.js';
import { Unauthorized } from '../../errors.js';
import { readSessionViewers } from '../../model/accounts/sessions.js';
import { speakJson } from '../json.js';
import { LiveHub } from './live-hub.js';
import type { LiveSlot } from './live-slot.js';
import { LiveStream } from './live-stream.js';

/**
 * Serves `/session/live/`: server-sent events about the changes that the user of the session may see. A stream does not
 * count as a use of the session, and ends with it.
 */
export async function serveLive(app: FastifyInstance, region: Region, log: Pick<Logger, 'warn'>): Promise<void> {
  const { database, settings } = region;
  const hub = new LiveHub(database, (ids) => readSessionViewers(database, ids, settings), log);
  app.addHook('preClose', () => hub.close());
  await app.register(async (scope) => {
    await speakJson(scope);
    scope.get('/session/live/', async (request, reply) => {
      request.operation = 'session/live/ GET';
      const limited = <T>(work: () => Promise<T>) => runRequest(request.meter, database.limits.requestMs, work);
      const open = await limited(() => findSession(request, region));
      if (!open) throw new Unauthorized('Sign in first.');
      const { id, userId, username, isSuperuser } = open.session;
      request.username = username;
      const slot = hub.take(id, { id: userId, username, isSuperuser });
      try {
        await limited(() => hub.prepare(slot));
      } catch (error) {
        hub.release(slot);
        throw error;
      }
      begin(reply, hub, slot);
    });
  });
}

function begin(reply: FastifyReply, hub: LiveHub, slot: LiveSlot): void {
  reply.hijack();
  // When the client has gone away meanwhile, there is no other 'close'.
  if (reply.raw.destroyed) {
    hub.release(slot);
    return;
  }
  reply.raw.once('close', () => hub.release(slot));
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  hub.begin(slot, new LiveStream(reply.raw));
}
