# Gets what a fresh machine lacks to build and start Mailyard: a JDK, and Maven. Read by ./mailyard, when there is none.
# It asks first, at a terminal; --yes before the command, or MAILYARD_FETCH_JDK=1, consents beforehand. Environment, all optional:
#   MAILYARD_FETCH_JDK   1: fetch without asking; 0: neither fetch nor ask
#   MAILYARD_JDK_MIRROR  the download site, or a mirror with the same paths (default: https://api.adoptium.net/v3)
#   MAILYARD_JDK_URL     the whole address of an archive (.tar.gz) instead; its SHA-256 is at the same address with .sha256.txt
#   MAILYARD_JDK_SHA256  the SHA-256 that the archive must have, instead of what the site says
#   MAILYARD_JDK_PROXY   a proxy for the download, such as http://proxy.example:3128 (default: what https_proxy says)

jdk_site=https://api.adoptium.net/v3
largest_archive=500000000 # octets; a JDK 25 has some 140 MB
stalled=60 # seconds in which not even 1 KB a second came

# Where fetched JDKs are kept: one folder for each, for this user alone.
jdk_cache() {
    local base=${XDG_CACHE_HOME:-${HOME:-}/.cache}
    [[ $base == /* ]] || return 1
    printf '%s/mailyard/jdk\n' "$base"
}

# Whether the question $1 was, or is now, answered by yes.
consents() {
    local answer=""
    case ${MAILYARD_FETCH_JDK:-} in
        1 | yes | true) return 0 ;;
        0 | no | false) return 1 ;;
    esac
    [[ -t 0 && -t 2 ]] || return 1
    read -r -p "mailyard: $1 [y/N] " answer || return 1
    [[ $answer == [yY] || $answer == [yY][eE][sS] ]]
}

# --- The distribution's packages -------------------------------------------------------------------------------------------

# Sets as_root to what a command needs before it to act for the whole machine; fails where this user may not.
may_install() {
    as_root=()
    type -P apt-get apt-cache >/dev/null || return 1
    ((EUID == 0)) || { sudo -n true 2>/dev/null && as_root=(sudo -n); }
}

# Whether the distribution has the package $1.
has_package() {
    local candidate
    candidate=$(LC_ALL=C apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: //p')
    [[ -n $candidate && $candidate != "(none)" ]]
}

install_package() {
    say "installing $1 by apt-get"
    ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >&2
}

# --- The archive -----------------------------------------------------------------------------------------------------------

# The words of the download site for this machine: OS/ARCHITECTURE.
jdk_platform() {
    local os architecture
    case $(uname -s) in
        Linux) if [[ -f /etc/alpine-release ]]; then os=alpine-linux; else os=linux; fi ;;
        Darwin) os=mac ;;
        *) return 1 ;;
    esac
    case $(uname -m) in
        x86_64 | amd64) architecture=x64 ;;
        aarch64 | arm64) architecture=aarch64 ;;
        ppc64le | s390x | riscv64) architecture=$(uname -m) ;;
        *) return 1 ;;
    esac
    printf '%s/%s\n' "$os" "$architecture"
}

# HTTPS alone, at every redirect too; plain HTTP from this machine itself, for a mirror beside and for tests.
is_safe_address() {
    [[ $1 == https://* || $1 =~ ^http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?/ ]]
}

# Writes what is at the address $1 into the file $2, at most $3 octets. In a process of its own, for the limit and the proxy.
download() (
    local limit=$3
    if [[ -n ${MAILYARD_JDK_PROXY:-} ]]; then
        export http_proxy=$MAILYARD_JDK_PROXY https_proxy=$MAILYARD_JDK_PROXY
    fi
    ulimit -f $((limit / 1024 + 1)) 2>/dev/null || true
    if type -P curl >/dev/null; then
        by_curl "$1" "$2" "$limit"
    elif type -P wget >/dev/null; then
        by_wget "$1" "$2"
    else
        say "neither curl nor wget is here to fetch it with"
        return 1
    fi || return 1
    (($(wc -c <"$2") <= limit)) && return 0
    say "what is at $1 is larger than $limit octets"
    return 1
)

by_curl() {
    local protocols="=https" bar=(--silent --show-error)
    [[ $1 == https://* ]] || protocols="=https,http"
    [[ ! -t 2 ]] || bar=(--progress-bar)
    curl --fail --location --max-redirs 10 --proto "$protocols" --proto-redir "$protocols" --max-filesize "$3" --retry 2 \
        --connect-timeout 20 --speed-limit 1000 --speed-time "$stalled" "${bar[@]}" --output "$2" "$1" >&2
}

# wget would follow a redirect away from HTTPS, so that each is followed here.
by_wget() {
    local url=$1 hops=0 log=$2.log next
    while ((hops < 10)); do
        LC_ALL=C wget --server-response --max-redirect=0 --tries=3 --timeout="$stalled" --output-file="$log" \
            --output-document="$2" "$url" >&2 && return 0
        next=$(sed -n 's/^ *[Ll]ocation: *\([^ ]*\).*/\1/p' "$log" | tail -n 1)
        next=${next%$'\r'}
        if [[ -z $next ]]; then
            tail -n 3 "$log" >&2
            return 1
        fi
        [[ $next != /* ]] || next=$(printf '%s' "$url" | sed 's|^\([a-z]*://[^/]*\).*|\1|')$next
        is_safe_address "$next" || { say "$url leads to $next: only https:// is fetched from"; return 1; }
        url=$next
        hops=$((hops + 1))
    done
    say "$1 leads on and on"
    return 1
}

sha256_of() {
    local sum
    if type -P sha256sum >/dev/null; then sum=$(sha256sum "$1"); else sum=$(shasum -a 256 "$1"); fi || return 1
    printf '%s\n' "${sum%% *}"
}

# Sets archive_url and checksum_url.
archive_addresses() {
    local site=${MAILYARD_JDK_MIRROR:-$jdk_site} platform
    if [[ -n ${MAILYARD_JDK_URL:-} ]]; then
        archive_url=$MAILYARD_JDK_URL
        checksum_url=$MAILYARD_JDK_URL.sha256.txt
    else
        platform=$(jdk_platform) || { say "there is no archive for $(uname -s) on $(uname -m)"; return 1; }
        site=${site%/}
        archive_url=$site/binary/latest/$least_java/ga/$platform/jdk/hotspot/normal/eclipse
        checksum_url=$site/checksum/latest/$least_java/ga/$platform/jdk/hotspot/normal/eclipse
    fi
    is_safe_address "$archive_url" || { say "$archive_url: only https:// is fetched from"; return 1; }
}

# Fetches a JDK into the cache $1 and prints its folder: whole and as its checksum says, or not at all.
fetch_archive() (
    cache=$1
    mkdir -p "$cache" && chmod 700 "$cache" || return 1
    find "$cache" -maxdepth 1 -name '.part.*' -mtime +0 -exec rm -rf {} + # of one that was killed
    part=$(mktemp -d "$cache/.part.XXXXXX") || return 1
    trap 'rm -rf "$part"' EXIT
    archive_addresses || return 1
    say "fetching a JDK $least_java from $archive_url into $cache"
    wanted=${MAILYARD_JDK_SHA256:-}
    if [[ -z $wanted ]] && download "$checksum_url" "$part/checksum" 10000; then
        read -r wanted _ <"$part/checksum" || true
    fi
    if [[ ! $wanted =~ ^[0-9A-Fa-f]{64}$ ]]; then
        say "there is no SHA-256 at $checksum_url, and an archive without one is not used"
        return 1
    fi
    if ! download "$archive_url" "$part/archive" "$largest_archive"; then
        say "the archive could not be fetched"
        return 1
    fi
    found=$(sha256_of "$part/archive") || return 1
    if [[ $found != $(printf '%s' "$wanted" | tr 'A-F' 'a-f') ]]; then
        say "the archive's SHA-256 is $found and should be $wanted: it is thrown away"
        return 1
    fi
    if ! mkdir "$part/jdk" || ! tar -xzf "$part/archive" -C "$part/jdk" --no-same-owner >&2; then
        say "the archive cannot be unpacked"
        return 1
    fi
    for home in "$part"/jdk/* "$part"/jdk/*/Contents/Home; do
        if [[ -x $home/bin/java ]] && try_java "$home" "the JDK that was fetched" jdk; then
            kept=$cache/jdk-$java_release
            # another start may have been quicker
            [[ -d $kept ]] || mv "$home" "$kept" 2>/dev/null || [[ -d $kept ]] || return 1
            printf '%s\n' "$kept"
            return 0
        fi
    done
    say "the archive has no JDK $least_java or newer"
    return 1
)

# --- What ./mailyard calls -------------------------------------------------------------------------------------------------

# Where no Java was found: gets one where the person agrees, and sets java_home and java_release.
fetch_jdk() {
    local package=openjdk-$least_java-jdk-headless cache home as_root=()
    cache=$(jdk_cache) || return 1
    if may_install && has_package "$package"; then
        consents "No Java $least_java is here. Install $package by apt-get?" || return 1
        if install_package "$package"; then
            for home in "${MAILYARD_JVM_DIRS:-/usr/lib/jvm}"/*; do
                if [[ -x $home/bin/java ]]; then try_java "$home" "$home" jdk && return 0; fi
            done
        fi
        say "$package could not be installed"
        return 1
    fi
    consents "No Java $least_java is here. Fetch Eclipse Temurin into $cache (some 140 MB)?" || return 1
    home=$(fetch_archive "$cache") && try_java "$home" "$home" jdk
}

# Where Maven is missing: gets it where the person agrees.
fetch_maven() {
    local as_root=()
    if may_install && has_package maven && consents "Maven, which builds Mailyard, is missing. Install it by apt-get?"; then
        install_package maven && type -P mvn >/dev/null
    else
        return 1
    fi
}
