package io.mailyard.administrators;

import io.mailyard.access.AdministratorId;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Schemas;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.EmailAddress;
import io.mailyard.base.NameRules;
import io.mailyard.base.TimeZones;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldKind;
import io.mailyard.fields.FieldRow;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import io.mailyard.signin.Person;
import io.mailyard.signin.PersonFields;
import io.mailyard.templates.Language;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A person who administers the platform. Each field is declared here once. */
public record Administrator(FieldValues values) implements FieldRow, Person {
    /** ASCII alone: no two logins look alike. With @ a mail address may be the login. */
    private static final Pattern LOGIN_FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}");

    static final Field<Long> ID = Field.id("The administrator.");
    static final Field<String> LOGIN =
            Field.text(
                    "login",
                    Types.text(1, 128).map(Administrator::login),
                    "Login, unique in any case; it stays: the audit names the person by it.");
    static final Field<String> NAME =
            Field.of(
                    "name",
                    Types.text(0, 128).forNew(NameRules::visible),
                    ColumnCodec.LINE,
                    "",
                    "Name for people.");
    static final Field<String> EMAIL =
            Field.of(
                    "email",
                    Types.text(0, 4096)
                            .map(Administrator::emailOrEmpty)
                            .described("format", "email")
                            .forNew(NameRules::visible),
                    ColumnCodec.TEXT,
                    "",
                    "Where notices of sign-ins go; empty for none.");
    private static final Field<String> LANG = PersonFields.language("Language. Default EN.");
    private static final ZoneId UTC = ZoneId.of("UTC");

    /** UTC that was chosen, in the column: UTC itself is there for everyone who has chosen none. */
    private static final String CHOSEN_UTC = "Etc/UTC";

    private static final Field<Optional<ZoneId>> TIMEZONE =
            Field.of(
                    "timezone",
                    Types.text(0, 64).map(Administrator::zone),
                    new ColumnCodec<>(
                            FieldKind.TEXT,
                            Administrator::stored,
                            (row, column) -> chosen(row.text(column)),
                            (out, name, zone) -> out.text(name, zone.map(ZoneId::getId).orElse("")),
                            Schemas.text()),
                    Optional.empty(),
                    "IANA time zone of mail and of the panel, such as Europe/Berlin; empty, as at"
                            + " first: mail has UTC, and the panel the browser's.");
    static final Field<String> ROLE =
            Field.text(
                    "role",
                    Types.text(1, 128),
                    "Name of the role: master, administrator, support, auditor, or an own one.");
    static final Field<Boolean> ACTIVE =
            Field.flag(
                    "active",
                    true,
                    "Whether the person may sign in; switched off, sessions and personal tokens end"
                            + " at once. Default true.");
    static final Field<Boolean> MUST_CHANGE =
            Field.flag(
                    "must_change_password",
                    true,
                    "Whether the next sign-in leads to a change of the password alone. Default"
                            + " true.");
    private static final Field<Boolean> SECOND_FACTOR =
            Field.own("second_factor", ColumnCodec.FLAG, false, "Whether sign-in asks for a code.")
                    .in("", "CASE WHEN totp_secret IS NULL THEN 0 ELSE 1 END", "")
                    .joined();
    private static final Field<Long> PASSKEYS =
            Field.own(
                            "passkeys",
                            ColumnCodec.NUMBER,
                            0L,
                            "Passkeys, by each of which the person signs in without a password.")
                    .in(
                            "",
                            """
                            (SELECT count(*) FROM administrator_passkeys k
                              WHERE k.administrator_id = administrators.id)\
                            """,
                            "")
                    .joined();
    private static final Field<String> PROVIDER =
            Field.own(
                            "provider",
                            "Name of the provider that signs the person in; empty: a password of"
                                    + " this server's does.")
                    .in(
                            "",
                            """
                            COALESCE((SELECT p.name FROM oidc_providers p
                              WHERE 'oidc:' || p.id = provider),
                              (SELECT s.name FROM ldap_servers s
                              WHERE 'ldap:' || s.id = provider), provider)\
                            """,
                            "")
                    .joined();
    private static final Field<String> PROVIDER_KIND =
            Field.own("provider_kind", "What the provider is: oidc or ldap; empty: there is none.")
                    .in("", "substr(provider, 1, 4)", "")
                    .joined();
    private static final Field<Optional<Instant>> PASSWORD_CHANGED_AT =
            PersonFields.time(
                    "password_changed_at",
                    "When the password was set last; null: it is the first.");
    private static final Field<Optional<Instant>> LAST_SIGN_IN_AT =
            PersonFields.time("last_sign_in_at", "When the person signed in last; null: never.");
    private static final Field<Instant> CREATED_AT = Field.createdAt();
    static final Field<Instant> UPDATED_AT = Field.updatedAt();

    /** All, in the order in which they are shown. */
    public static final List<Field<?>> FIELDS =
            List.of(
                    ID,
                    LOGIN,
                    NAME,
                    EMAIL,
                    LANG,
                    TIMEZONE,
                    ROLE,
                    ACTIVE,
                    MUST_CHANGE,
                    SECOND_FACTOR,
                    PASSKEYS,
                    PROVIDER,
                    PROVIDER_KIND,
                    PASSWORD_CHANGED_AT,
                    LAST_SIGN_IN_AT,
                    PersonFields.LAST_SIGN_IN_FROM,
                    CREATED_AT,
                    UPDATED_AT);

    /** Members that the audit stores; never a secret. */
    static final List<Field<?>> AUDITED = Fields.audited(FIELDS);

    /** Fields of the own profile that a person may change. */
    static final List<Field<?>> OWN = List.of(NAME, EMAIL, LANG, TIMEZONE);

    private static final ObjectSchema ISSUED =
            ObjectSchema.of("IssuedSecret", "A secret that a person gave out and that works on.")
                    .word("kind", "What it opens.", "token", "account_token", "node")
                    .number("id", "The token or node.")
                    .text("name", "Its name.")
                    .with("account_id", Schemas.orNull(Schemas.integer()), "The account.");

    /** Secrets that a person gave out and that still work. */
    static final ObjectSchema REVIEW =
            ObjectSchema.part()
                    .objects(
                            "to_review",
                            ISSUED,
                            "Service tokens, accounts' tokens and node keys that the person gave"
                                    + " out: they stay.");

    static final ObjectSchema SCHEMA =
            Fields.declare(ObjectSchema.of("Administrator", "A person who administers."), FIELDS);
    static final ObjectSchema FULL =
            SCHEMA.as("AdministratorDetails", "An administrator in full.")
                    .number("sessions", "Open sessions.")
                    .number("recovery_codes", "Recovery codes that are left.")
                    .including(REVIEW);

    /** Whether a text can be a login; one that cannot is not looked for. */
    static boolean isLogin(String given) {
        return LOGIN_FORM.matcher(given).matches();
    }

    private static String login(String given) {
        if (!isLogin(given)) {
            throw new IllegalArgumentException(
                    "must begin with a letter or digit and consist of a-z, 0-9, . _ @ + - alone");
        }
        return given;
    }

    private static String emailOrEmpty(String given) {
        return given.isEmpty() ? given : EmailAddress.checked(given);
    }

    /** A new person who has never signed in. */
    static Administrator of(AdministratorId id, FieldValues given, Instant now) {
        return new Administrator(
                FieldValues.initial(FIELDS)
                        .under(given)
                        .with(ID, id.value())
                        .with(CREATED_AT, now)
                        .with(UPDATED_AT, now));
    }

    /** By what a login is found: the same in any case. */
    static String key(String login) {
        return login.toLowerCase(Locale.ROOT);
    }

    /** Counted from 1; tokens and users have numbers of their own. */
    public AdministratorId id() {
        return new AdministratorId(get(ID));
    }

    @Override
    public long number() {
        return get(ID);
    }

    @Override
    public String signInName() {
        return login();
    }

    @Override
    public AccountId account() {
        return AccountId.PLATFORM;
    }

    @Override
    public boolean isToldOfSwitchOff() {
        return false;
    }

    @Override
    public boolean mustAddSecondFactor() {
        return false;
    }

    /**
     * As it was given, unique in any case; it never changes, as the audit names the person by it.
     */
    public String login() {
        return get(LOGIN);
    }

    /** Name for people; empty: none was given. */
    public String name() {
        return get(NAME);
    }

    @Override
    public String email() {
        return get(EMAIL);
    }

    @Override
    public Language language() {
        return Language.of(get(LANG));
    }

    @Override
    public ZoneId timezone() {
        return chosenZone().orElse(UTC);
    }

    /** The zone that the person has chosen; empty: none. */
    public Optional<ZoneId> chosenZone() {
        return get(TIMEZONE);
    }

    private static Optional<ZoneId> zone(String given) {
        return given.isEmpty() ? Optional.empty() : Optional.of(TimeZones.of(given));
    }

    private static Optional<ZoneId> chosen(String stored) {
        return switch (stored) {
            case "UTC" -> Optional.empty();
            case CHOSEN_UTC -> Optional.of(UTC);
            default -> Optional.of(ZoneId.of(stored));
        };
    }

    private static String stored(Optional<ZoneId> chosen) {
        return chosen.map(zone -> zone.equals(UTC) ? CHOSEN_UTC : zone.getId()).orElse(UTC.getId());
    }

    /** Name of the provider that signs the person in; empty: a password does. */
    public String provider() {
        return get(PROVIDER);
    }

    /** Whether the person signs in at the provider's own pages, and gives no password here. */
    public boolean signsInElsewhere() {
        return get(PROVIDER_KIND).equals("oidc");
    }

    /** Name of the role. */
    public String role() {
        return get(ROLE);
    }

    @Override
    public boolean active() {
        return get(ACTIVE);
    }

    @Override
    public boolean mustChangePassword() {
        return get(MUST_CHANGE);
    }

    /** Whether sign-in asks for a code. */
    @Override
    public boolean hasSecondFactor() {
        return get(SECOND_FACTOR);
    }

    boolean isMaster() {
        return role().equals(Role.MASTER);
    }
}
