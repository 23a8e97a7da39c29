import { makeEfiProgram } from './efi-program.js';

/** The bytes of poweroff-bios.s, assembled */
const POWEROFF_BIOS =
  'ZmAeBjHAjtiMFhZ+ZokmGH76Zg8BFhB+DyDADAEPIsBm6ih8AAAIAGa4EACO2I7AjtC88I8AAPzoBwAAAOqSfQAAGAAPtzUOBAAA' +
  'weYEjb4ABAAA6LYAAAB0Fb4AAA4AvwAAEADopQAAAA+FhQAAAIteEIXbdH64RkFDUOipAAAA43KJ/Yt1KOi3AAAAdB64U1NEVOiR' +
  'AAAA41pXif7ooQAAAF90B+iMAAAA6+yJw4tVQIXSdD9m7agBdRmKRTSLVTCF0nQP7otVQLkAACAAZu2oAeH6D7bL6BkAAACLVUSF' +
  '0nQID7bP6AoAAAC5AAAgAOSA4vzDg+EHweEKZu0l/8P//wnIZu8NACAAAGbvw4E+UlNEIHUJgX4EUFRSIHQJg8YQOf5y6IXkw4tL' +
  'BIPpJMHpAo1TJEFJdAmLOoPCBDkHdfTDhfZ0G4t+BAH3g8YkgT5fUzVfdQaAfgQSdAhGOf5y7YXkw4PGBazA6AYPtsCNdAYB6BIA' +
  'AACIxFDoCgAAAFmIwYjoiMw5wMOsPAp1AazDuCAAjtiOwI7QDyDAJP4PIsDqqH0AADHAjtiOFhZ+ZosmGH77uAFTMdvNFbgOUzHb' +
  'uQIBzRW4CFO7AQC5AQDNFbgHU7sBALkDAM0VBx9mYbgBAMuNdAAAAAAAAAAAAP//AAAAms8A//8AAACSzwD//wAAAJoAAP//AAAA' +
  'kgAAJwDofQAAAAAAAAAA';
/** The bytes of poweroff-efi.s, assembled */
const POWEROFF_EFI = 'SIPsKEiLQli5AgAAADHSRTHARTHJ/1BoSIPEKEi4AwAAAAAAAIDD';

/** The programs of this project for machines that boot from the network, by their file names. */
export const PROGRAMS: ReadonlyMap<string, Buffer> = new Map([
  ['poweroff-bios', Buffer.from(POWEROFF_BIOS, 'base64')],
  ['poweroff.efi', makeEfiProgram(Buffer.from(POWEROFF_EFI, 'base64'))],
]);
