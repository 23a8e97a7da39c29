/** A blob is at least as long as its fields up to the place of its key. */
const BLOB_FIELDS = 16;
const OPENPGP = 2;

/** Whether a file is a keybox: GnuPG 2.1 and later write one when they make a keyring, with any name. */
export function isKeybox(bytes: Buffer): boolean {
  return bytes.toString('latin1', 8, 12) === 'KBXf';
}

/**
 * Reads the keys of a keybox, each as OpenPGP packets. Keys of X.509 are left out.
 *
 * A keybox is a list of blobs. GnuPG describes them in kbx/keybox-blob.c: a blob begins with its length (4 bytes) and its
 * type (1 byte). A blob with an OpenPGP key has the position of the key in the blob at byte 8, and its length at byte 12.
 */
export function readKeybox(bytes: Buffer): Buffer[] {
  const keys: Buffer[] = [];
  for (let rest = bytes; rest.length >= BLOB_FIELDS; ) {
    const length = rest.readUInt32BE(0);
    // A wrong length must not lead to an endless loop.
    if (length < BLOB_FIELDS) break;
    const blob = rest.subarray(0, length);
    const start = blob.readUInt32BE(8);
    if (blob[4] === OPENPGP) keys.push(blob.subarray(start, start + blob.readUInt32BE(12)));
    rest = rest.subarray(length);
  }
  return keys;
}
