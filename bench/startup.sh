#!/usr/bin/env bash
# Measures how long a built tree takes from `up` to a ready API and to the first Running pod, how long one more pod takes from
# its creation until it is ready (kubectl's own start included), and how much memory the idle cluster uses; once without and
# once with the start-up caches. Needs root and no other cluster on this machine.
#   bench/startup.sh [seconds to let it idle before memory is read; default 20]
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
idle="${1:-20}"
aot=target/navarch/aot

measure() {
  local data start ready running kubeconfig
  data=$(mktemp -d /tmp/navarch-startup.XXXXXX)
  start=$(date +%s.%N)
  ./navarch up --no-demo --data-dir "$data" >"$data/up.log" &
  local up=$!
  kubeconfig="$data/kubeconfig/admin.conf"
  # asked by what costs little, for it shares the processors with what is measured
  until curl -sf --cacert "$data/pki/ca.crt" https://127.0.0.1:6443/readyz >/dev/null 2>&1; do sleep 0.05; done
  ready=$(date +%s.%N)
  until "$KUBECTL" --kubeconfig "$kubeconfig" run first --image=navarch.io/demo:1 >/dev/null 2>&1; do sleep 0.1; done
  "$KUBECTL" --kubeconfig "$kubeconfig" wait --for=jsonpath='{.status.phase}'=Running pod/first --timeout=120s >/dev/null
  running=$(date +%s.%N)
  wait "$up"
  sleep "$idle"
  awk -v name="$1" -v s="$start" -v r="$ready" -v p="$running" 'BEGIN { printf "%s: readyz after %.1f s, first pod Running after %.1f s\n", name, r - s, p - s }'
  ./navarch status --data-dir "$data"
  one_more "$kubeconfig"
  ./navarch down --delete --data-dir "$data" >/dev/null
}

# Ten pods after each other, seen by a watch that is already open; prints the median.
one_more() {
  local times i start pod
  pod='{"metadata":{"name":"more-%s"},"spec":{"terminationGracePeriodSeconds":0,"containers":[{"name":"c","image":"navarch.io/demo:1"}]}}'
  coproc READY { exec "$KUBECTL" --kubeconfig "$1" get pods -w \
    -o 'jsonpath={.metadata.name} {.status.conditions[?(@.type=="Ready")].status}{"\n"}'; }
  times=$(mktemp)
  for i in 1 2 3 4 5 6 7 8 9 10; do
    start=$(date +%s.%N)
    # shellcheck disable=SC2059
    printf "$pod" "$i" | "$KUBECTL" --kubeconfig "$1" create --raw /api/v1/namespaces/default/pods -f - >/dev/null
    while read -r -u "${READY[0]}" line; do [ "$line" != "more-$i True" ] || break; done
    awk -v s="$start" -v e="$(date +%s.%N)" 'BEGIN { printf "%.2f\n", e - s }' >>"$times"
  done
  kill "$READY_PID"
  wait "$READY_PID" 2>/dev/null || true
  sort -n "$times" | sed -n '5s/^\(.*\)$/one more pod: ready \1 s after its creation (median of ten)/p'
  rm -f "$times"
}

KUBECTL="${KUBECTL:-$HOME/.cache/navarch/clients/kubectl}"
[ -x "$KUBECTL" ] || KUBECTL=$(command -v kubectl)
./navarch build
if [ -d "$aot" ]; then
  mv "$aot" "$aot.aside"
  trap '[ -d "$aot.aside" ] && rm -rf "$aot" && mv "$aot.aside" "$aot"' EXIT
  measure "cold (no start-up caches)"
  rm -rf "$aot"
  mv "$aot.aside" "$aot"
fi
measure "warm (start-up caches)"
