/** Git's empty tree, what a branch's first commit is compared with. */
const EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/**
 * The `update` hook: git asks it about each ref of a push, with the new objects in reach. Messages are GitHub's (GH006 for
 * protected branches). The rules come in the environment, see `refs/push-rules.ts`.
 */
export const UPDATE_HOOK = `#!/bin/sh
ref="$1" before="$2" after="$3"
zero=0000000000000000000000000000000000000000
refuse() {
  echo "error: GH006: Protected branch update failed for $ref." >&2
  echo "error: $1" >&2
  exit 1
}
if [ -n "$FORGE_NO_WORKFLOWS" ] && [ "$after" != "$zero" ]; then
  from="$before"
  [ "$from" = "$zero" ] && from=$(git merge-base HEAD "$after" 2>/dev/null || echo ${EMPTY_TREE})
  file=$(git diff --name-only "$from" "$after" -- .github/workflows | head -n 1)
  if [ -n "$file" ]; then
    echo "error: refusing to allow a GitHub App to create or update workflow \\\`$file\\\` without \\\`workflows\\\` permission" >&2
    exit 1
  fi
fi
rule=$(printf '%s\\n' "$FORGE_RULES" | while read -r name kind commits; do
  [ "$name" = "$ref" ] && echo "$kind $commits" && break
done)
# Making a branch is not changing it.
[ -z "$rule" ] || [ "$before" = "$zero" ] && exit 0
[ "$after" = "$zero" ] && refuse "Cannot delete this branch"
if ! git merge-base --is-ancestor "$before" "$after"; then
  refuse "Cannot force-push to this branch"
fi
case "$rule" in
  pull-request*) refuse "Changes must be made through a pull request." ;;
  checks*) case "$rule " in *" $after "*) ;; *) refuse "Required status checks are expected." ;; esac ;;
esac
exit 0
`;

/** The \`post-receive\` hook: writes down which refs moved. */
export const POST_RECEIVE_HOOK = `#!/bin/sh
cat > "$FORGE_MOVES"
`;
