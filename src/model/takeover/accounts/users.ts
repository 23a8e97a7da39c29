import { isDjangoHash } from '../../accounts/django-passwords.js';
import { EMAIL_LENGTH, NODE_USER, normalizeEmail, WORKER_USER } from '../../accounts/users.js';
import { id, orElse, text, time, truth } from '../mapping/columns.js';
import type { Conversion } from '../mapping/conversion.js';
import { tableMapping } from '../mapping/table-mapping.js';

/** Django's mark of an account without password. */
const UNUSABLE = '!';

export const users = tableMapping({
  source: 'auth_user',
  shape: {
    id,
    username: text(30),
    email: orElse(text(EMAIL_LENGTH), ''),
    password: orElse(text(128), ''),
    is_superuser: orElse(truth, false),
    is_active: orElse(truth, true),
    date_joined: time,
  },
  convert(row, conversion) {
    conversion.claim('username', row.username);
    const isOfRegion = row.username === NODE_USER || row.username === WORKER_USER;
    const email = isOfRegion ? `${row.username}@localhost` : normalizeEmail(row.email);
    if (email !== '') conversion.claim('email', email);
    const values = {
      id: row.id,
      username: row.username,
      email,
      password: isOfRegion ? '' : passwordOf(row.password, conversion),
      is_superuser: !isOfRegion && row.is_superuser,
      is_active: row.username === WORKER_USER || (row.username !== NODE_USER && row.is_active),
      created: row.date_joined,
    };
    return [{ table: 'users', values }];
  },
});

function passwordOf(password: string, conversion: Conversion): string {
  if (password === '' || password.startsWith(UNUSABLE)) return '';
  if (isDjangoHash(password)) return password;
  conversion.change('password: its hash is of an unknown kind, so the account has no password');
  return '';
}
