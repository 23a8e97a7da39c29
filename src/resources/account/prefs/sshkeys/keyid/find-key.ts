import type { Context } from '../../../../../api/operation/context.js';
import { readSshKey } from '../../../../../model/accounts/ssh-keys.js';
import { pathId } from '../../../../../params/values.js';

/** The key that the path names. @throws NotFound */
export const findSshKeyInPath = ({ db, arg }: Context) => readSshKey(db, pathId(arg('keyid')));
