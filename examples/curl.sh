#!/usr/bin/env bash
# A session with a region on this machine. Run it in the folder of the region after `npm start`.
set -euo pipefail
api=${MAAS_API:-http://127.0.0.1:5240/MAAS/api/1.0}
admin=${MAAS_KEY:-$(cat data/admin-api-key)}

# call KEY METHOD PATH [options of curl]: signs by OAuth 1.0 PLAINTEXT
call() {
  local consumer token secret
  IFS=: read -r consumer token secret <<<"$1"
  curl --fail-with-body -sS -X "$2" "$api/$3" "${@:4}" -H "Authorization: OAuth oauth_version=\"1.0\", \
oauth_signature_method=\"PLAINTEXT\", oauth_consumer_key=\"$consumer\", oauth_token=\"$token\", \
oauth_signature=\"%26$secret\", oauth_timestamp=\"$(date +%s)\", oauth_nonce=\"$RANDOM$RANDOM$RANDOM$RANDOM\""
  echo
}

call "$admin" POST zones/ -F name="rack-$RANDOM" -F description='First rack'
call "$admin" GET zones/
call "$admin" GET 'nodes/?op=list'

# Acquire a ready node and give it back. Without one the region answers 409.
if node=$(call "$admin" POST 'nodes/?op=acquire'); then
  id=$(grep -m1 '"system_id"' <<<"$node" | cut -d'"' -f4)
  call "$admin" POST "nodes/$id/?op=release"
else
  echo "$node"
fi
