package io.mailyard.providers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import io.mailyard.mime.OneLine;
import io.mailyard.providers.ProviderFault.ProviderFaultKind;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Asks directories whether a password is a person's: finds the person, binds as them, and reads
 * their groups. All of it has one time; no referral is followed.
 */
public final class LdapClient {
    /** Each waits for a directory that is slow; others are told at once that it is busy. */
    static final int MOST_AT_ONCE = 8;

    private static final int MOST_KNOWN = 100;
    private static final int MOST_GROUPS = 2_000;
    private static final int MAX_LOGIN = 128;
    private static final int MAX_SHOWN = 200;

    private final ProviderConfig config;
    private final Cache<String, Semaphore> slots =
            Caffeine.newBuilder().maximumSize(MOST_KNOWN).build();

    public LdapClient(ProviderConfig config) {
        this.config = config;
    }

    /** Work that is done over a connection. */
    @FunctionalInterface
    private interface LdapWork<T> {
        T with(LDAPConnection connection) throws LDAPException, ProviderFault;
    }

    /**
     * The person of a login, if the password is theirs; empty: there is none such, or it is wrong.
     *
     * @param password not empty: a bind without one says nothing, and succeeds
     * @param most how long it may take
     */
    public Optional<ProvidedIdentity> check(
            LdapServer server, String login, String password, Duration most) throws ProviderFault {
        if (password.isEmpty() || login.isEmpty() || login.length() > MAX_LOGIN) {
            return Optional.empty();
        }
        return within(server, most, connection -> checked(connection, server, login, password));
    }

    /** Binds as the one who searches, and reads where people are. */
    void tried(LdapServer server) throws ProviderFault {
        within(
                server,
                config.timeout(),
                connection -> {
                    bindToSearch(connection, server);
                    if (!server.userBase().isEmpty()
                            && connection.getEntry(server.userBase(), "1.1") == null) {
                        throw new ProviderFault(
                                ProviderFaultKind.UNTRUSTED,
                                "user_base does not exist, or may not be read");
                    }
                    return true;
                });
    }

