package io.mailyard.users;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
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
import io.mailyard.signin.PersonFields;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A user of an account (docs/spec/admin-api.md, section 3). Each field is declared here once. */
public record User(FieldValues values) implements FieldRow {
    /** Notices that a user may get by mail, in the order in which they are shown. */
    public static final List<Param<Boolean>> ALERT_PARAMS =
            List.of(
                    alert(
                            "limits",
                            "a limit of the tariff is near or passed, the account is frozen or thawed, a domain or a webhook fails"),
                    alert("complaints", "complaints pass the safe threshold"),
                    alert("hard_bounces", "hard bounces pass the safe threshold"),
                    alert("soft_bounces", "soft bounces pass the safe threshold"),
                    alert("daily_reports", "every day, a report"),
                    alert("weekly_reports", "every week, a report"));

    private static final Field<Login> LOGIN =
            Field.own("username", ColumnCodec.TEXT.map(Login::new, Login::text), "The login.")
                    .in("login", "login", "?");
    static final Field<String> FIRST_NAME = Field.line("first_name", 128, "First name.");
    static final Field<String> LAST_NAME = Field.line("last_name", 128, "Last name.");
    static final Field<String> EMAIL =
            Field.of(
                    "email",
                    Types.text(0, 4096)
                            .map(EmailAddress::checked)
                            .described("format", "email")
                            .forNew(NameRules::visible),
                    ColumnCodec.TEXT,
                    "",
                    "Where mail reaches the user.");
    static final Field<String> NOTIFY_EMAIL =
            Field.of(
                    "notify_email",
                    Types.text(0, 4096)
                            .map(User::emailOrEmpty)
                            .described("format", "email")
                            .forNew(NameRules::visible),
                    ColumnCodec.TEXT,
                    "",
                    "Where reports and alerts go; empty for none. To add: default the same as"
                            + " email.");
    static final Field<String> PHONE = Field.line("phone", 64, "Phone number; kept as given.");
    static final Field<String> LANG = PersonFields.language("Language. To add: default EN.");
    static final Field<Boolean> ACTIVE =
            Field.flag("active", true, "Whether the user may sign in. To add: default true.");
    static final Field<Boolean> MASTER =
            Field.flag("master", false, "Whether the user has all rights. To add: default false.");
    static final Field<Optional<ZoneId>> TIMEZONE =
            Field.of(
                    "timezone",
                    Types.text(0, 64).map(User::zone),
                    ColumnCodec.TEXT.map(
                            name ->
                                    name.isEmpty()
                                            ? Optional.empty()
                                            : Optional.of(ZoneId.of(name)),
                            zone -> zone.map(ZoneId::getId).orElse("")),
                    Optional.empty(),
                    "IANA time zone in which the user reads times, such as Europe/Berlin; empty:"
                            + " the account's.");
    private static final Field<Boolean> SECOND_FACTOR =
            Field.own("second_factor", ColumnCodec.FLAG, false, "Whether sign-in asks for a code.")
                    .in("", "CASE WHEN totp_secret IS NULL THEN 0 ELSE 1 END", "")
                    .joined();
    private static final Field<Optional<Instant>> LAST_SIGN_IN_AT =
            PersonFields.time(
                    "last_sign_in_at", "When the user signed in to the portal last; null: never.");
    private static final Field<Long> ID = Field.id("The user.");
    static final Field<Boolean> MUST_CHANGE =
            Field.flag(
                    "must_change_password",
                    false,
                    "Whether the next sign-in leads to the change form alone. Default false.");
    private static final Field<Set<String>> ALERTS =
            Field.own("alerts", alertsCodec(), Set.of(), "Which notices the user gets.");
    private static final Field<AccountId> ACCOUNT =
            Field.own(
                            "account_id",
                            ColumnCodec.NUMBER.map(AccountId::new, AccountId::value),
                            "The account.")
                    .key();
    private static final Field<Boolean> HAS_PASSWORD =
            Field.own("has_password", ColumnCodec.FLAG, false, "Whether a password is set.")
                    .in("", "CASE WHEN password_hash IS NULL THEN 0 ELSE 1 END", "")
                    .joined();
    private static final Field<Instant> CREATED_AT = Field.createdAt();
    static final Field<Instant> UPDATED_AT = Field.updatedAt();

    /** Members of a list, in this order. */
    static final List<Field<?>> LISTED =
            List.of(LOGIN, FIRST_NAME, LAST_NAME, EMAIL, NOTIFY_EMAIL, PHONE, LANG, ACTIVE, MASTER);

    /** Members in the audit; never a password. */
    static final List<Field<?>> AUDITED =
            Fields.joined(LISTED, List.of(ID, MUST_CHANGE, TIMEZONE, ALERTS));

    /** Members of a user's own profile. */
    static final List<Field<?>> PROFILE =
            List.of(
                    ID,
                    LOGIN,
                    FIRST_NAME,
                    LAST_NAME,
                    PHONE,
                    LANG,
                    TIMEZONE,
                    EMAIL,
                    NOTIFY_EMAIL,
                    ALERTS);

    /** All fields, in the order in which they are shown. */
    static final List<Field<?>> FIELDS =
            Fields.joined(
                    AUDITED,
                    List.of(
                            ACCOUNT,
                            HAS_PASSWORD,
                            SECOND_FACTOR,
                            LAST_SIGN_IN_AT,
                            PersonFields.LAST_SIGN_IN_FROM,
                            CREATED_AT,
                            UPDATED_AT));

