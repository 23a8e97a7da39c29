import type { AddCommand } from './command.js';
import { addAccountCommand } from './create-account.js';

export const addCreateUser: AddCommand = (program, context) => addAccountCommand(program, context, 'createuser', false);
