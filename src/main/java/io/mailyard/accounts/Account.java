package io.mailyard.accounts;

import io.mailyard.api.Reference;
import io.mailyard.api.Schemas;
import io.mailyard.api.Type;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.AccountState;
import io.mailyard.base.TimeZones;
import io.mailyard.fields.ColumnCodec;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldKind;
import io.mailyard.fields.FieldRow;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import io.mailyard.tariffs.TariffId;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** A tenant (docs/spec/admin-api.md, section 2). Each field is declared here once. */
public record Account(FieldValues values) implements FieldRow {
    private static final int MAX_CONNECTORS = 1000;
    private static final String AS_GIVEN = "as_given";

    static final Field<Long> ID = Field.id("The account.");
    static final Field<AccountName> NAME =
            Field.needed(
                    "name",
                    AccountName.type(),
                    ColumnCodec.LINE.map(AccountName::new, AccountName::text),
                    "System name, the right part of login@name; unique without regard to case.");
    static final Field<String> TITLE =
            Field.neededLine(
                    "title", Types.text(1, 255).map(AccountBody::title), "Name for people.");
    static final Field<ZoneId> TIMEZONE =
            Field.needed(
                            "timezone",
                            Types.text(1, 64).map(TimeZones::of),
                            ColumnCodec.TEXT.map(ZoneId::of, ZoneId::getId),
                            "IANA time zone, such as Europe/Berlin.")
                    .sentAs("tz");

    /**
     * A reference to the tariff by id or name; stored by its id once {@link Accounts} has found it.
     */
    static final Field<Reference> TARIFF =
            Field.needed(
                            "tariff_id",
                            Types.reference(),
                            new ColumnCodec<>(
                                    FieldKind.REFERENCE,
                                    Account::id,
                                    (row, column) -> new Reference.ById(row.number(column)),
                                    (out, name, tariff) -> out.number(name, id(tariff)),
                                    Schemas.integer()),
                            "Id or name of the tariff.")
                    .sentAs("tariff");

    static final Field<Long> REPORTS_DAY =
            Field.needed(
                    "reports_day",
                    Types.integer(1, 7),
                    ColumnCodec.NUMBER,
                    "Day of reports, 1 Monday to 7 Sunday.");
    static final Field<Long> REPORTS_HOUR =
            Field.needed(
                    "reports_hour",
                    Types.integer(0, 23),
                    ColumnCodec.NUMBER,
                    "Hour of reports, in the account's zone.");
    private static final Field<Boolean> FORCE_2FA =
            Field.flag("force_2fa_auth", false, "Users must use a second factor. Default false.");
    private static final Field<Boolean> PUSHES =
            Field.flag("pushes_enabled", false, "Push channel; answered as pushes_enabled.")
                    .sentAs("enable_push");
    private static final Field<String> PUSH_DOMAIN =
            Field.domain("custom_push_domain", "Domain of the push channel; empty for none.");
    private static final Field<Boolean> SMART =
            Field.flag("is_smart", false, "Smart settings; answered as is_smart.")
                    .sentAs("enable_smart_settings");
    private static final Field<Boolean> PIXELS =
            Field.flag("pixels_enabled", false, "Pixels; answered as pixels_enabled.")
                    .sentAs("enable_pixel");
    private static final Field<Boolean> TRACK_REPLIES =
            Field.flag("track_email_replies", false, "Track replies by mail.")
                    .sentAs("enable_track_email_replies");
    private static final Field<Optional<Value>> WEB_VERSION_POLICY =
            reference("web_version_policy");
    private static final Field<Optional<Value>> ACCOUNT_POSTGRESQL =
            reference("account_postgresql");
    private static final Field<Optional<Value>> ACCOUNT_CACHE_CLICKHOUSE =
            reference("account_cache_clickhouse");
    private static final Field<List<Long>> CONNECTORS =
            Field.of(
                    "external_data_connectors",
                    Types.array(Types.integer(0, Long.MAX_VALUE), MAX_CONNECTORS),
                    new ColumnCodec<>(
                            FieldKind.NUMBERS,
                            ids -> String.join(" ", ids.stream().map(String::valueOf).toList()),
                            (row, column) ->
                                    ColumnCodec.words(row.text(column)).stream()
                                            .map(Long::valueOf)
                                            .toList(),
                            ColumnCodec.NUMBERS.writer(),
                            ColumnCodec.NUMBERS.schema()),
                    List.of(),
                    "Ids of external data connectors; kept as given.");
    private static final Field<Optional<DomainsPolicy>> DOMAINS_POLICY = domainsPolicy();
    private static final Field<String> CONTENT_KEEP =
            Field.of(
                    "content_keep",
                    Types.text(0, 10).map(ContentKeep::parse),
                    ColumnCodec.TEXT,
                    "",
                    "How long contents of mail are kept once it has ended: default (empty), as messages.retention; none; or days, such as 7d.");
    public static final Field<SubmissionPasswords> SUBMISSION_PASSWORDS =
            Field.word(
                    "submission_passwords",
                    SubmissionPasswords.class,
                    "Whether SMTP takes passwords of its users: allow, unless submission.passwords says tokens; or tokens, its own API tokens alone.");
    static final Field<Boolean> IS_ACTIVE =
            Field.flag("is_active", true, "Whether it is switched on. Default true.");
    private static final Field<Boolean> IS_FROZEN =
            Field.own(
                    "is_frozen",
                    ColumnCodec.FLAG,
                    false,
                    "Whether it is frozen: its mail waits, its users see a notice.");
    private static final Field<Optional<String>> PAYMENT_URL = notice("frozen_payment_url");
    private static final Field<Optional<String>> REASON = notice("frozen_reason");
    private static final Field<Optional<Instant>> SINCE =
            Field.own(
                    "frozen_since", ColumnCodec.TIME, Optional.empty(), "Since when it is frozen.");
    private static final Field<Optional<Instant>> UNTIL =
            Field.own(
                    "frozen_until",
                    ColumnCodec.TIME,
                    Optional.empty(),
                    "When the freeze ends by itself.");
    private static final Field<Boolean> SUSPEND_ALL =
            Field.own(
                    "is_subscribers_suspend_all",
                    ColumnCodec.FLAG,
                    false,
                    "Whether all its subscribers are suspended.");
    private static final Field<Boolean> TARIFF_EXCEEDED =
            Field.own(
                    "is_tariff_exceed",
                    ColumnCodec.FLAG,
                    false,
                    "Whether it has passed a limit of its tariff.");
    private static final Field<Instant> CREATED_AT = Field.createdAt();
    static final Field<Instant> UPDATED_AT = Field.updatedAt();
    static final Field<Optional<Instant>> DELETED_AT =
            Field.own("deleted_at", ColumnCodec.TIME, Optional.empty(), "When it was deleted.");

