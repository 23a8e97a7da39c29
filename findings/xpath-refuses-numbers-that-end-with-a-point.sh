#!/bin/sh
# The npm package xpath refuses a number that ends with a point, such as `5.`.
#
# XPath 1.0 permits it: Number is Digits ('.' Digits?)? or '.' Digits (section 3.7, production 30). libxml2, the engine that
# MAAS definitions of tags were written for, computes with it. A definition that was checked by one engine and evaluated by
# the other is refused although it works.
#
# Seen with xpath 0.0.34 and libxml2-wasm 0.7.2: xpath refuses `//size > 5.` with "XPath parse error", and takes
# `//size > 5.0` and `//size > .5`; libxml2 evaluates all three to true.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund xpath@0.0.34 libxml2-wasm@0.7.2
cat >check.mjs <<'END'
import { XmlDocument } from 'libxml2-wasm';
import xpath from 'xpath';

const document = XmlDocument.fromString('<list><size>7</size></list>');
const parsed = (expression) => {
  try {
    return typeof xpath.parse(expression);
  } catch (error) {
    return error.message;
  }
};
const expected = { '//size > 5.': 'XPath parse error', '//size > 5.0': 'object', '//size > .5': 'object' };
let same = true;
for (const [expression, outcome] of Object.entries(expected)) {
  const [first, second] = [parsed(expression), document.eval(expression)];
  console.log(`${expression}: xpath: ${first}; libxml2: ${second}`);
  same &&= first === outcome && second === true;
}
process.exitCode = same ? 0 : 1;
END
node check.mjs
