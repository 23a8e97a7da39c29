import { useConnected } from '../live/live.js';
import { Icon } from '../ui/icon.js';
import { useOnline } from '../ui/use-online.js';
import { SearchBox } from './search-box.js';

interface HeaderProps {
  readonly isMenuOpen: boolean;
  readonly onMenu: () => void;
}

/** The bar above every page. */
export function Header({ isMenuOpen, onMenu }: HeaderProps) {
  return (
    <header className="bar">
      <button
        type="button"
        className="bar__menu"
        aria-expanded={isMenuOpen}
        aria-controls="navigation"
        onClick={onMenu}
      >
        <Icon name="menu" />
        <span className="u-hidden">Menu</span>
      </button>
      <SearchBox />
      <Connection />
    </header>
  );
}

function Connection() {
  const isOnline = useOnline();
  const isConnected = useConnected();
  const [state, text, title] = !isOnline
    ? (['is-bad', 'Offline', 'This computer has no network. The page shows what it last read.'] as const)
    : isConnected
      ? (['is-good', 'Live', 'The page shows changes as they happen.'] as const)
      : (['is-wait', 'Connecting', 'The page connects to the region to show changes.'] as const);
  return (
    <p className={`connection ${state}`} role="status" title={title}>
      <span className="connection__dot" />
      {text}
    </p>
  );
}