    private <T> T within(LdapServer server, Duration most, LdapWork<T> work) throws ProviderFault {
        Semaphore slot = slots.get(server.key(), _ -> new Semaphore(MOST_AT_ONCE));
        if (!slot.tryAcquire()) {
            throw new ProviderFault(
                    ProviderFaultKind.BUSY,
                    MOST_AT_ONCE + " passwords are being checked there already");
        }
        AtomicReference<@Nullable LDAPConnection> open = new AtomicReference<>();
        FutureTask<T> asked =
                new FutureTask<>(() -> {
                    try (LDAPConnection connection = connection(server)) {
                        open.set(connection);
                        connect(connection, server);
                        return work.with(connection);
                    }
                });
        Thread.startVirtualThread(() -> {
            try {
                asked.run();
            } finally {
                // also where it was given up before it began
                slot.release();
            }
        });
        try {
            return asked.get(Math.max(1, most.toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            asked.cancel(true);
            LDAPConnection connection = open.get();
            if (connection != null) {
                Thread.startVirtualThread(connection::close);
            }
            throw new ProviderFault(ProviderFaultKind.AWAY, "no answer in time");
        } catch (ExecutionException failed) {
            throw fault(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ProviderFault(ProviderFaultKind.AWAY, "the server is stopping");
        }
    }

    private static ProviderFault fault(@Nullable Throwable cause) {
        return switch (cause) {
            case ProviderFault known -> known;
            case LDAPException refused ->
                    new ProviderFault(
                            refused.getResultCode().isConnectionUsable()
                                    ? ProviderFaultKind.UNTRUSTED
                                    : ProviderFaultKind.AWAY,
                            refused.getResultCode().getName()
                                    + ": "
                                    + OneLine.of(String.valueOf(refused.getMessage()), MAX_SHOWN));
            case null, default -> throw new IllegalStateException(cause);
        };
    }

    private LDAPConnection connection(LdapServer server) throws ProviderFault {
        if (!server.ldaps() && !server.startTls() && !config.privateNetworks()) {
            throw new ProviderFault(
                    ProviderFaultKind.UNTRUSTED,
                    "passwords would go there without TLS (identity-providers.private-networks)");
        }
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        int most = Math.toIntExact(config.timeout().toMillis());
        options.setConnectTimeoutMillis(most);
        options.setResponseTimeoutMillis(most);
        options.setUseSynchronousMode(true);
        options.setFollowReferrals(false);
        options.setAbandonOnTimeout(false);
        options.setNameResolver(new LdapNames(config.privateNetworks()));
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
        return server.ldaps()
                ? new LDAPConnection(tls(server).getSocketFactory(), options)
                : new LDAPConnection(options);
    }

    private static SSLContext tls(LdapServer server) throws ProviderFault {
        try {
            return LdapTls.trusting(server.ca());
        } catch (GeneralSecurityException unfit) {
            throw new ProviderFault(
                    ProviderFaultKind.UNTRUSTED, "its certificates are unfit: " + unfit);
        }
    }

    private static void connect(LDAPConnection connection, LdapServer server)
            throws LDAPException, ProviderFault {
        connection.connect(server.host(), server.port());
        if (server.startTls() && !server.ldaps()) {
            connection.processExtendedOperation(new StartTLSExtendedRequest(tls(server)));
            if (connection.getSSLSession() == null) {
                throw new ProviderFault(ProviderFaultKind.UNTRUSTED, "it does not begin TLS");
            }
        }
    }

    private static void bindToSearch(LDAPConnection connection, LdapServer server)
            throws LDAPException, ProviderFault {
        if (server.bindDn().isEmpty()) {
            return;
        }
        if (server.secret().isEmpty()) {
            throw new ProviderFault(ProviderFaultKind.UNTRUSTED, "bind_dn has no bind_password");
        }
        connection.bind(server.bindDn(), server.secret());
    }

    private static Optional<ProvidedIdentity> checked(
            LDAPConnection connection, LdapServer server, String login, String password)
            throws LDAPException, ProviderFault {
        String dn;
        if (server.userDn().isEmpty()) {
            bindToSearch(connection, server);
            Optional<String> found = find(connection, server, login);
            // the same work where there is nobody
            dn = found.orElse("cn=nobody,cn=nowhere");
            if (!binds(connection, dn, password) || found.isEmpty()) {
                return Optional.empty();
            }
        } else {
            dn = server.userDn().replace(LdapServer.LOGIN, escaped(login));
            if (!binds(connection, dn, password)) {
                return Optional.empty();
            }
        }
        SearchResultEntry entry =
                connection.getEntry(
                        dn, "*", server.idAttribute(), or(server.groupsAttribute(), "memberOf"));
        if (entry == null) {
            // may not read itself: the one who searches may
            bindToSearch(connection, server);
            entry =
                    connection.getEntry(
                            dn,
                            "*",
                            server.idAttribute(),
                            or(server.groupsAttribute(), "memberOf"));
        }
        if (entry == null) {
            throw new ProviderFault(
                    ProviderFaultKind.UNTRUSTED, "the entry of a person cannot be read");
        }
        Set<String> groups = groups(connection, server, entry, login);
        return Optional.of(identity(server, entry, login, groups));
    }

    private static String or(String text, String other) {
        return text.isEmpty() ? other : text;
    }

    /** A value in a DN: no part of it ends the value (RFC 4514). */
    static String escaped(String value) {
        return new RDN("x", value).toString().substring(2);
    }

    private static Optional<String> find(LDAPConnection connection, LdapServer server, String login)
            throws LDAPException, ProviderFault {
        String filter = server.userFilter().replace(LdapServer.LOGIN, Filter.encodeValue(login));
        SearchRequest request =
                new SearchRequest(server.userBase(), SearchScope.SUB, filter, "1.1");
        request.setSizeLimit(2);
        SearchResult result;
        try {
            result = connection.search(request);
        } catch (LDAPException refused) {
            if (refused.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
                throw new ProviderFault(
                        ProviderFaultKind.UNTRUSTED, "several people have this login");
            }
            throw refused;
        }
        if (result.getEntryCount() > 1) {
            throw new ProviderFault(ProviderFaultKind.UNTRUSTED, "several people have this login");
        }
        return entries(result).stream().map(Entry::getDN).findFirst();
    }

    private static List<SearchResultEntry> entries(SearchResult result) {
        List<SearchResultEntry> found = result.getSearchEntries();
        return found == null ? List.of() : found;
    }

    /** Whether it is the password of a DN; there is one, so the bind says something. */
    private static boolean binds(LDAPConnection connection, String dn, String password)
            throws LDAPException {
        try {
            return connection.bind(dn, password).getResultCode().equals(ResultCode.SUCCESS);
        } catch (LDAPException refused) {
            if (List.of(
                            ResultCode.INVALID_CREDENTIALS,
                            ResultCode.NO_SUCH_OBJECT,
                            ResultCode.INVALID_DN_SYNTAX,
                            ResultCode.UNWILLING_TO_PERFORM,
                            ResultCode.INAPPROPRIATE_AUTHENTICATION,
                            ResultCode.CONSTRAINT_VIOLATION,
                            ResultCode.REFERRAL)
                    .contains(refused.getResultCode())) {
                return false;
            }
            throw refused;
        }
    }

    private static Set<String> groups(
            LDAPConnection connection, LdapServer server, SearchResultEntry entry, String login)
            throws LDAPException, ProviderFault {
        Set<String> groups = new LinkedHashSet<>();
        String[] listed =
                server.groupsAttribute().isEmpty()
                        ? null
                        : entry.getAttributeValues(server.groupsAttribute());
        if (listed != null) {
            for (int i = 0; i < Math.min(listed.length, MOST_GROUPS); i++) {
                add(groups, server, listed[i]);
            }
        }
        if (!server.groupBase().isEmpty()) {
            bindToSearch(connection, server);
            String filter =
                    server.groupFilter()
                            .replace(LdapServer.DN_WORD, Filter.encodeValue(entry.getDN()))
                            .replace(LdapServer.LOGIN, Filter.encodeValue(login));
            SearchRequest request =
                    new SearchRequest(server.groupBase(), SearchScope.SUB, filter, "1.1");
            request.setSizeLimit(MOST_GROUPS);
            entries(connection.search(request))
                    .forEach(group -> add(groups, server, group.getDN()));
        }
        return groups;
    }

    /**
     * A group by its DN, and by the name in it where it is below {@code group_base}: elsewhere
     * others may make groups of the same name.
     */
    private static void add(Set<String> groups, LdapServer server, String group) {
        groups.add(normal(group));
        if (server.groupBase().isEmpty()) {
            return;
        }
        try {
            DN dn = new DN(group);
            RDN first = dn.getRDN();
            if (first != null
                    && first.getAttributeValues().length == 1
                    && dn.isDescendantOf(server.groupBase(), false)) {
                String name = first.getAttributeValues()[0].toLowerCase(Locale.ROOT);
                // a name may be written like the DN of another group
                if (!name.contains("=")) {
                    groups.add(name);
                }
            }
        } catch (LDAPException noDn) {
            // a directory may list plain names
        }
    }

    /** Returns the name or DN of a group in a form that is equal for equal DNs. */
    private static String normal(String group) {
        try {
            return group.contains("=") ? DN.normalize(group) : group.toLowerCase(Locale.ROOT);
        } catch (LDAPException noDn) {
            return group.toLowerCase(Locale.ROOT);
        }
    }

    private static ProvidedIdentity identity(
            LdapServer server, SearchResultEntry entry, String login, Set<String> groups)
            throws ProviderFault {
        byte[] id = entry.getAttributeValueBytes(server.idAttribute());
        if (id == null || id.length == 0) {
            throw new ProviderFault(
                    ProviderFaultKind.UNTRUSTED,
                    "a person has no " + server.idAttribute() + " (id_attribute)");
        }
        Map<String, String> roles = new LinkedHashMap<>();
        server.roles().byValue().forEach((group, role) -> roles.putIfAbsent(normal(group), role));
        OidcClaims claims =
                OidcClaims.ofPerson(
                        or(text(entry, "displayName"), text(entry, "cn")), text(entry, "mail"));
        return new ProvidedIdentity(
                server,
                HexFormat.of().formatHex(id),
                login,
                claims.name(),
                claims.email(),
                !claims.email().isEmpty(),
                groups,
                new RoleMap(roles),
                Set.of());
    }

    private static String text(SearchResultEntry entry, String attribute) {
        String value = entry.getAttributeValue(attribute);
        return value == null ? "" : value;
    }
}
