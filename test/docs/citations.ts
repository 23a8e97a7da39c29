import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder of the repository */
export const ROOT = path.resolve(import.meta.dirname, '../..');
const CONTRACT = 'docs/contract';
const FOLDERS = ['.ci', 'bench', 'bin', 'deploy', 'docs', 'examples', 'findings', 'prisma', 'scripts', 'src', 'test'];
const CODE = /\.(?:cjs|js|mjs|ts)$/;
const COMMENT = /\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g;
const TEXT = /\.(?:cjs|js|md|mjs|py|sh|sql|ts|ya?ml)$|^\.ci\/run$/;
const GENERATED = /(?:^|\/)(?:generated|node_modules)\//;

const SECTION = String.raw`(?:[A-G]\d*|\d+(?:\.\d+)*)(?![\w.]*\w)`;
const FILE = /(?<![\w./~@-])(?:docs|src|test|bench|scripts|examples|deploy|findings|prisma)\/\w[\w./-]*\w/g;
const SECTIONS = new RegExp(String.raw`([\w-]+\.md) (${SECTION}(?:(?:, | and )${SECTION})*)`, 'g');
const OUTSIDE = /(?<![\w/])(?:contract|shared)\/[\w-]+\.md/g;
const LINK = /\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g;

/** A file of the repository that is read for citations. */
export interface Text {
  /** Below the root, with slashes */
  readonly file: string;
  /** The document, or the comments of the code, as one line */
  readonly text: string;
}

/** A section of a document in docs/contract, such as `B7` or `6.6`. */
export interface CitedSection {
  readonly document: string;
  readonly section: string;
}

/** Returns the text as one line, without the marks of comments, since a citation may continue on the next line. */
export const flatten = (text: string): string => text.replace(/\s*\n\s*(?:\*(?!\/)|\/\/+|#+|--|>)?\s*/g, ' ');

const commentsOf = (code: string): string => (code.match(COMMENT) ?? []).join('\n');

function readText(file: string): Text {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  return { file, text: flatten(CODE.test(file) ? commentsOf(text) : text) };
}

/** Returns all documents, scripts and comments of the repository. */
export function readTexts(): Text[] {
  const below = FOLDERS.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)),
  );
  return [...readdirSync(ROOT), ...below].filter((file) => TEXT.test(file) && !GENERATED.test(file)).map(readText);
}

/** Returns the paths from the root that a text cites, such as `docs/architecture.md` or `src/api/`. */
export const citedFiles = (text: string): string[] => text.match(FILE) ?? [];

/** Returns citations of the contract without `docs/`, and of documents outside of the repository. */
export const citedOutside = (text: string): string[] => text.match(OUTSIDE) ?? [];

/** Returns the targets of a Markdown document's links to files, relative to that document. */
export const linkedFiles = (markdown: string): string[] => Array.from(markdown.matchAll(LINK), ([, to]) => to ?? '');

/**
 * Returns the cited sections of the contract. Documents of the contract name each other without the folder. All other
 * texts name the folder.
 */
export function citedSections({ file, text }: Text): CitedSection[] {
  const inContract = file.startsWith(`${CONTRACT}/`);
  return Array.from(text.matchAll(SECTIONS))
    .filter((match) => inContract || text.slice(0, match.index).endsWith(`${CONTRACT}/`))
    .flatMap(([, document = '', sections = '']) =>
      sections.split(/, | and /).map((section) => ({ document: `${CONTRACT}/${document}`, section })),
    );
}

/** Returns the numbers of a document's headings, such as `B7` or `6.6`. */
export function sectionsOf(document: string): Set<string> {
  const headings = readFileSync(path.join(ROOT, document), 'utf8').matchAll(/^#+ ([A-G]\d*|\d+(?:\.\d+)*)\.? /gm);
  return new Set(Array.from(headings, ([, section = '']) => section));
}
