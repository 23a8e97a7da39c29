import { Invalid } from '../../errors.js';
import { findDefinitionFlaw } from '../hardware/read-outputs.js';

/**
 * Validates the definition of a tag: an XPath 1.0 expression, or "" for a tag whose nodes are set by hand. A definition
 * with unknown prefixes, functions or variables is valid, and matches no node.
 * @throws Invalid for a definition that is not a valid expression, or does not terminate
 */
export async function checkDefinition(definition: string): Promise<void> {
  if (definition === '') return;
  const flaw = await findDefinitionFlaw(definition);
  if (flaw !== null) throw Invalid.field('definition', `Invalid tag definition: ${shortened(flaw)}`);
}

const SHOWN = 200;

/** Shortens a message, as messages of the libraries repeat the whole definition. */
function shortened(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
