import { type CleartextMessage, type Key, readCleartextMessage, verify } from 'openpgp';
import { ImportError } from '../fetch/error.js';

/** The clock of a mirror may be ahead by so much. */
const MAX_AHEAD_MS = 24 * 3600 * 1000;

/**
 * The text that a clear-signed message holds, which one of the keys must have signed.
 * @param name of the message, for people
 * @throws ImportError
 */
export async function readSigned(name: string, message: string, verificationKeys: Key[]): Promise<string> {
  let note = '';
  try {
    const cleartext = await readCleartextMessage({ cleartextMessage: message });
    const { date, tooLate } = chooseDate(await readCreationTimes(cleartext));
    if (tooLate) note = `. It is dated ${tooLate.toISOString()}: check the clocks of the mirror and of this machine`;
    const { data } = await verify({ message: cleartext, verificationKeys, date, expectSigned: true });
    return data;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ImportError(`The signature of ${name} is not valid: ${reason}${note}`);
  }
}

/**
 * Chooses when a message is verified. OpenPGP.js refuses a signature from one second ahead of this date, so a mirror whose
 * clock is a little fast could not be used: the date is that of the signature then, up to a limit.
 *
 * This accepts nothing else. The date only decides whether a signature is made and not expired, and a later date expires
 * more. OpenPGP.js checks the key itself (its expiry, its revocation) at the creation of the signature, for any date.
 * @returns tooLate when a signature is beyond the limit
 */
function chooseDate(created: readonly Date[]): { date: Date; tooLate: Date | undefined } {
  const now = Date.now();
  const isTooLate = (time: Date) => time.getTime() > now + MAX_AHEAD_MS;
  const tolerated = created.filter((time) => !isTooLate(time)).map((time) => time.getTime());
  return { date: new Date(Math.max(now, ...tolerated)), tooLate: created.find(isTooLate) };
}

async function readCreationTimes(message: CleartextMessage): Promise<Date[]> {
  // Without keys this verifies nothing, and lists the signatures.
  const signatures = await message.verify([]);
  const packets = await Promise.all(signatures.map(async ({ signature }) => (await signature).packets));
  return packets.flat().flatMap(({ created }) => created ?? []);
}
