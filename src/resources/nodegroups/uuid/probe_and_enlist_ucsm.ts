import { z } from 'zod';
import { absoluteUrl } from '../../../absolute-url.js';
import { admin } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { Reply } from '../../../api/reply/reply.js';
import { enqueue } from '../../../jobs/queue.js';
import { type Chassis, PROBE_CHASSIS } from '../../../jobs/task.js';
import { mandatory } from '../../../params/param.js';
import { findClusterInPath } from './find-cluster.js';

const text = z.string();

export const nodegroupProbeAndEnlistUcsm = operation({
  on: 'POST',
  op: 'probe_and_enlist_ucsm',
  allow: admin,
  doc: `Add the nodes from a Cisco UCS Manager.

It is asked for its servers later, and each is enlisted in this cluster.`,
  secrets: ['password'],
  params: {
    url: mandatory(absoluteUrl(/^https?$/, 'Enter an http or https URL.'), 'The URL of the UCS Manager API.'),
    username: mandatory(text, 'The username for the API.'),
    password: mandatory(text, 'The password for the API.'),
  },
  target: findClusterInPath,
  async handle({ db, caller, target: { uuid }, params: { url, username, password } }) {
    const chassis: Chassis = { model: 'ucsm', url, username, password };
    await enqueue(db, PROBE_CHASSIS, { uuid, chassis, requestedBy: userOf(caller).username });
    return Reply.text('');
  },
});
