import type { AddCommand } from './command.js';
import { addAccountCommand } from './create-account.js';

export const addCreateAdmin: AddCommand = (program, context) =>
  addAccountCommand(program, context, 'createadmin', true);
