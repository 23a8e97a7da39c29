// Why a definition of a tag matches a document or does not, in words.
import { NAMESPACES } from './document.mjs';
import { XmlError, XmlXPath } from './engine.mjs';
import { beginningsOf, splitAt } from './xpath-tokens.mjs';

const COMPARISONS = ['=', '!=', '<', '<=', '>', '>='];
const SHOWN = 120;

/** @returns whether the definition matches, and the reason */
export function explain(text, document) {
  const matches = evaluated(`boolean(${text})`, document);
  return { matches, why: matches ? whyTrue(text, document) : whyFalse(text.trim(), document) };
}

/** @throws XmlError */
function evaluated(text, document) {
  const expression = XmlXPath.compile(text, NAMESPACES);
  try {
    return document.eval(expression);
  } finally {
    expression.dispose();
  }
}

/** @returns undefined for an expression that cannot be evaluated alone, such as one that gives no nodes */
function countOf(text, document) {
  try {
    return evaluated(`count(${text})`, document);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return undefined;
  }
}

function whyTrue(text, document) {
  const count = countOf(text, document);
  return count === undefined ? 'The expression is true.' : `The expression finds ${count}.`;
}

function whyFalse(text, document) {
  const alternatives = splitAt(text, ['or']).operands;
  if (alternatives.length > 1) return `None of the ${alternatives.length} alternatives of "or" is true.`;
  const conditions = splitAt(text, ['and']).operands;
  if (conditions.length > 1) {
    const wrong = conditions.find((one) => !evaluated(`boolean(${one})`, document));
    return wrong === undefined
      ? 'The expression is false.'
      : `A condition of "and" is false. ${whyFalse(wrong, document)}`;
  }
  const count = countOf(text, document);
  if (count !== undefined) return whyEmpty(text, document);
  return whyUnequal(text, document) ?? `${shown(text)} is false.`;
}

/** The longest beginning of a path that finds something, and the next one, which finds nothing. */
function whyEmpty(path, document) {
  let found = '';
  for (const beginning of beginningsOf(path)) {
    const count = countOf(beginning, document);
    if (count === 0) return `${found}${shown(beginning)} finds nothing.`;
    if (count !== undefined) found = `${shown(beginning)} finds ${count}, but `;
  }
  return `${shown(path)} finds nothing.`;
}

function whyUnequal(text, document) {
  const { operands, operators } = splitAt(text, COMPARISONS);
  if (operators.length !== 1) return undefined;
  const empty = operands.find((operand) => countOf(operand, document) === 0);
  if (empty !== undefined) return `${shown(text)} is false. ${whyEmpty(empty, document)}`;
  const [left, right] = operands.map(
    (operand) => `${shown(operand)} is ${shown(evaluated(`string(${operand})`, document))}`,
  );
  return `${shown(text)} is false: ${left}, and ${right}.`;
}

function shown(value) {
  const text = String(value);
  return `“${text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}”`;
}
