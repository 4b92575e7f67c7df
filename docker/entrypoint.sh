#!/bin/sh
# Runs the `evenhand` command. Secrets may come from files, as Docker and Kubernetes mount them: for NAME_FILE, the file's
# content is put into NAME, unless NAME is set itself.
set -eu

for name in EVENHAND_SECRET EVENHAND_KEY DATABASE_URL PGPASSWORD; do
  eval "file=\${${name}_FILE:-}"
  eval "value=\${${name}:-}"
  [ -n "$file" ] || continue
  if [ -z "$value" ]; then
    if [ ! -r "$file" ]; then
      echo "${name}_FILE: $file cannot be read by user $(id -u). Check that it is mounted, and its permissions." >&2
      exit 2
    fi
    value=$(cat "$file")
    export "$name=$value"
  fi
  # The service refuses variables that it does not know.
  unset "${name}_FILE"
done

# In the place of this shell, so that signals reach the service.
exec evenhand "$@"
