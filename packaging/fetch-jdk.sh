# Gets what a fresh machine lacks to build and start Mailyard: a JDK, and Maven. Read by ./mailyard, when there is none.
# It asks first, at a terminal; --yes before the command, or MAILYARD_FETCH_JDK=1, consents beforehand. Environment, all optional:
#   MAILYARD_FETCH_JDK   1: fetch without asking; 0: neither fetch nor ask
#   MAILYARD_JDK_MIRROR  the download site, or a mirror with the same paths (default: https://api.adoptium.net/v3)
#   MAILYARD_JDK_URL     the whole address of an archive (.tar.gz) instead; its SHA-256 is at the same address with .sha256.txt
#   MAILYARD_JDK_SHA256  the SHA-256 that the archive must have, instead of what the site says
#   MAILYARD_JDK_PROXY   a proxy for all downloads, those of the build too, such as http://proxy.example:3128 (default: what https_proxy says)
#   MAILYARD_MAVEN_MIRROR, MAILYARD_MAVEN_URL, MAILYARD_MAVEN_SHA512: the same for Maven (default: https://archive.apache.org/dist/maven)

jdk_site=https://api.adoptium.net/v3
largest_archive=500000000 # octets; a JDK 25 has some 140 MB
maven_site=https://archive.apache.org/dist/maven
maven_version=3.9.16
maven_sha512=831a8591fe20c8243b1dbe7d71e3244f31d1665b0804b2e825e38cbbe5ce0cafb8338851f90780735568773e0a6cd07bbec107cda0b896b008b861075358b6f6
oldest_maven=3.8.7
largest_maven=50000000 # octets; it has some 9 MB
stalled=60 # seconds in which not even 1 KB a second came

