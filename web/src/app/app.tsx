import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Router } from 'wouter';
import { queryClient } from '../api/query-client.js';
import { keepFresh } from '../live/apply.js';
import { SignIn } from '../pages/sign-in/sign-in.js';
import { loadSession, useSessionState } from '../session/session.js';
import { SignInAgain } from '../session/sign-in-again.js';
import { Loading } from '../ui/states.js';
import { ErrorBoundary } from './error-boundary.js';
import { Shell } from './shell.js';
import { Unreachable } from './unreachable.js';

const BASE = import.meta.env.BASE_URL.replace(/\/$/, '');

export function App() {
  const { kind } = useSessionState();
  useEffect(() => void loadSession(), []);
  if (kind === 'loading') return <Loading what="the session" />;
  if (kind === 'unreachable') return <Unreachable />;
  if (kind === 'out') return <SignIn />;
  return (
    <ErrorBoundary>
      <QueryClientProvider client={queryClient}>
        <Router base={BASE}>
          {kind === 'in' && <Live />}
          <Shell />
          {kind === 'ended' && <SignInAgain />}
        </Router>
      </QueryClientProvider>
    </ErrorBoundary>
  );
}

/** Follows the live stream while it is mounted. */
function Live() {
  useEffect(() => {
    const closing = new AbortController();
    keepFresh(queryClient, closing.signal);
    return () => closing.abort();
  }, []);
  return null;
}
