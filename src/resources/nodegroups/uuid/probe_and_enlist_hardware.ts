import { z } from 'zod';
import { admin } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { Reply } from '../../../api/reply/reply.js';
import { BadRequest, Invalid } from '../../../errors.js';
import { enqueue } from '../../../jobs/queue.js';
import { type Chassis, PROBE_CHASSIS } from '../../../jobs/task.js';
import { mandatory, optional } from '../../../params/param.js';
import { badMac, normalMac } from '../../../params/values.js';
import { findClusterInPath } from './find-cluster.js';

const text = z.string();
const MODELS = ['seamicro15k', 'virsh', 'powerkvm'] as const;
const powerControl = z.enum(['ipmi', 'restapi', 'restapi2'], 'Use ipmi, restapi or restapi2.').default('ipmi');

export const nodegroupProbeAndEnlistHardware = operation({
  on: 'POST',
  op: 'probe_and_enlist_hardware',
  allow: admin,
  doc: `Add special hardware types.

The chassis is asked for its machines later, and each is enlisted in this cluster. A seamicro15k needs mac, username and
password; virsh (or powerkvm) needs power_address.`,
  secrets: ['password', 'power_pass'],
  params: {
    model: mandatory(z.enum(MODELS, `Use ${MODELS.join(', ')}.`), `The type of hardware: ${MODELS.join(', ')}.`),
    mac: optional(text, 'The MAC address of the seamicro15k chassis.'),
    username: optional(text, 'The username for the chassis.'),
    password: optional(text, 'The password for the chassis.'),
    power_control: optional(text, 'How a seamicro15k powers its machines: ipmi (default), restapi or restapi2.'),
    power_address: optional(text, 'The connection string to virsh.'),
    power_pass: optional(
      text,
      'The password to use, when qemu+ssh is given as a connection string and ssh key authentication is not being used.',
    ),
  },
  target: findClusterInPath,
  async handle({ db, caller, target: { uuid }, params: { model, ...given } }) {
    const chassis = model === 'seamicro15k' ? seamicro(given) : virsh(given);
    await enqueue(db, PROBE_CHASSIS, { uuid, chassis, requestedBy: userOf(caller).username });
    return Reply.text('');
  },
});

/** The parameters of the request. The model decides which of them are required, and which are used. */
type Given = Readonly<Partial<Record<string, string | undefined>>>;

/** @throws BadRequest, Invalid */
function seamicro(given: Given): Chassis {
  const mac = normalMac(needed(given, 'mac'));
  const username = needed(given, 'username');
  const password = needed(given, 'password');
  if (mac === undefined) throw Invalid.field('mac', badMac(given.mac ?? ''));
  const control = powerControl.safeParse(given.power_control);
  if (!control.success) throw new BadRequest(`power_control: ${control.error.issues[0]?.message}`);
  return { model: 'seamicro15k', mac, username, password, powerControl: control.data };
}

/** @throws BadRequest */
function virsh(given: Given): Chassis {
  return { model: 'virsh', powerAddress: needed(given, 'power_address'), powerPass: given.power_pass ?? '' };
}

function needed(given: Given, name: string): string {
  const value = given[name];
  if (value === undefined) throw new BadRequest(`No provided ${name}!`);
  return value;
}
