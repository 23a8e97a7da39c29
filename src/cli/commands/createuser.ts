import type { AddCommand } from '../lib/command.js';
import { addAccountCommand } from '../lib/create-account.js';

export const addCreateUser: AddCommand = (program, context) => addAccountCommand(program, context, 'createuser', false);
