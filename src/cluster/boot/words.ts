/** What iPXE reads as a variable, the end of a command, or the start of a comment. */
const MEANINGFUL = /\$\{|^(#.*|\|\||&&|;)$/;
const PRINTABLE = /^[\x21-\x7e]+$/;
/** The longest line of echo on a screen of 80 columns, in three rows */
const MAX_ECHO = 240;

/** Whether a text is one word of a command that has no meaning for iPXE itself. */
function isWord(text: string): boolean {
  return PRINTABLE.test(text) && !MEANINGFUL.test(text);
}

/** The options of a kernel. Those that iPXE would read as something else are left out. */
export class KernelOptions {
  readonly words: string[] = [];
  /** The names of the options that are left out, or the options themselves, as text for `toEcho` */
  readonly refused: string[] = [];

  /** Adds `name=value`, unless the value is empty. A value with a blank would be several options. */
  set(name: string, value: string): this {
    const word = `${name}=${value}`;
    if (value === '') return this;
    if (isWord(word)) this.words.push(word);
    else this.refused.push(name);
    return this;
  }

  /** Adds options that are separated by blanks. */
  add(options: string): this {
    for (const option of options.split(/\s+/).filter((part) => part !== '')) {
      if (isWord(option)) this.words.push(option);
      else this.refused.push(option);
    }
    return this;
  }
}

/** A text for the echo command: one line of plain characters. */
export function toEcho(text: string): string {
  const plain = text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replaceAll('${', '$ {')
    .replace(/(?<=^|\s)(#|\|\||&&|;)/g, '.')
    .trim();
  return plain.length > MAX_ECHO ? `${plain.slice(0, MAX_ECHO - 3)}...` : plain;
}
