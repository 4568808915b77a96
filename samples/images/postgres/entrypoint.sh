#!/bin/bash
# Makes the database cluster on the first start, then becomes the server.
set -euo pipefail

user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}

# As root only long enough to own the data folder.
if [ "${1:-postgres}" = postgres ] && [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA" /var/run/postgresql
    chown -R postgres:postgres "$PGDATA" /var/run/postgresql
    chmod 700 "$PGDATA"
    exec /usr/bin/setpriv --reuid=postgres --regid=postgres --clear-groups "$0" "$@"
fi

run_init_file() {
    case $1 in
        *.sql) psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --username "$user" --dbname "$database" --file "$1" ;;
        *.sql.gz) gunzip -c "$1" | psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --username "$user" --dbname "$database" ;;
        *.sh) bash "$1" ;;
        *) echo "entrypoint: $1 is neither .sql, .sql.gz nor .sh, left alone" ;;
    esac
}

make_cluster() {
    local file
    if [ -z "${POSTGRES_PASSWORD:-}" ]; then
        echo "entrypoint: set POSTGRES_PASSWORD to the password of the user $user" >&2
        exit 1
    fi
    initdb --username="$user" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") --auth-host=scram-sha-256 \
        --auth-local=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync --no-instructions
    printf 'host all all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
    # Not reachable by TCP meanwhile, so that nobody takes it for ready.
    pg_ctl --silent --wait --options="-c listen_addresses=''" --log="$PGDATA/initdb.log" start
    if [ "$database" != postgres ]; then
        psql --quiet --no-psqlrc --username "$user" --dbname postgres --set db="$database" <<<'CREATE DATABASE :"db";'
    fi
    for file in /docker-entrypoint-initdb.d/*; do
        [ ! -e "$file" ] || { echo "entrypoint: running $file" && run_init_file "$file"; }
    done
    pg_ctl --silent --wait --mode=fast stop
    rm -f "$PGDATA/initdb.log"
}

if [ "${1:-postgres}" = postgres ]; then
    # The cluster is made in a folder of its own and moved up when complete, so that a start that was cut short
    # is done again from the beginning. That folder is only ever made in an empty place: nobody's data is deleted.
    making=$PGDATA/.making
    [ ! -e "$making" ] || find "$PGDATA" -mindepth 1 -delete
    if [ ! -s "$PGDATA/PG_VERSION" ]; then
        if [ -n "$(ls -A "$PGDATA")" ]; then
            echo "entrypoint: $PGDATA holds something else than a database; give it an empty volume" >&2
            exit 1
        fi
        mkdir -m 700 "$making"
        (PGDATA=$making make_cluster)
        mv "$making"/* "$PGDATA"
        rmdir "$making"
    fi
    set -- postgres -c listen_addresses='*' "${@:2}"
fi
exec "$@"
