import { Invalid } from '../../errors.js';
import { flawIn } from '../hardware/read-outputs.js';

/**
 * A definition of a tag is an XPath 1.0 expression, or "" for a tag whose nodes are set by hand. Prefixes, functions and
 * variables need not exist: such a definition matches no node.
 * @throws Invalid when it is none, or has no end
 */
export async function checkDefinition(definition: string): Promise<void> {
  if (definition === '') return;
  const flaw = await flawIn(definition);
  if (flaw !== null) throw Invalid.field('definition', `Invalid tag definition: ${shortened(flaw)}`);
}

const SHOWN = 200;

/** The libraries repeat the whole text in their messages. */
function shortened(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