    /** Fields that a call sets, without {@link #ALERT_PARAMS} and the login. */
    public static final List<Field<?>> SETTABLE = Fields.settable(FIELDS);

    static final ObjectSchema FULL =
            Fields.declare(ObjectSchema.of("AccountUser", "A user of an account in full."), FIELDS);
    static final ObjectSchema SUMMARY =
            Fields.declare(
                            ObjectSchema.of(
                                    "AccountUserSummary", "A user of an account in a list."),
                            LISTED)
                    .includingOptional(
                            Fields.declare(
                                    ObjectSchema.part(),
                                    FIELDS.subList(LISTED.size(), FIELDS.size())));

    private static Param<Boolean> alert(String name, String when) {
        return Param.of(name, Types.flag(), "Mail when: " + when + ".");
    }

    /** Stored as the enabled words; shown as an object of flags. */
    private static ColumnCodec<Set<String>> alertsCodec() {
        ObjectSchema schema = ObjectSchema.of("Alerts", "Which notices a user gets.");
        for (Param<Boolean> alert : ALERT_PARAMS) {
            schema = schema.flag(alert.name(), alert.doc());
        }
        return new ColumnCodec<>(
                FieldKind.OTHER,
                on ->
                        String.join(
                                " ",
                                ALERT_PARAMS.stream()
                                        .map(Param::name)
                                        .filter(on::contains)
                                        .toList()),
                (row, column) -> Set.copyOf(ColumnCodec.words(row.text(column))),
                (out, name, on) ->
                        out.object(
                                name,
                                alerts ->
                                        ALERT_PARAMS.forEach(alert ->
                                                alerts.flag(
                                                        alert.name(), on.contains(alert.name())))),
                schema.schema());
    }

    private static Optional<ZoneId> zone(String given) {
        return given.isEmpty() ? Optional.empty() : Optional.of(TimeZones.of(given));
    }

    private static String emailOrEmpty(String given) {
        return given.isEmpty() ? given : EmailAddress.checked(given);
    }

    /** A user whom a provider adds. */
    static User of(UserId id, AccountId account, Login login, FieldValues values, Instant now) {
        return new User(
                FieldValues.initial(FIELDS)
                        .under(values)
                        .with(ID, id.value())
                        .with(ACCOUNT, account)
                        .with(LOGIN, login)
                        .with(CREATED_AT, now)
                        .with(UPDATED_AT, now));
    }

    /** A user that a call adds. */
    static User of(UserId id, AccountId account, Login login, Params params, Instant now) {
        FieldValues blank =
                FieldValues.initial(FIELDS)
                        .with(NOTIFY_EMAIL, params.get(EMAIL.required()))
                        .with(ID, id.value())
                        .with(ACCOUNT, account)
                        .with(CREATED_AT, now);
        return new User(blank).with(login, params, now);
    }

    /** The user with the given fields. */
    User with(Login login, Params params, Instant now) {
        FieldValues given = values.under(FieldValues.given(SETTABLE, params));
        Set<String> on = new HashSet<>(given.get(ALERTS));
        params.find(UserBody.ALERTS)
                .ifPresent(alerts ->
                        ALERT_PARAMS.forEach(alert ->
                                alerts.find(alert)
                                        .ifPresent(wanted -> {
                                            on.remove(alert.name());
                                            if (wanted) {
                                                on.add(alert.name());
                                            }
                                        })));
        return new User(
                given.with(ALERTS, Set.copyOf(on)).with(LOGIN, login).with(UPDATED_AT, now));
    }

    /** The user as found and changed by this account only. */
    User of(AccountId owner) {
        return new User(values.with(ACCOUNT, owner));
    }

    /** The user with this address for alerts and reports; empty: none. */
    User withNotifyEmail(String address, Instant now) {
        return new User(values.with(NOTIFY_EMAIL, address).with(UPDATED_AT, now));
    }

    /** Members of {@link #ALERT_PARAMS} that are on. */
    public Set<String> alerts() {
        return get(ALERTS);
    }

    /** Counted from 1 over all accounts. */
    public UserId id() {
        return new UserId(get(ID));
    }

    /** Account that the user belongs to, which never changes. */
    public AccountId account() {
        return get(ACCOUNT);
    }

    /** The left part of {@code login@account}, unique in the account without regard to case. */
    public Login login() {
        return get(LOGIN);
    }

    /** At most 128 characters; empty: none was given. */
    public String firstName() {
        return get(FIRST_NAME);
    }

    /** At most 128 characters; empty: none was given. */
    public String lastName() {
        return get(LAST_NAME);
    }

    /** Where the welcome mail, password links and notices of sign-ins go; empty: nowhere. */
    public String email() {
        return get(EMAIL);
    }

    /** Where alerts and reports go; empty: nowhere. */
    public String notifyEmail() {
        return get(NOTIFY_EMAIL);
    }

    /** {@code RU} or {@code EN}. */
    public String lang() {
        return get(LANG);
    }

    boolean active() {
        return get(ACTIVE);
    }

    /** Whether the user has all rights in the account. */
    public boolean master() {
        return get(MASTER);
    }

    /** The zone in which the user reads times; empty: the account's. */
    Optional<ZoneId> timezone() {
        return get(TIMEZONE);
    }

    /** Whether sign-in asks for a code. */
    boolean hasSecondFactor() {
        return get(SECOND_FACTOR);
    }

    /** Whether a password is set. */
    boolean hasPassword() {
        return get(HAS_PASSWORD);
    }

    boolean mustChangePassword() {
        return get(MUST_CHANGE);
    }
}
