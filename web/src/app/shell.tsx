import { Suspense, useEffect, useRef, useState } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { Announcer } from '../ui/announcer.js';
import { Loading } from '../ui/states.js';
import { ErrorBoundary } from './error-boundary.js';
import { Header } from './header.js';
import { Navigation } from './navigation.js';
import { NotFound } from './not-found.js';
import { ROUTES } from './routes.js';

/** The window around every page: navigation, search, the page itself. */
export function Shell() {
  const [path] = useLocation();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  // After a change of the page, a screen reader and the keyboard go on at its beginning.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is the trigger
  useEffect(() => {
    setMenuOpen(false);
    if (!isFirst.current) main.current?.focus();
    isFirst.current = false;
  }, [path]);
  return (
    <div className={`shell ${isMenuOpen ? 'has-menu' : ''}`}>
      <a className="skip-link" href="#main">
        Skip to the page
      </a>
      <Navigation isOpen={isMenuOpen} onClose={() => setMenuOpen(false)} />
      <div className="shell__page">
        <Header isMenuOpen={isMenuOpen} onMenu={() => setMenuOpen(!isMenuOpen)} />
        <main id="main" tabIndex={-1} ref={main}>
          <ErrorBoundary resetKey={path}>
            <Suspense fallback={<Loading what="the page" />}>
              <Pages />
            </Suspense>
          </ErrorBoundary>
        </main>
      </div>
      <Announcer />
    </div>
  );
}

function Pages() {
  return (
    <Switch>
      {ROUTES.map(({ path, page }) => (
        <Route key={path} path={path} component={page} />
      ))}
      <Route path="/sign-in">
        <Redirect to="/" replace />
      </Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}
