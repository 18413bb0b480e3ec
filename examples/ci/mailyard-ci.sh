#!/bin/sh
# The platform as documents in a repository: what a job of any CI runs.
#
#   mailyard-ci.sh plan     shows what would change: status 0 nothing, 9 something
#   mailyard-ci.sh apply    changes it, then makes sure that nothing is left
#   mailyard-ci.sh drift    for a schedule: status 1 where the server is not what the documents say
#
# MAILYARD_URL and MAILYARD_TOKEN say which server; keep the token in the CI's secrets, and give the job of
# plan and drift one that may only read. PLATFORM is the folder of the documents, PRUNE the kinds of which
# they are complete ("users,strategies"), MAILYARD the command.
set -eu

what=${1:?plan, apply or drift}
mailyard=${MAILYARD:-mailyard}
platform=${PLATFORM:-platform}
: "${MAILYARD_URL:?is not set}" "${MAILYARD_TOKEN:?is not set}"

set -- "$platform"
if [ -n "${PRUNE:-}" ]; then
    set -- "$@" --prune "$PRUNE"
fi

# Shows the plan, also on the job's page where the CI has one, and returns its status.
plan() {
    status=0
    "$mailyard" plan "$@" >plan.txt || status=$?
    cat plan.txt
    if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
        { echo '```'; cat plan.txt; echo '```'; } >>"$GITHUB_STEP_SUMMARY"
    fi
    return "$status"
}

case $what in
    plan)
        plan "$@"
        ;;
    apply)
        "$mailyard" apply "$@" --yes
        plan "$@"
        ;;
    drift)
        status=0
        plan "$@" || status=$?
        if [ "$status" -eq 9 ]; then
            echo "The server is not what the documents say: apply them, or take the change into them." >&2
            exit 1
        fi
        exit "$status"
        ;;
    *)
        echo "mailyard-ci.sh: plan, apply or drift" >&2
        exit 2
        ;;
esac
