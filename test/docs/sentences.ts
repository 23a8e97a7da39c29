const FENCED = /^( *)(```|~~~)[\s\S]*?^\1\2.*$/gm;
const CODE_SPAN = /`[^`]+`/g;
const LINK = /!?\[([^\]]*)\]\([^)]*\)/g;
const EMPHASIS = /\*{1,3}/g;
const TABLE_RULE = /^\|[\s:|-]+\|$/;
const ITEM = /^\s*(?:[-*+]|\d+\.)\s+/;
const HEADING = /^#+\s+/;
const SENTENCE_END = /(?<=[.!?]["')]*)\s+/;

/** Replaces what is not prose: code blocks go, a code span counts as one word, a link as its text. */
const toProse = (markdown: string): string =>
  markdown.replace(FENCED, '').replace(CODE_SPAN, 'Code').replace(LINK, '$1').replace(EMPHASIS, '');

/** Returns paragraphs, list items, headings and cells of tables, each as one line. */
function blocksOf(prose: string): string[] {
  const blocks: string[] = [];
  let paragraph: string[] = [];
  const end = () => {
    blocks.push(paragraph.join(' '));
    paragraph = [];
  };
  for (const line of prose.split('\n')) {
    const text = line.trim();
    if (text.startsWith('|')) {
      end();
      if (!TABLE_RULE.test(text)) blocks.push(...text.split('|').map((cell) => cell.trim()));
    } else if (text === '' || HEADING.test(text)) {
      end();
      blocks.push(text.replace(HEADING, ''));
    } else {
      if (ITEM.test(line)) end();
      paragraph.push(text.replace(ITEM, ''));
    }
  }
  end();
  return blocks.filter((block) => block !== '');
}

/** Returns the sentences of a Markdown document, without code. A heading and a cell of a table count as sentences. */
export const sentencesOf = (markdown: string): string[] =>
  blocksOf(toProse(markdown)).flatMap((block) => block.split(SENTENCE_END));

/** Returns the number of words with a letter or digit, so that dashes do not count. */
export const countWords = (sentence: string): number =>
  sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
