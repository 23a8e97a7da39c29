const MAC = /^[0-9a-f]{2}([:-][0-9a-f]{2}){5}$/i;

/** The six bytes of a MAC address; undefined when the text is none. */
export function macBytes(text: string): Buffer | undefined {
  return MAC.test(text.trim()) ? Buffer.from(text.replace(/[^0-9a-f]/gi, ''), 'hex') : undefined;
}
