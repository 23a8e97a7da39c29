import { Link, useLocation } from 'wouter';
import { useUser } from '../session/session.js';
import { Icon } from '../ui/icon.js';
import { SECTIONS, type Section } from './routes.js';
import { UserMenu } from './user-menu.js';

const GROUPS = ['Machines', 'Region', 'You'] as const;

export function Navigation({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const user = useUser();
  const shown = SECTIONS.filter(({ adminOnly }) => !adminOnly || user.is_superuser);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the key closes the menu, wherever the focus in it is
    <div
      id="navigation"
      className={`nav ${isOpen ? 'is-open' : ''}`}
      onKeyDown={({ key }) => key === 'Escape' && onClose()}
    >
      <Link href="/" className="nav__logo" aria-label="MAAS, to the overview">
        <span className="nav__tag">
          <Icon name="logo" />
        </span>
        <span>MAAS</span>
      </Link>
      <nav aria-label="Sections">
        {GROUPS.map((group) => (
          <Group key={group} title={group} sections={shown.filter((section) => section.group === group)} />
        ))}
      </nav>
      <UserMenu />
    </div>
  );
}

function Group({ title, sections }: { readonly title: string; readonly sections: readonly Section[] }) {
  const [path] = useLocation();
  if (sections.length === 0) return null;
  return (
    <>
      <h2 className="nav__group">{title}</h2>
      <ul className="nav__list">
        {sections.map((section) => (
          <li key={section.path}>
            <Link href={section.path} aria-current={isBelow(path, section.path) ? 'page' : undefined}>
              <Icon name={section.icon} />
              {section.title}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

function isBelow(path: string, section: string): boolean {
  return section === '/' ? path === '/' : path === section || path.startsWith(`${section}/`);
}
