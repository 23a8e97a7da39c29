import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { textOf } from '../../api/errors.js';
import { loadSession } from '../../session/session.js';
import { Button } from '../../ui/button.js';
import { dateText } from '../../ui/date-text.js';
import { LongList } from '../../ui/long-list.js';
import { Loaded } from '../../ui/states.js';
import { endSession, listSessions } from './session-calls.js';

export function Sessions() {
  const client = useQueryClient();
  const [problem, setProblem] = useState('');
  const query = useQuery({ queryKey: ['sessions'], queryFn: listSessions });
  const end = async (id: number) => {
    try {
      await endSession(id);
      await loadSession();
      await client.invalidateQueries({ queryKey: ['sessions'] });
    } catch (error) {
      setProblem(textOf(error));
    }
  };
  return (
    <section className="card" aria-labelledby="sessions-title">
      <h2 id="sessions-title">Sessions</h2>
      {problem !== '' && (
        <p className="notice is-bad" role="alert">
          {problem}
        </p>
      )}
      <Loaded query={query} what="the sessions">
        {(sessions) => (
          <LongList
            label="Sessions"
            className="items"
            items={sessions}
            keyOf={({ id }) => id}
            render={({ id, current, created, last_used, address, user_agent }) => (
              <>
                <div>
                  <strong>{current ? 'This browser' : address}</strong>
                  <p>
                    {user_agent} from {address}. Signed in {dateText(created)}, last used {dateText(last_used)}
                  </p>
                </div>
                {!current && (
                  <Button aria-label={`End the session from ${address}`} onClick={() => void end(id)}>
                    End
                  </Button>
                )}
              </>
            )}
          />
        )}
      </Loaded>
    </section>
  );
}
