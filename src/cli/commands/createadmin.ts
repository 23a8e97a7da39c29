import type { AddCommand } from '../lib/command.js';
import { addAccountCommand } from '../lib/create-account.js';

export const addCreateAdmin: AddCommand = (program, context) =>
  addAccountCommand(program, context, 'createadmin', true);
