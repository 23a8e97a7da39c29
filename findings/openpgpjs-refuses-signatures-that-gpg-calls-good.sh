#!/bin/sh
# OpenPGP.js refuses a signature whose date is ahead of the clock by one minute. GnuPG calls the same signature good.
#
# A mirror whose clock is a little fast signs its index. `gpgv`, which the original's import tool runs, takes it without a
# warning. A port of that tool to OpenPGP.js refuses the mirror until the time has passed, and so seems to fail at random.
# OpenPGP.js has no tolerance to set: the caller has to verify at a later `date`.
#
# Seen with openpgp 6.3.2: "Signature creation time is in the future". GnuPG 2.2.40: GOODSIG and exit code 0. Needs gpg.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund openpgp@6.3.2
cat >check.mjs <<'END'
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createCleartextMessage, generateKey, readCleartextMessage, readKey, readPrivateKey, sign, verify } from 'openpgp';

const yesterday = new Date(Date.now() - 86_400_000);
const { privateKey, publicKey } = await generateKey({ userIDs: [{ name: 'mirror' }], type: 'ecc', date: yesterday });
const signed = await sign({
  message: await createCleartextMessage({ text: 'an index' }),
  signingKeys: await readPrivateKey({ armoredKey: privateKey }),
  date: new Date(Date.now() + 60_000),
});
const { signatures } = await verify({
  message: await readCleartextMessage({ cleartextMessage: signed }),
  verificationKeys: await readKey({ armoredKey: publicKey }),
});
const openpgp = await signatures[0].verified.then(() => 'good', (error) => error.message);

mkdirSync('gnupg', { mode: 0o700 });
writeFileSync('key.asc', publicKey);
writeFileSync('signed', signed);
const gpg = (...args) =>
  execFileSync('gpg', ['--homedir', 'gnupg', '--batch', '--status-fd', '1', ...args], { encoding: 'utf8', stdio: 'pipe' });
gpg('--import', 'key.asc');
// It throws when gpg ends with another code than 0.
const good = gpg('--verify', 'signed').includes('GOODSIG');

console.log(`a signature one minute ahead: openpgp: ${openpgp}; gpg: ${good ? 'good' : 'refused'}`);
process.exitCode = openpgp === 'Signature creation time is in the future' && good ? 0 : 1;
END
node check.mjs