    /** Members of a list before the freeze, and after it. */
    static final List<Field<?>> LISTED =
            List.of(
                    ID,
                    NAME,
                    TIMEZONE,
                    TARIFF,
                    IS_ACTIVE,
                    PIXELS,
                    PUSHES,
                    SMART,
                    SUSPEND_ALL,
                    TARIFF_EXCEEDED,
                    TITLE);

    static final List<Field<?>> TIMES = List.of(CREATED_AT, UPDATED_AT, DELETED_AT);

    /** Further members of an account in full. */
    static final List<Field<?>> REST =
            List.of(
                    REPORTS_DAY,
                    REPORTS_HOUR,
                    FORCE_2FA,
                    PUSH_DOMAIN,
                    TRACK_REPLIES,
                    WEB_VERSION_POLICY,
                    ACCOUNT_POSTGRESQL,
                    ACCOUNT_CACHE_CLICKHOUSE,
                    CONNECTORS,
                    DOMAINS_POLICY,
                    CONTENT_KEEP,
                    SUBMISSION_PASSWORDS);

    /** The members in full begin with those of {@link #REST}. */
    static final List<Field<?>> FROZEN_SINCE = List.of(SINCE);

    /** Members before the freeze for the account itself. */
    static final List<Field<?>> OWN =
            List.of(ID, NAME, TITLE, TIMEZONE, IS_ACTIVE, TARIFF_EXCEEDED);

    static final List<Field<?>> MADE = List.of(CREATED_AT);

    /** Members before the freeze in the audit. */
    static final List<Field<?>> AUDITED =
            Fields.joined(
                    List.of(ID, NAME, TITLE, TIMEZONE, TARIFF, IS_ACTIVE, PIXELS, PUSHES, SMART),
                    REST);

    /** Every column. */
    static final List<Field<?>> ALL =
            Fields.joined(
                    Fields.joined(LISTED, TIMES),
                    Fields.joined(REST, List.of(IS_FROZEN, PAYMENT_URL, REASON, SINCE, UNTIL)));

    /** Fields that a call sets, in the order of documents. */
    public static final List<Field<?>> SETTABLE =
            List.of(
                    NAME,
                    TITLE,
                    TIMEZONE,
                    TARIFF,
                    REPORTS_DAY,
                    REPORTS_HOUR,
                    IS_ACTIVE,
                    FORCE_2FA,
                    PUSHES,
                    PUSH_DOMAIN,
                    SMART,
                    PIXELS,
                    TRACK_REPLIES,
                    DOMAINS_POLICY,
                    CONTENT_KEEP,
                    SUBMISSION_PASSWORDS,
                    WEB_VERSION_POLICY,
                    ACCOUNT_POSTGRESQL,
                    ACCOUNT_CACHE_CLICKHOUSE,
                    CONNECTORS);

    private static long id(Reference tariff) {
        return switch (tariff) {
            case Reference.ById(long id) -> id;
            case Reference.ByName(String name) ->
                    throw new IllegalStateException("not resolved: tariff " + name);
        };
    }

    private static Field<Optional<String>> notice(String name) {
        return Field.own(name, ColumnCodec.TEXT_OR_NULL, Optional.empty(), "In the notice.");
    }

