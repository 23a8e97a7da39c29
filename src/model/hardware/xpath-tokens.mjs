// The tokens of an XPath 1.0 expression (section 3.7 of XPath 1.0), for explanations. libxml2 decides what is valid.

const NAME = String.raw`[\p{L}_][\p{L}\p{N}\p{M}._·-]*`;
const TOKEN = new RegExp(
  String.raw`"[^"]*"|'[^']*'|\d+(?:\.\d*)?|\.\d+|\.\.|::|//|!=|<=|>=|${NAME}(?::(?!:)(?:${NAME}|\*))?|\S`,
  'gu',
);
const OPERATORS = new Set(['and', 'or', 'mod', 'div', '*', '/', '//', '|', '+', '-', '=', '!=', '<', '<=', '>', '>=']);
/** After these, and after operators, `*` and names are no operators. */
const BEFORE_OPERAND = new Set(['@', '::', '(', '[', ',']);

/** Returns the tokens with their positions, the number of open brackets, and whether they are operators. */
function tokensOf(text) {
  const tokens = [];
  let depth = 0;
  for (const { 0: word, index } of text.matchAll(TOKEN)) {
    const before = tokens.at(-1);
    const expectsOperand = !before || before.isOperator || BEFORE_OPERAND.has(before.word);
    const isWord = word === '*' || /^[\p{L}_]/u.test(word);
    const isOperator = OPERATORS.has(word) && !(isWord && expectsOperand);
    if (word === ')' || word === ']') depth -= 1;
    tokens.push({ word, start: index, end: index + word.length, depth, isOperator });
    if (word === '(' || word === '[') depth += 1;
  }
  return tokens;
}

/** Splits an expression at the operators outside of brackets. Returns the operands, and the operators between them. */
export function splitAt(text, words) {
  const operators = tokensOf(text).filter(
    ({ depth, isOperator, word }) => depth === 0 && isOperator && words.includes(word),
  );
  const starts = [0, ...operators.map(({ end }) => end)];
  const ends = [...operators.map(({ start }) => start), text.length];
  return {
    operands: starts.map((start, index) => text.slice(start, ends[index]).trim()),
    operators: operators.map(({ word }) => word),
  };
}

/** The beginnings of a location path, each with one step or one predicate more. The last one is the whole path. */
export function beginningsOf(path) {
  const tokens = tokensOf(path).filter(({ depth }) => depth === 0);
  const ends = tokens.flatMap(({ word, start }, index) => {
    const isStep = (word === '/' || word === '//') && index > 0;
    return isStep || word === '[' ? [start] : [];
  });
  return [...new Set([...ends.map((end) => path.slice(0, end).trim()), path.trim()])].filter((text) => text !== '');
}
