# shellcheck shell=bash
# PostgreSQL 15 of Debian, used like the official image: POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB,
# /docker-entrypoint-initdb.d, data in /var/lib/postgresql/data. No server is installed on this machine.

postgres_recipe_inputs() { dpkg-query --show --showformat='${Version}' postgresql-15 2>/dev/null || echo fetched; }

# fetch_postgres FOLDER: downloads and unpacks those packages of postgresql-15 that the machine does not have.
fetch_postgres() {
    local folder=$1 log=$1/apt.log deb
    mkdir -p "$folder/archives/partial" "$folder/root"
    if ! apt-get install --download-only --no-install-recommends --assume-yes \
        -o Debug::NoLocking=1 -o Dir::Cache::archives="$folder/archives" postgresql-15 >"$log" 2>&1; then
        echo "apt-get cannot fetch postgresql-15: $(tail -n 1 "$log") Run 'apt-get update' and try again." >&2
        return 1
    fi
    for deb in "$folder"/archives/*.deb; do
        [ ! -e "$deb" ] || dpkg-deb --fsys-tarfile "$deb" | tar --extract --directory "$folder/root" --no-same-owner
    done
}

postgres_make() {
    local folder=$1 bin=/usr/lib/postgresql/15/bin program
    fetch_postgres "$folder/fetched"
    DEBS=$folder/fetched/root
    start_rootfs "$folder/rootfs"
    add_program /bin/bash /usr/bin/setpriv
    for program in postgres initdb pg_ctl psql pg_isready pg_dump pg_restore; do
        add_program "$bin/$program"
        ln -s "../lib/postgresql/15/bin/$program" "$ROOTFS/usr/bin/$program"
    done
    # initdb loads these two; the compiler behind JIT is left out for its size, and PostgreSQL goes on without.
    add_program /usr/lib/postgresql/15/lib/{dict_snowball,plpgsql}.so
    add_folder /usr/share/postgresql/15
    add_folder /usr/share/zoneinfo
    add_folder /usr/lib/locale/C.utf8
    rm -rf "$ROOTFS"/usr/share/zoneinfo/{posix,right} "$ROOTFS"/usr/share/postgresql/15/man
    printf 'postgres:x:999:999:PostgreSQL:/var/lib/postgresql:/bin/sh\n' >>"$ROOTFS/etc/passwd"
    printf 'postgres:x:999:\n' >>"$ROOTFS/etc/group"
    mkdir -p "$ROOTFS"/docker-entrypoint-initdb.d "$ROOTFS"/var/lib/postgresql/data "$ROOTFS"/var/run/postgresql
    chmod 1777 "$ROOTFS/var/run/postgresql"
    install -m 755 "$IMAGES/postgres/entrypoint.sh" "$ROOTFS/usr/bin/docker-entrypoint.sh"
    rm -rf "$folder/fetched"
    cat >"$folder/Dockerfile" <<'DOCKERFILE'
FROM scratch
ADD rootfs.tar /
ENV LANG=C.UTF-8 PATH=/usr/bin:/bin PGDATA=/var/lib/postgresql/data
VOLUME /var/lib/postgresql/data
STOPSIGNAL SIGINT
EXPOSE 5432
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
DOCKERFILE
}
