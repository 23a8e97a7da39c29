/** The lines of the icons, in a square of 16 units. */
const PATHS = {
  logo: 'M2 3h12v3H2zM2 7h12v3H2zM2 11h12v3H2z',
  overview: 'M2 2h5v5H2zM9 2h5v5H9zM2 9h5v5H2zM9 9h5v5H9z',
  nodes: 'M2 3h12v4H2zM2 9h12v4H2zM11.5 5h.01M11.5 11h.01',
  tags: 'M2 2h6l6 6-6 6-6-6zM5 5h.01',
  networks: 'M8 2v4M3 14v-4h10v4M8 6v4M6 2h4M1.5 14h3M11.5 14h3',
  zones: 'M2 4l6-2 6 2v9l-6 2-6-2zM8 2v13',
  clusters: 'M8 1.5l5.5 3.2v6.6L8 14.5l-5.5-3.2V4.7zM2.5 4.7L8 8l5.5-3.3M8 8v6.5',
  images: 'M8 2a6 6 0 1 0 .01 0zM8 6.5a1.5 1.5 0 1 0 .01 0z',
  settings: 'M2 4h7M13 4h1M11 2.5v3M2 8h2M8 8h6M6 6.5v3M2 12h6M12 12h2M10 10.5v3',
  scripts: 'M3 2h7l3 3v9H3zM5.5 8l1.5 1.5L5.5 11M8.5 11H11',
  webhooks: 'M2 8h9M8 4.5L11.500 8 8 11.500M14 2.500v11',
  files: 'M3 2h6l4 4v8H3zM9 2v4h4',
  users:
    'M6 7.5a2.5 2.5 0 1 0-.01 0zM1.5 14c0-3 2-4.5 4.5-4.5s4.5 1.5 4.5 4.5M11 3a2.3 2.3 0 0 1 0 4.5M12.5 9.8c1.3.7 2 2.2 2 4.2',
  user: 'M8 8a3 3 0 1 0-.01 0zM2.5 14.5c0-3.3 2.4-5 5.5-5s5.5 1.7 5.5 5',
  events: 'M2 3h12M2 6.500h12M2 10h8M2 13.500h5',
  about: 'M8 1.500a6.5 6.5 0 1 0 .01 0zM8 7v4.500M8 4.500h.01',
  leave: 'M6 2H2.500v12H6M6 8h8M11 5l3 3-3 3',
  menu: 'M2 4h12M2 8h12M2 12h12',
  search: 'M7 2a5 5 0 1 0 .01 0zM10.5 10.500L14.5 14.5',
  power: 'M8 1.500v6M4.5 3.500a5.5 5.5 0 1 0 7 0',
  warning: 'M8 1.800L15 14H1zM8 6v4M8 12h.01',
  close: 'M3 3l10 10M13 3L3 13',
  plus: 'M8 2v12M2 8h12',
  down: 'M3 6l5 5 5-5',
  right: 'M6 3l5 5-5 5',
  check: 'M2.5 8.500l3.5 4 7.5-9',
  columns: 'M2 3h12v10H2zM6.5 3v10M10.5 3v10',
  cpu: 'M4 4h8v8H4zM6.5 1.500V4M9.5 1.500V4M6.5 12v2.500M9.5 12v2.500M1.5 6.500H4M1.5 9.500H4M12 6.500h2.500M12 9.500h2.5',
  memory: 'M1.5 5h13v6h-13zM4 5v4M7 5v4M10 5v4M12.5 5v4M3 11v2M8 11v2M13 11v2',
  disk: 'M8 2c3.6 0 6 1 6 2.200S11.6 6.5 8 6.5 2 5.5 2 4.2 4.4 2 8 2zM2 4.200v7.600C2 13 4.4 14 8 14s6-1 6-2.200V4.200M2 8c0 1.2 2.4 2.2 6 2.200S14 9.2 14 8',
} as const;

export type IconName = keyof typeof PATHS;

/** A small picture beside a text, which a screen reader skips. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
