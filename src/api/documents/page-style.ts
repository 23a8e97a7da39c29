import { Html } from './html.js';

/** The style of the documentation page, in light and dark. */
export const STYLE = new Html(`
:root { color-scheme: light dark; --ink: #1d1d1f; --soft: #5b5b63; --paper: #fff; --card: #f6f6f8; --line: #dcdce2; --mark: #b5480f; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8ea; --soft: #a0a0aa; --paper: #17171a; --card: #212126; --line: #38383f; --mark: #f0945c; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 78rem; padding: 1.5rem; display: grid; grid-template-columns: 15rem minmax(0, 1fr);
  gap: 2.5rem; color: var(--ink); background: var(--paper); font: 1rem/1.55 system-ui, sans-serif; }
.side { position: sticky; top: 1.5rem; align-self: start; max-height: calc(100vh - 3rem); display: flex; flex-direction: column;
  font-size: .92rem; }
nav { overflow-y: auto; } label { font-weight: 600; } #matches { margin: .2rem 0 .8rem; min-height: 1.55em; }
input { width: 100%; margin-top: .3rem; padding: .4rem .6rem; font: inherit; color: inherit; background: var(--card);
  border: 1px solid var(--soft); border-radius: .4rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
a { color: inherit; text-decoration-color: var(--mark); text-underline-offset: .2em; }
h1 { margin-top: 0; } h2 { margin: 3rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; }
article { margin: 1rem 0; padding: .8rem 1.1rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
article h3 { margin: 0 0 .4rem; font: 600 .98rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
article h3 b { color: var(--mark); } article p { margin: .4rem 0; white-space: pre-line; }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; } .soft { color: var(--soft); font-size: .92rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; } th, td { text-align: left; vertical-align: top;
  padding: .35rem .8rem .35rem 0; border-top: 1px solid var(--line); } th { width: 12rem; white-space: nowrap; }
pre { margin: .6rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 50rem) { body { display: block; padding: 1rem; } .side { position: static; max-height: none; }
  input { font-size: 1rem; } nav ul { columns: 2; margin-bottom: 2rem; }
  table, tbody, tr, th, td { display: block; } td { border-top: 0; padding-top: 0; } th { width: auto; white-space: normal; } }
`);
