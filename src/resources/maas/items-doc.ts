import { CONFIG_ITEMS } from '../../model/configuration/items.js';

const items = Object.entries(CONFIG_ITEMS).map(([name, { doc }]) => `- ${name}: ${doc}`);
/** The configuration items, for the documentation of the operations on them. */
export const AVAILABLE_ITEMS = `Available configuration items:\n\n${items.join('\n')}`;
