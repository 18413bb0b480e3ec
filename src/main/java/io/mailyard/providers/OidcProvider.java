package io.mailyard.providers;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Types;
import io.mailyard.base.NameRules;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldRow;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import io.mailyard.wire.HttpAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A server that speaks OpenID Connect and signs administrators in. Each field is declared once. */
public record OidcProvider(FieldValues values) implements FieldRow {
    private static final Pattern NAME_FORM =
            Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?");
    private static final Pattern SCOPES_FORM = Pattern.compile("[!-~]+(?: [!-~]+)*");
    private static final int MAX_TEXT = 255;
    private static final int MAX_SECRET = 1024;

    static final Field<Long> ID = Field.id("The provider.");
    static final Field<String> NAME =
            Field.text(
                    "name",
                    Types.text(1, 32).map(OidcProvider::name),
                    "Unique name of a-z, 0-9 and -; it is in the address that the provider sends"
                            + " people back to: /admin/signin/NAME/callback.");
    private static final Field<String> TITLE =
            Field.of(
                    "title",
                    Types.text(0, 64).map(NameRules::visible),
                    ColumnCodec.TEXT,
                    "",
                    "What the button to sign in calls it; empty: its name.");
    static final Field<String> ISSUER =
            Field.text(
                    "issuer",
                    Types.text(1, 2048).map(OidcProvider::issuer).described("format", "uri"),
                    "Its issuer identifier, as its discovery document has it.");
    static final Field<String> CLIENT_ID =
            Field.text(
                    "client_id",
                    Types.text(1, MAX_TEXT),
                    "What this server is called at the provider.");
    static final Field<String> SECRET =
            Field.of(
                    "client_secret",
                    Types.text(0, MAX_SECRET)
                            .described("format", "password")
                            .described("writeOnly", true),
                    ColumnCodec.TEXT,
                    "",
                    "The client's secret, never answered; absent: as it is; none at all: a public client,"
                            + " by PKCE alone.");
    static final Field<Optional<Instant>> SECRET_SET_AT =
            Field.own(
                    "client_secret_set_at",
                    ColumnCodec.TIME,
                    Optional.empty(),
                    "When the secret was set; null: there is none.");
    private static final Field<String> SCOPES =
            Field.of(
                    "scopes",
                    Types.text(6, MAX_TEXT).map(OidcProvider::scopes),
                    ColumnCodec.TEXT,
                    "openid profile email",
                    "Scopes that are asked for, openid among them. Default openid profile email.");
    private static final Field<String> LOGIN_CLAIM =
            Field.of(
                    "login_claim",
                    Types.text(1, 64),
                    ColumnCodec.TEXT,
                    "preferred_username",
                    "The claim that is the login of a person who signs in first. Default"
                            + " preferred_username.");
    private static final Field<String> ROLES_CLAIM =
            Field.of(
                    "roles_claim",
                    Types.text(1, 64),
                    ColumnCodec.TEXT,
                    "groups",
                    "The claim whose values give the role; dots lead into objects:"
                            + " realm_access.roles. Default groups.");
    static final Field<RoleMap> ROLES =
            RoleMap.field(
                    "Values of the claim and the role that each gives, such as mail-admins:"
                            + " administrator; the first in this order that a person has counts,"
                            + " and who has none is refused.");
    static final Field<Boolean> ACTIVE =
            Field.flag(
                    "active",
                    true,
                    "Whether it signs people in; switched off, the sessions of its people end."
                            + " Default true.");
    private static final Field<Instant> CREATED_AT = Field.createdAt();
    static final Field<Instant> UPDATED_AT = Field.updatedAt();

    /** All but the secret, in the order in which they are shown. */
    static final List<Field<?>> SHOWN =
            List.of(
                    ID,
                    NAME,
                    TITLE,
                    ISSUER,
                    CLIENT_ID,
                    SECRET_SET_AT,
                    SCOPES,
                    LOGIN_CLAIM,
                    ROLES_CLAIM,
                    ROLES,
                    ACTIVE,
                    CREATED_AT,
                    UPDATED_AT);

    /** All. */
    public static final List<Field<?>> FIELDS = Fields.joined(SHOWN, List.of(SECRET));

    /** Fields in the audit: of the secret, when it was set. */
    static final List<Field<?>> AUDITED =
            Fields.joined(Fields.audited(SHOWN), List.of(SECRET_SET_AT));

    static final ObjectSchema SCHEMA =
            Fields.declare(
                    ObjectSchema.of(
                            "OidcProvider", "An OpenID provider that signs administrators in."),
                    SHOWN);

    static final FieldTable<OidcProvider> TABLE =
            new FieldTable<>("oidc_providers", FIELDS, OidcProvider::new);

    private static String name(String given) {
        if (!NAME_FORM.matcher(given).matches()) {
            throw new IllegalArgumentException(
                    "must be of a-z, 0-9 and -, and begin and end with a letter or digit");
        }
        return given;
    }

    private static String issuer(String given) {
        URI address = HttpAddress.toUri(given);
        if (address.getRawQuery() != null
                || address.getRawFragment() != null
                || address.getRawUserInfo() != null) {
            throw new IllegalArgumentException("must have neither user, query nor fragment");
        }
        return given;
    }

    private static String scopes(String given) {
        if (!SCOPES_FORM.matcher(given).matches()
                || !List.of(given.split(" ")).contains("openid")) {
            throw new IllegalArgumentException(
                    "must be words with a space between them, openid among them");
        }
        return given;
    }

    /** A new provider. */
    static OidcProvider of(long id, FieldValues given, Instant now) {
        OidcProvider fresh =
                new OidcProvider(
                        FieldValues.initial(FIELDS)
                                .under(given)
                                .with(ID, id)
                                .with(CREATED_AT, now)
                                .with(UPDATED_AT, now));
        return fresh.secretSet(given, now);
    }

    /** With other values. */
    OidcProvider with(FieldValues given, Instant now) {
        return new OidcProvider(values().under(given).with(UPDATED_AT, now)).secretSet(given, now);
    }

    private OidcProvider secretSet(FieldValues given, Instant now) {
        return given.find(SECRET)
                .map(secret ->
                        new OidcProvider(
                                values.with(
                                        SECRET_SET_AT,
                                        secret.isEmpty() ? Optional.empty() : Optional.of(now))))
                .orElse(this);
    }

    public long id() {
        return get(ID);
    }

    /** By which people are told apart from those of others. */
    public String key() {
        return "oidc:" + id();
    }

    public String name() {
        return get(NAME);
    }

    /** What its button says. */
    public String title() {
        return get(TITLE).isEmpty() ? name() : get(TITLE);
    }

    String issuer() {
        return get(ISSUER);
    }

    String clientId() {
        return get(CLIENT_ID);
    }

    String secret() {
        return get(SECRET);
    }

    String scopes() {
        return get(SCOPES);
    }

    String loginClaim() {
        return get(LOGIN_CLAIM);
    }

    String rolesClaim() {
        return get(ROLES_CLAIM);
    }

    RoleMap roles() {
        return get(ROLES);
    }

    public boolean active() {
        return get(ACTIVE);
    }

    /** Masks the secret. */
    @Override
    public String toString() {
        return "OidcProvider[" + name() + "]";
    }
}
