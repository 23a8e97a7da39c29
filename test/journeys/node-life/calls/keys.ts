import { CreatedKey } from '../../../support/shapes.js';
import { type Call, call, refused } from '../call.js';
import type { Caller, User } from '../run.js';
import { textOf } from './nodes.js';

/** Makes another API key. */
export function createKey(by: Caller): Call {
  return call(`${textOf(by)} makes an API key`, (run) => {
    const key = run.key(by);
    return {
      key,
      reply: run.region.post(key, 'account/', { op: 'create_authorisation_token' }),
      view(reply) {
        const { consumer_key, token_key, token_secret } = reply.as(CreatedKey);
        const created = `${consumer_key}:${token_key}:${token_secret}`;
        run.keys[by.user].push(created);
        return created;
      },
      expect: (state, created) => ({
        status: 200,
        state: created === null ? state : { ...state, keys: [...state.keys, created].sort() },
      }),
    };
  });
}

/**
 * Deletes an API key of a user, who may be another one: then the call finds no such key. The first key of each user
 * is never deleted, so that every user can go on.
 */
export function deleteKey(by: Caller, owner: User, place: number): Call {
  return call(`${textOf(by)} deletes key ${place} of ${owner}`, (run) => {
    const key = run.key(by);
    const later = run.keys[owner].slice(1);
    const victim = later[place % Math.max(1, later.length)] ?? 'no:such:key';
    return {
      key,
      reply: run.region.post(key, 'account/', {
        op: 'delete_authorisation_token',
        token_key: victim.split(':')[1] ?? '',
      }),
      view: () => null,
      expect(state) {
        if (owner !== by.user || !state.keys.includes(victim)) return refused(state, 404);
        const keys = state.keys.filter((known) => known !== victim);
        const nodes = state.nodes.map((node) => (node.acquiredBy === victim ? { ...node, acquiredBy: null } : node));
        return { status: 204, state: { keys, nodes }, view: null };
      },
    };
  });
}
