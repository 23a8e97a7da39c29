#!/bin/sh
# OpenPGP.js reads only the first of several armored blocks, and drops the keys of the others without an error.
#
# `cat a.asc b.asc` makes a keyring that GnuPG imports whole. An administrator gives such a file for a mirror that may sign
# with either key. The function is called readKeys and returns a list, so a reader expects all keys. A signature by the
# second key is then refused as one of an unknown key.
#
# Seen with openpgp 6.3.2: readKeys returns 1 key of a text with 2 armored keys. GnuPG 2.2.40 imports 2. Needs gpg.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund openpgp@6.3.2
cat >check.mjs <<'END'
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { generateKey, readKeys } from 'openpgp';

const keys = [];
for (const name of ['one', 'two']) keys.push(await generateKey({ userIDs: [{ name }], type: 'ecc' }));
const armoredKeys = keys.map(({ publicKey }) => publicKey).join('\n');
const read = (await readKeys({ armoredKeys })).length;

mkdirSync('gnupg', { mode: 0o700 });
writeFileSync('keys.asc', armoredKeys);
const gpg = (...args) => execFileSync('gpg', ['--homedir', 'gnupg', '--batch', '--quiet', ...args], { encoding: 'utf8' });
gpg('--import', 'keys.asc');
const imported = gpg('--with-colons', '--list-keys').match(/^pub:/gm).length;

console.log(`two armored keys in one text: openpgp reads ${read}, gpg imports ${imported}`);
process.exitCode = read === 1 && imported === 2 ? 0 : 1;
END
node check.mjs
