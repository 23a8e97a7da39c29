import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import type { Region } from '../../api/operation/operation.js';
import { findSession } from '../../api/session/find-session.js';
import { runRequest } from '../../db/request-scope.js';
import { Unauthorized } from '../../errors.js';
import { readSessionViewers, type Session } from '../../model/accounts/sessions.js';
import { speakJson } from '../json.js';
import { LiveHub } from './live-hub.js';
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
      const { id, userId, username, isSuperuser } = await runRequest(
        request.meter,
        database.limits.requestMs,
        async () => {
          const open = await findSession(request, region);
          if (!open) throw new Unauthorized('Sign in first.');
          await hub.prepare(open.session.id);
          return open.session;
        },
      );
      request.username = username;
      begin(reply, hub, { id, userId, username, isSuperuser });
    });
  });
}

type Signed = Pick<Session, 'id' | 'userId' | 'username' | 'isSuperuser'>;

function begin(reply: FastifyReply, hub: LiveHub, { id, userId, username, isSuperuser }: Signed): void {
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  const stream = new LiveStream(id, reply.raw);
  const remove = hub.add(stream, { id: userId, username, isSuperuser });
  reply.raw.once('close', remove);
}