# Where what was fetched is kept, JDKs in jdk, Maven in maven: one folder for each version, for this user alone.
fetched_cache() {
    local base=${XDG_CACHE_HOME:-${HOME:-}/.cache}
    [[ $base == /* ]] || return 1
    printf '%s/mailyard/%s\n' "$base" "$1"
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

# Prints the version of the package $1 that the distribution has; fails where it has none.
package_version() {
    local candidate
    candidate=$(LC_ALL=C apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: //p')
    [[ -n $candidate && $candidate != "(none)" ]] || return 1
    printf '%s\n' "$candidate"
}

# Whether the distribution has the package $1. Where no package is known at all, as in a new container, the lists come first.
has_package() {
    package_version "$1" >/dev/null && return 0
    ! LC_ALL=C apt-cache policy 2>/dev/null | grep -q ' Packages$' || return 1
    consents "No list of packages is here. Fetch them by apt-get update?" && refresh_lists && package_version "$1" >/dev/null
}

# apt-get as this user may call it, behind the proxy that is set, and not for ever where nothing answers.
apt_get() {
    local variables=(DEBIAN_FRONTEND=noninteractive) name
    for name in http_proxy https_proxy; do
        [[ -z ${!name:-} ]] || variables+=("$name=${!name}")
    done
    ${as_root[@]+"${as_root[@]}"} env "${variables[@]}" apt-get -qq -o Acquire::Retries=1 -o Acquire::http::Timeout=30 \
        -o Acquire::https::Timeout=30 "$@" >&2
}

refresh_lists() {
    say "fetching the lists of packages"
    apt_get update
}

# Lists that are old name files that are gone: they are fetched anew, and it is tried once more.
install_package() {
    say "installing $* by apt-get"
    apt_get install -y --no-install-recommends "$@" || { refresh_lists && apt_get install -y --no-install-recommends "$@"; }
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

# Sees that there is something to fetch with: a new container has neither.
get_downloader() {
    local as_root=()
    type -P curl >/dev/null || type -P wget >/dev/null || { may_install && install_package curl ca-certificates; } || true
}

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

# The digest of the file $2 by SHA-$1.
digest_of() {
    local sum
    if type -P "sha$1sum" >/dev/null; then sum=$("sha$1sum" "$2"); else sum=$(shasum -a "$1" "$2"); fi || return 1
    printf '%s\n' "${sum%% *}"
}

# Makes the cache $1, and prints a folder in it for what is not whole yet.
new_part() {
    mkdir -p "$1" && chmod 700 "$1" || return 1
    find "$1" -maxdepth 1 -name '.part.*' -mtime +0 -exec rm -rf {} + # of one that was killed
    mktemp -d "$1/.part.XXXXXX"
}

# Fetches the address $1 into $2/archive, at most $3 octets, compares its SHA-$4 with $5, and unpacks it into $2/whole.
fetch_and_unpack() {
    local found
    if ! download "$1" "$2/archive" "$3"; then
        say "the archive could not be fetched"
        return 1
    fi
    found=$(digest_of "$4" "$2/archive") || return 1
    if [[ $found != $(printf '%s' "$5" | tr 'A-F' 'a-f') ]]; then
        say "the archive's SHA-$4 is $found and should be $5: it is thrown away"
        return 1
    fi
    mkdir "$2/whole" && tar -xzf "$2/archive" -C "$2/whole" --no-same-owner >&2 && return 0
    say "the archive cannot be unpacked"
    return 1
}

# Gives the folder $1 its place $2 in the cache and prints it; another start may have been quicker.
keep_whole() {
    [[ -d $2 ]] || mv "$1" "$2" 2>/dev/null || [[ -d $2 ]] || return 1
    printf '%s\n' "$2"
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
    part=$(new_part "$cache") || return 1
    trap 'rm -rf "$part"' EXIT
    archive_addresses || return 1
    get_downloader
    say "fetching a JDK $least_java from $archive_url into $cache"
    wanted=${MAILYARD_JDK_SHA256:-}
    if [[ -z $wanted ]] && download "$checksum_url" "$part/checksum" 10000; then
        read -r wanted _ <"$part/checksum" || true
    fi
    if [[ ! $wanted =~ ^[0-9A-Fa-f]{64}$ ]]; then
        say "there is no SHA-256 at $checksum_url, and an archive without one is not used"
        return 1
    fi
    fetch_and_unpack "$archive_url" "$part" "$largest_archive" 256 "$wanted" || return 1
    for home in "$part"/whole/* "$part"/whole/*/Contents/Home; do
        if [[ -x $home/bin/java ]] && try_java "$home" "the JDK that was fetched" jdk; then
            keep_whole "$home" "$cache/jdk-$java_release"
            return
        fi
    done
    say "the archive has no JDK $least_java or newer"
    return 1
)

# Fetches Maven into the cache $1 and prints its folder. What its archive must be stands above, unless the person says.
fetch_maven_archive() (
    cache=$1
    site=${MAILYARD_MAVEN_MIRROR:-$maven_site}
    url=${MAILYARD_MAVEN_URL:-${site%/}/maven-3/$maven_version/binaries/apache-maven-$maven_version-bin.tar.gz}
    wanted=${MAILYARD_MAVEN_SHA512:-$maven_sha512}
    is_safe_address "$url" || { say "$url: only https:// is fetched from"; return 1; }
    part=$(new_part "$cache") || return 1
    trap 'rm -rf "$part"' EXIT
    get_downloader
    say "fetching Maven from $url into $cache"
    fetch_and_unpack "$url" "$part" "$largest_maven" 512 "$wanted" || return 1
    for home in "$part"/whole/*; do
        if [[ -x $home/bin/mvn ]]; then
            keep_whole "$home" "$cache/$(basename "$home")"
            return
        fi
    done
    say "the archive has no Maven"
    return 1
)

# --- The build behind a proxy ----------------------------------------------------------------------------------------------

# %40 and the like, as in an address.
decoded() {
    local text=${1//\\/\\\\}
    printf '%b' "${text//%/\\x}"
}

xml_text() { printf '%s' "$1" | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g'; }

# Sets proxy_host, proxy_port, proxy_user and proxy_password from an address such as http://proxy.example:3128; fails where Maven
# cannot use it. Without a port it is 1080, as for curl.
read_proxy() {
    local address=$1
    [[ -n $address && ($address != *://* || $address == http://*) ]] || return 1
    address=${address#http://}
    address=${address%%/*}
    proxy_user="" proxy_password=""
    if [[ $address == *@* ]]; then
        proxy_user=${address%@*}
        [[ $proxy_user != *:* ]] || proxy_password=$(decoded "${proxy_user#*:}")
        proxy_user=$(decoded "${proxy_user%%:*}")
    fi
    address=${address##*@}
    [[ $address =~ ^(\[[0-9A-Fa-f:.]+\]|[^]:[]+)(:([0-9]+))?$ ]] || return 1
    proxy_host=${BASH_REMATCH[1]}
    proxy_port=${BASH_REMATCH[3]:-1080}
}

# What no_proxy says, as Java writes it: a name counts for those below it too.
hosts_without_proxy() {
    local hosts="localhost|127.*|[::1]" given host
    IFS=', ' read -r -a given <<<"${no_proxy:-${NO_PROXY:-}}"
    for host in ${given[@]+"${given[@]}"}; do
        host=${host#\*}
        case $host in
            "") [[ " ${given[*]} " != *" * "* ]] || hosts+="|*" ;;
            .*) hosts+="|${host#.}|*$host" ;;
            *) hosts+="|$host|*.$host" ;;
        esac
    done
    printf '%s\n' "$hosts"
}

# Sets maven_proxy to the arguments by which Maven, which does not look at https_proxy, goes by the proxy that is set. Where that one
# wants a password, they name the file $1, which is written: Maven takes a password from settings alone. What the person's own
# settings say of a proxy comes before all of it.
use_proxy() {
    local scheme address chosen by_file=() without proxy_host proxy_port proxy_user proxy_password
    maven_proxy=()
    [[ ${MAVEN_OPTS:-} != *proxyHost* ]] || return 0
    without=$(hosts_without_proxy)
    for scheme in https http; do
        if [[ $scheme == https ]]; then chosen=${https_proxy:-${HTTPS_PROXY:-}}; else chosen=${http_proxy:-}; fi
        address=${MAILYARD_JDK_PROXY:-${chosen:-${all_proxy:-${ALL_PROXY:-}}}}
        read_proxy "$address" || continue
        if [[ -n $proxy_user ]]; then
            by_file+=("<proxy><id>$scheme</id><active>true</active><protocol>$scheme</protocol><host>$(xml_text "$proxy_host")</host><port>$proxy_port</port><username>$(xml_text "$proxy_user")</username><password>$(xml_text "$proxy_password")</password><nonProxyHosts>$(xml_text "$without")</nonProxyHosts></proxy>")
        else
            maven_proxy+=("-D$scheme.proxyHost=$proxy_host" "-D$scheme.proxyPort=$proxy_port")
        fi
    done
    ((${#maven_proxy[@]} == 0)) || maven_proxy+=("-Dhttp.nonProxyHosts=$without" -Daether.connector.http.useSystemProperties=true)
    ((${#by_file[@]} > 0)) || return 0
    (umask 077 && rm -f "$1" && printf '%s\n' "<settings><proxies>" "${by_file[@]}" "</proxies></settings>" >"$1") || return 1
    maven_proxy+=(-gs "$1")
}

# --- What ./mailyard calls -------------------------------------------------------------------------------------------------

# Takes the first JDK of those that stand on the input, one in a line.
take_jdk() {
    local home
    while IFS= read -r home; do
        if [[ -x $home/bin/java ]] && try_java "$home" "$home" jdk; then return 0; fi
    done
    return 1
}

# The folders in which the package $1 may have put a JDK, those that it says first.
jdks_of_package() {
    local folder folders=()
    dpkg -L "$1" 2>/dev/null | sed -n 's|/bin/javac$||p' || true
    IFS=: read -r -a folders <<<"/usr/lib/jvm:${MAILYARD_JVM_DIRS:-}"
    for folder in "${folders[@]}"; do
        [[ -z $folder ]] || printf '%s\n' "$folder"/*
    done
}

# Where no Java was found: gets one where the person agrees, and sets java_home and java_release. The distribution's package where it
# has one; where that is not wanted or cannot be installed, the archive.
fetch_jdk() {
    local package=openjdk-$least_java-jdk-headless cache home as_root=()
    if may_install && has_package "$package" && consents "No Java $least_java is here. Install $package by apt-get?"; then
        if install_package "$package"; then
            take_jdk < <(jdks_of_package "$package") && return 0
            say "$package is installed, and no JDK $least_java of it was found"
        else
            say "$package could not be installed"
        fi
    fi
    cache=$(fetched_cache jdk) || return 1
    consents "No Java $least_java is here. Fetch Eclipse Temurin into $cache (some 140 MB)?" || return 1
    home=$(fetch_archive "$cache") && try_java "$home" "$home" jdk
}

# Sets maven to the one that was fetched before; fails where there is none.
fetched_maven() {
    local cache program
    cache=$(fetched_cache maven) || return 1
    for program in "$cache"/*/bin/mvn; do
        if [[ -x $program ]]; then
            maven=$program
            return 0
        fi
    done
    return 1
}

# Whether the distribution's Maven is new enough.
has_maven() {
    local version
    has_package maven && version=$(package_version maven) || return 1
    version=${version#*:}
    [[ $(printf '%s\n' "$oldest_maven" "$version" | sort -V | head -n 1) == "$oldest_maven" ]]
}

# Where Maven is missing: gets it where the person agrees, and sets maven to its program. As for a JDK.
fetch_maven() {
    local as_root=() cache home
    fetched_maven && return 0
    if may_install && has_maven && consents "Maven, which builds Mailyard, is missing. Install it by apt-get?"; then
        if install_package maven && maven=$(type -P mvn); then return 0; fi
        say "maven could not be installed"
    fi
    cache=$(fetched_cache maven) || return 1
    consents "Maven, which builds Mailyard, is missing. Fetch it from Apache into $cache (some 9 MB)?" || return 1
    home=$(fetch_maven_archive "$cache") && maven=$home/bin/mvn
}
