#!/usr/bin/env bash
# Plays upstream's conformance tests against a running cluster, area by area, and sums up.
#   e2e/conformance.sh <e2e.test> [area...]      for instance: e2e/conformance.sh ~/e2e.test api-machinery auth
# <e2e.test> is the test program of Kubernetes v1.36, KUBECONFIG says which cluster is meant. The whole reports go to
# target/conformance/<area>.log. Tests that must have the cluster for themselves are left out; SERIAL=1 plays those instead.
# Where no registry is reachable, the nodes need the tests' images beforehand: <e2e.test> --list-images names them.
set -euo pipefail
[ $# -ge 1 ] && [ -x "$1" ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
program=$(readlink -f "$1")
shift
: "${KUBECONFIG:?KUBECONFIG must name the cluster: export KUBECONFIG=\$(./navarch kubeconfig)}"
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
areas=("$@")
[ ${#areas[@]} -gt 0 ] || areas=(api-machinery apps architecture auth cli instrumentation network node scheduling storage)
reports=target/conformance
mkdir -p "$reports"

alone='\[(Serial|Disruptive)\]'
select=(--ginkgo.skip="$alone")
[ -z "${SERIAL:-}" ] || select=(--ginkgo.label-filter='Serial || Disruptive')

for area in "${areas[@]}"; do
  log="$reports/$area.log"
  "$program" --kubeconfig="$KUBECONFIG" --provider=skeleton --minStartupPods=0 --disable-log-dump --ginkgo.no-color \
    --ginkgo.focus="\\[sig-$area\\].*\\[Conformance\\]" "${select[@]}" >"$log" 2>&1 || true
  summary=$(grep -oE '[0-9]+ Passed \| [0-9]+ Failed' "$log" | tail -1)
  printf '%-16s %s\n' "$area" "${summary:-no result, see $log}"
  sed -n 's/^ *\[FAIL\] */                 /p' "$log" | sort -u
done
