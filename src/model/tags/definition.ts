import type { FieldErrors } from '../../errors.js';
import { findDefinitionFlaw } from '../hardware/read-outputs.js';

/**
 * Validates the definition of a tag: an XPath 1.0 expression, or "" for a tag whose nodes are set by hand. A definition
 * with unknown prefixes, functions or variables is valid, and matches no node.
 * The trial may take seconds, so it is no part of a transaction.
 * @returns the problem of a definition that is not a valid expression, or does not terminate
 */
export async function checkDefinition(definition = ''): Promise<FieldErrors> {
  const flaw = definition === '' ? null : await findDefinitionFlaw(definition);
  return flaw === null ? {} : { definition: [`Invalid tag definition: ${shortened(flaw)}`] };
}

const SHOWN = 200;

/** Shortens a message, as messages of the libraries repeat the whole definition. */
function shortened(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