    /**
     * A reference by id or name to an object of another platform: kept unchanged. An empty text is
     * none.
     */
    private static Field<Optional<Value>> reference(String name) {
        return Field.of(
                name,
                Types.rawReference().map(Account::named),
                new ColumnCodec<>(
                        FieldKind.REFERENCE,
                        given ->
                                given.map(value ->
                                                JsonText.write(out -> out.value(AS_GIVEN, value)))
                                        .orElse(null),
                        (row, column) ->
                                Optional.ofNullable(row.textOrNull(column))
                                        .map(json -> JsonText.read(json).values())
                                        .map(members ->
                                                members.getOrDefault(AS_GIVEN, new Value.Nothing()))
                                        .flatMap(Account::named),
                        (out, member, given) ->
                                given.ifPresentOrElse(
                                        value -> out.value(member, value),
                                        () -> out.nothing(member)),
                        Types.rawReference().schema()),
                Optional.empty(),
                "Id or name; kept as given.");
    }

    private static Optional<Value> named(Value reference) {
        return reference.equals(new Value.Text("")) ? Optional.empty() : Optional.of(reference);
    }

    /** The policy of domains; NULL, on the wire {@code default}: the platform's setting. */
    private static Field<Optional<DomainsPolicy>> domainsPolicy() {
        String[] words = {"default", "sign", "require", "off"};
        Type<Optional<DomainsPolicy>> type =
                Types.oneOf(words)
                        .map(word -> DomainsPolicy.kept(word.equals("default") ? "" : word));
        return Field.of(
                "domains_policy",
                type,
                new ColumnCodec<>(
                        FieldKind.WORD,
                        policy -> policy.map(DomainsPolicy::word).orElse(""),
                        (row, column) -> DomainsPolicy.kept(row.text(column)),
                        (out, name, policy) ->
                                out.text(name, policy.map(DomainsPolicy::word).orElse("default")),
                        Schemas.word(List.of(words))),
                Optional.empty(),
                "Which domains it may write from besides its own: sign, nobody's too; require,"
                        + " none; off, all; default, as the setting domains.policy says.");
    }

    /** A new account, which is not frozen. */
    static Account of(AccountId id, FieldValues given, Instant now) {
        return new Account(
                FieldValues.initial(ALL)
                        .under(given)
                        .with(ID, id.value())
                        .with(CREATED_AT, now)
                        .with(UPDATED_AT, now));
    }

    /** Counted from 1 and never given to another account, even once this one is purged. */
    public AccountId id() {
        return new AccountId(get(ID));
    }

    /** The right part of {@code login@name}; a deleted account keeps it until it is purged. */
    public AccountName name() {
        return get(NAME);
    }

    /** Name for people, 1 to 255 characters; several accounts may have the same. */
    public String title() {
        return get(TITLE);
    }

    /** IANA zone of its reports, and of mail to users without a zone of their own. */
    public ZoneId timezone() {
        return get(TIMEZONE);
    }

    /** The day of reports, 1 Monday to 7 Sunday. */
    public int reportsDay() {
        return get(REPORTS_DAY).intValue();
    }

    /** The hour of reports in the account's zone. */
    public int reportsHour() {
        return get(REPORTS_HOUR).intValue();
    }

    TariffId tariff() {
        return new TariffId(id(get(TARIFF)));
    }

    /** Whether users must use a second factor. */
    public boolean forcesSecondFactor() {
        return get(FORCE_2FA);
    }

    /** Whether it is active; a frozen account may be. */
    public boolean active() {
        return get(IS_ACTIVE);
    }

    /** Its freeze, also while it is inactive or deleted; empty if it is not frozen. */
    public Optional<FreezeDetails> frozen() {
        return get(IS_FROZEN)
                ? Optional.of(
                        new FreezeDetails(
                                get(PAYMENT_URL),
                                get(REASON),
                                get(SINCE).orElse(Instant.EPOCH),
                                get(UNTIL)))
                : Optional.empty();
    }

    /** When it was deleted, as long as it can be restored. */
    public Optional<Instant> deletedAt() {
        return get(DELETED_AT);
    }

    /** The strongest of its states. */
    public AccountState state() {
        return AccountState.of(active(), get(IS_FROZEN), deletedAt().isPresent());
    }

    /** The account with the given fields. */
    Account with(FieldValues given, Instant now) {
        return new Account(values.under(given).with(UPDATED_AT, now));
    }

    Account withFrozen(Optional<FreezeDetails> state, Instant now) {
        return new Account(
                values.with(IS_FROZEN, state.isPresent())
                        .with(PAYMENT_URL, state.flatMap(FreezeDetails::paymentUrl))
                        .with(REASON, state.flatMap(FreezeDetails::reason))
                        .with(SINCE, state.map(FreezeDetails::since))
                        .with(UNTIL, state.flatMap(FreezeDetails::until))
                        .with(UPDATED_AT, now));
    }

    Account withDeleted(Optional<Instant> at, Instant now) {
        return new Account(values.with(DELETED_AT, at).with(UPDATED_AT, now));
    }
}
