// Made by scripts/make-series.mjs from Debian's distro-info-data on 2026-11-25. Do not edit.

export interface Series {
  /** As on the wire: the first word of the codename, in lower case. */
  readonly name: string;
  readonly version: string;
  /** With long-term support. */
  readonly lts: boolean;
  readonly codename: string;
}

/** Ubuntu releases, oldest first. */
export const SERIES: readonly Series[] = [
  { name: 'precise', version: '12.04', lts: true, codename: 'Precise Pangolin' },
  { name: 'quantal', version: '12.10', lts: false, codename: 'Quantal Quetzal' },
  { name: 'raring', version: '13.04', lts: false, codename: 'Raring Ringtail' },
  { name: 'saucy', version: '13.10', lts: false, codename: 'Saucy Salamander' },
  { name: 'trusty', version: '14.04', lts: true, codename: 'Trusty Tahr' },
  { name: 'utopic', version: '14.10', lts: false, codename: 'Utopic Unicorn' },
  { name: 'vivid', version: '15.04', lts: false, codename: 'Vivid Vervet' },
  { name: 'wily', version: '15.10', lts: false, codename: 'Wily Werewolf' },
  { name: 'xenial', version: '16.04', lts: true, codename: 'Xenial Xerus' },
  { name: 'yakkety', version: '16.10', lts: false, codename: 'Yakkety Yak' },
  { name: 'zesty', version: '17.04', lts: false, codename: 'Zesty Zapus' },
  { name: 'artful', version: '17.10', lts: false, codename: 'Artful Aardvark' },
  { name: 'bionic', version: '18.04', lts: true, codename: 'Bionic Beaver' },
  { name: 'cosmic', version: '18.10', lts: false, codename: 'Cosmic Cuttlefish' },
  { name: 'disco', version: '19.04', lts: false, codename: 'Disco Dingo' },
  { name: 'eoan', version: '19.10', lts: false, codename: 'Eoan Ermine' },
  { name: 'focal', version: '20.04', lts: true, codename: 'Focal Fossa' },
  { name: 'groovy', version: '20.10', lts: false, codename: 'Groovy Gorilla' },
  { name: 'hirsute', version: '21.04', lts: false, codename: 'Hirsute Hippo' },
  { name: 'impish', version: '21.10', lts: false, codename: 'Impish Indri' },
  { name: 'jammy', version: '22.04', lts: true, codename: 'Jammy Jellyfish' },
  { name: 'kinetic', version: '22.10', lts: false, codename: 'Kinetic Kudu' },
  { name: 'lunar', version: '23.04', lts: false, codename: 'Lunar Lobster' },
  { name: 'mantic', version: '23.10', lts: false, codename: 'Mantic Minotaur' },
  { name: 'noble', version: '24.04', lts: true, codename: 'Noble Numbat' },
  { name: 'oracular', version: '24.10', lts: false, codename: 'Oracular Oriole' },
  { name: 'plucky', version: '25.04', lts: false, codename: 'Plucky Puffin' },
  { name: 'questing', version: '25.10', lts: false, codename: 'Questing Quokka' },
  { name: 'resolute', version: '26.04', lts: true, codename: 'Resolute Raccoon' },
  { name: 'stonking', version: '26.10', lts: false, codename: 'Stonking Stingray' },
];
