package io.mailyard.providers;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Types;
import io.mailyard.base.ApiException;
import io.mailyard.base.NameRules;
import io.mailyard.db.SortedList;
import io.mailyard.db.SortedList.SortKey;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A directory that checks administrators' passwords. Each field is declared once. */
public record LdapServer(FieldValues values) implements Provider {
    static final String LOGIN = "{login}";
    static final String DN_WORD = "{dn}";
    private static final Pattern URL =
            Pattern.compile("(?i)(ldaps?)://(\\[[0-9a-f:.]+\\]|[a-z0-9.-]+)(?::([0-9]{1,5}))?/?");
    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,63}");
    private static final int MAX_DN = 1_000;
    private static final int MAX_PEM = 65_536;
    private static final int LDAP_PORT = 389;
    private static final int LDAPS_PORT = 636;

    static final Field<String> NAME =
            Field.needed(
                    "name",
                    Types.text(1, 64).forNew(NameRules::visible),
                    ColumnCodec.LINE,
                    "Unique name, for people and the audit.");
    static final Field<String> ADDRESS =
            Field.text(
                    "address",
                    Types.text(1, 255).map(LdapServer::url),
                    "Its address: ldaps://HOST[:PORT], or ldap://HOST[:PORT] with start_tls.");
    static final Field<Boolean> START_TLS =
            Field.flag(
                    "start_tls", false, "Whether TLS begins on a plain connection. Default false.");
    private static final Field<String> CA =
            Field.of(
                    "ca",
                    Types.text(0, MAX_PEM).map(LdapTls::checked),
                    ColumnCodec.TEXT,
                    "",
                    "Certificates that its certificate must come from, in PEM; empty: those that"
                            + " the system trusts.");
    private static final Field<String> BIND_DN =
            Field.of(
                    "bind_dn",
                    Types.text(0, MAX_DN).map(LdapServer::dnOrEmpty),
                    ColumnCodec.TEXT,
                    "",
                    "Who searches for people; empty: nobody, and user_dn says who they are.");
    private static final SecretField SECRET =
            SecretField.of(
                    "bind_password",
                    "The password of bind_dn, never answered; absent: as it is.",
                    "When bind_password was set; null: there is none.");
    static final Field<String> USER_BASE =
            Field.of(
                    "user_base",
                    Types.text(0, MAX_DN).map(LdapServer::dnOrEmpty),
                    ColumnCodec.TEXT,
                    "",
                    "Below which people are searched for.");
    private static final Field<String> USER_FILTER =
            Field.of(
                    "user_filter",
                    Types.text(1, MAX_DN).map(given -> filter(given, LOGIN)),
                    ColumnCodec.TEXT,
                    "(uid={login})",
                    "The filter that finds a person, with {login} in it. Default (uid={login}).");
    private static final Field<String> USER_DN =
            Field.of(
                    "user_dn",
                    Types.text(0, MAX_DN).map(LdapServer::template),
                    ColumnCodec.TEXT,
                    "",
                    "In place of the search: a person's DN, with {login} in it, such as"
                            + " uid={login},ou=people,dc=example,dc=com.");
    private static final Field<String> ID_ATTRIBUTE =
            Field.of(
                    "id_attribute",
                    Types.text(1, 64).map(LdapServer::attribute),
                    ColumnCodec.TEXT,
                    "entryUUID",
                    "What a person keeps when renamed; objectGUID for Active Directory. Default"
                            + " entryUUID.");
    private static final Field<String> GROUPS_ATTRIBUTE =
            Field.of(
                    "groups_attribute",
                    Types.text(0, 64).map(given -> given.isEmpty() ? "" : attribute(given)),
                    ColumnCodec.TEXT,
                    "memberOf",
                    "The attribute of a person that lists groups; empty: none. Default memberOf.");
    private static final Field<String> GROUP_BASE =
            Field.of(
                    "group_base",
                    Types.text(0, MAX_DN).map(LdapServer::dnOrEmpty),
                    ColumnCodec.TEXT,
                    "",
                    "Below which groups are searched for, too, and may be named by the name in their"
                            + " DN alone; empty: neither.");
    private static final Field<String> GROUP_FILTER =
            Field.of(
                    "group_filter",
                    Types.text(1, MAX_DN).map(given -> filter(given, DN_WORD)),
                    ColumnCodec.TEXT,
                    "(member={dn})",
                    "The filter that finds a person's groups, with {dn} or {login} in it. Default"
                            + " (member={dn}).");
    static final Field<RoleMap> ROLES =
            RoleMap.field(
                    "Groups, by DN, or by the name in it where they are below group_base, and the"
                            + " role that each gives, such as mail-admins: administrator; the first"
                            + " in this order that a person is in counts, and who is in none is"
                            + " refused.");

    /** All but the secret, in the order in which they are shown. */
    static final List<Field<?>> SHOWN =
            List.of(
                    ProviderKind.ID,
                    NAME,
                    ADDRESS,
                    START_TLS,
                    CA,
                    BIND_DN,
                    SECRET.setAt(),
                    USER_BASE,
                    USER_FILTER,
                    USER_DN,
                    ID_ATTRIBUTE,
                    GROUPS_ATTRIBUTE,
                    GROUP_BASE,
                    GROUP_FILTER,
                    ROLES,
                    ProviderKind.ACTIVE,
                    ProviderKind.CREATED_AT,
                    ProviderKind.UPDATED_AT);

    /** All. */
    public static final List<Field<?>> FIELDS = Fields.joined(SHOWN, List.of(SECRET.text()));

    static final ObjectSchema SCHEMA =
            Fields.declare(
                    ObjectSchema.of("LdapServer", "A directory that signs administrators in."),
                    SHOWN);

    private static final FieldTable<LdapServer> TABLE =
            new FieldTable<>("ldap_servers", FIELDS, LdapServer::new);

    private static final SortedList SORTS =
            new SortedList("ldap_servers", SortKey.text("name", "name"));

    private static String url(String given) {
        if (!URL.matcher(given).matches()) {
            throw new IllegalArgumentException("must be ldaps://HOST[:PORT] or ldap://HOST[:PORT]");
        }
        return given;
    }

    private static String dnOrEmpty(String given) {
        if (!DN.isValidDN(given)) {
            throw new IllegalArgumentException("must be a distinguished name (DN)");
        }
        return given;
    }

    private static String template(String given) {
        if (!given.isEmpty() && !given.contains(LOGIN)) {
            throw new IllegalArgumentException("must have {login} in it");
        }
        return dnOrEmpty(given);
    }

    private static String filter(String given, String word) {
        if (!given.contains(word) && !given.contains(LOGIN)) {
            throw new IllegalArgumentException("must have " + word + " in it");
        }
        try {
            Filter.create(given.replace(LOGIN, "x").replace(DN_WORD, "x"));
        } catch (LDAPException unfit) {
            throw new IllegalArgumentException("must be a search filter: " + unfit.getMessage());
        }
        return given;
    }

    private static String attribute(String given) {
        if (!ATTRIBUTE.matcher(given).matches()) {
            throw new IllegalArgumentException("must be the name of an attribute");
        }
        return given;
    }

    /** Kind of these providers: their fields, their table, and names. */
    public static final ProviderKind<LdapServer> KIND = new LdapServerKind();

    private static final class LdapServerKind implements ProviderKind<LdapServer> {
        @Override
        public String keyPrefix() {
            return "ldap";
        }

        @Override
        public String calls() {
            return "ldap_servers";
        }

        @Override
        public String one() {
            return "directory";
        }

        @Override
        public String many() {
            return "directories";
        }

        @Override
        public String called() {
            return "directory";
        }

        @Override
        public FieldTable<LdapServer> table() {
            return TABLE;
        }

        @Override
        public SortedList sorts() {
            return SORTS;
        }

        @Override
        public String[] searched() {
            return new String[] {"name", "address", "user_base"};
        }

        @Override
        public List<Field<?>> shown() {
            return SHOWN;
        }

        @Override
        public List<Field<?>> fields() {
            return FIELDS;
        }

        @Override
        public Field<String> name() {
            return NAME;
        }

        @Override
        public SecretField secret() {
            return SECRET;
        }

        @Override
        public LdapServer of(FieldValues values) {
            return new LdapServer(values);
        }

        @Override
        public Optional<String> leadsElsewhere(LdapServer before, LdapServer after) {
            boolean same =
                    before.get(ADDRESS).equals(after.get(ADDRESS))
                            && before.startTls() == after.startTls()
                            && before.ca().equals(after.ca());
            return same ? Optional.empty() : Optional.of("address, start_tls or ca change");
        }

        @Override
        public void check(LdapServer server) {
            if (server.userDn().isEmpty() && server.userBase().isEmpty()) {
                throw ApiException.badRequest(
                        "user_base", "or user_dn is needed, to know who a login is");
            }
            if (server.active() && server.groupBase().isEmpty() && server.listsDns()) {
                server.roles().byValue().keySet().stream()
                        .filter(group -> !group.contains("="))
                        .findFirst()
                        .ifPresent(group -> {
                            throw ApiException.badRequest(
                                    "roles",
                                    "'"
                                            + group
                                            + "' is a name that groups anywhere may have: give the"
                                            + " group's whole DN, or group_base");
                        });
            }
        }
    }

    @Override
    public ProviderKind<LdapServer> kind() {
        return KIND;
    }

    /** Whether TLS begins with the connection. */
    boolean ldaps() {
        return get(ADDRESS).toLowerCase(java.util.Locale.ROOT).startsWith("ldaps:");
    }

    boolean startTls() {
        return get(START_TLS);
    }

    String host() {
        return part(2).replaceAll("[\\[\\]]", "");
    }

    int port() {
        String given = part(3);
        return given.isEmpty() ? (ldaps() ? LDAPS_PORT : LDAP_PORT) : Integer.parseInt(given);
    }

    private String part(int group) {
        var parts = URL.matcher(get(ADDRESS));
        return parts.matches() && parts.group(group) != null ? parts.group(group) : "";
    }

    String ca() {
        return get(CA);
    }

    String bindDn() {
        return get(BIND_DN);
    }

    String userBase() {
        return get(USER_BASE);
    }

    String userFilter() {
        return get(USER_FILTER);
    }

    String userDn() {
        return get(USER_DN);
    }

    String idAttribute() {
        return get(ID_ATTRIBUTE);
    }

    String groupsAttribute() {
        return get(GROUPS_ATTRIBUTE);
    }

    /** Whether what a person's groups are listed by is a DN each. */
    private boolean listsDns() {
        return groupsAttribute().isEmpty() || groupsAttribute().equalsIgnoreCase("memberOf");
    }

    String groupBase() {
        return get(GROUP_BASE);
    }

    String groupFilter() {
        return get(GROUP_FILTER);
    }

    /** Role that each group of the directory gives; a person in several has the first. */
    public RoleMap roles() {
        return get(ROLES);
    }

    /** Returns this directory with other roles. */
    public LdapServer withRoles(RoleMap roles) {
        return new LdapServer(values.with(ROLES, roles));
    }

    /** Masks the secret. */
    @Override
    public String toString() {
        return "LdapServer[" + name() + "]";
    }
}
