import { z } from 'zod';
import { anonymous } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { Reply } from '../../../api/reply/reply.js';
import { NotFound } from '../../../errors.js';
import { countAuthenticationFailure } from '../../../model/accounts/authentication-quota.js';
import { printApiKey } from '../../../model/accounts/keys.js';
import { claimSecret } from '../../../model/clusters/claim-code.js';
import { claimKey } from '../../../model/clusters/registration/claim-key.js';
import { mandatory } from '../../../params/param.js';
import { SHORT_TEXT } from '../short-text.js';

export const nodegroupClaimKey = operation({
  on: 'POST',
  op: 'claim_key',
  allow: anonymous,
  // A pending cluster asks every few seconds. Only the first key is a change.
  audited: 'by handler',
  // A wrong secret may be a guess. Right ones always pass, so that nobody locks out a cluster.
  afterError: async ({ db, caller, settings }, _input, error) => {
    if (error instanceof NotFound) await countAuthenticationFailure(db, caller.address, settings.authFailureLimit);
  },
  doc: `Obtain the key with which the cluster's worker signs, for the secret whose SHA-256 the cluster registered with.

The answer is 202 until an administrator has accepted the cluster. The key is given again until it has signed a request,
for 10 minutes at most. After that, and for an unknown cluster or a wrong secret, the answer is 404.`,
  params: { secret: mandatory(claimSecret, 'The secret: 32 bytes in hex.') },
  returns: z.object({ key: z.string() }),
  async handle({ db, arg, audit, log, params }) {
    const uuid = arg('uuid');
    const claim = await claimKey(db, uuid, params.secret);
    if (claim === undefined) throw new NotFound();
    if (claim === 'pending') {
      return Reply.text('The cluster is waiting to be accepted by an administrator.', 202, SHORT_TEXT);
    }
    if (claim.isNew) {
      await audit.write(db);
      log.info({ uuid }, 'a cluster has claimed its key');
    }
    return { key: printApiKey(claim.key) };
  },
});
