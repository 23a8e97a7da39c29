// The search of the documentation page. It runs in browsers, from within the page. Without it the page shows everything.

const field = document.getElementById('words');
const count = document.getElementById('matches');

const sections = [...document.querySelectorAll('main section')].map((section) => ({
  section,
  link: document.querySelector(`nav a[href="#${section.id}"]`).parentElement,
  entries: [...section.querySelectorAll('article')].map((article) => ({ article, text: textOf(section, article) })),
}));
const total = sections.reduce((sum, { entries }) => sum + entries.length, 0);

/** The text in which words are searched: all but the examples, which have the same words everywhere. */
function textOf(section, article) {
  const parts = [...article.children].filter(({ localName }) => localName !== 'pre');
  return [section.firstElementChild, ...parts]
    .map(({ textContent }) => textContent)
    .concat(article.id)
    .join(' ')
    .toLowerCase();
}

/** Shows the entries that have all words, and the sections that have such entries. Without words it shows everything. */
function search() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let matches = 0;
  for (const { section, link, entries } of sections) {
    let found = 0;
    for (const { article, text } of entries) {
      article.hidden = !words.every((word) => text.includes(word));
      if (!article.hidden) found += 1;
    }
    section.hidden = link.hidden = words.length > 0 && found === 0;
    matches += found;
  }
  count.textContent = words.length === 0 ? '' : `${matches} of ${total} match.`;
}

field.addEventListener('input', search);
document.getElementById('search').hidden = false;
// A browser may have kept the words of an earlier visit.
search();
