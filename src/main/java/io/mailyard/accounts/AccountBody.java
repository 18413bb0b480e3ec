package io.mailyard.accounts;

import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.Reference;
import io.mailyard.api.Types;
import io.mailyard.base.VisibleText;
import io.mailyard.gate.FreezeNotice;
import io.mailyard.tariffs.TariffId;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import io.mailyard.wire.Value;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Accounts on the wire (docs/spec/admin-api.md, section 2). */
final class AccountBody {
    private static final Pattern DOMAIN =
            Pattern.compile("(?i)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9-]{2,63}\\.?");
    private static final int MAX_CONNECTORS = 1000;
    private static final String DEFAULT = "default";

    static final Param<Long> ID = Param.of("id", Types.id(), "The account; absent creates one.");
    static final Param<AccountName> NAME =
            Param.of(
                            "name",
                            Types.text(0, 4096)
                                    .map(AccountName::given)
                                    .described("minLength", 1)
                                    .described("maxLength", 128),
                            "System name, the right part of login@name; unique without regard to case.")
                    .requiredToCreate();
    static final Param<String> TITLE =
            Param.of("title", Types.text(1, 255).map(AccountBody::title), "Name for people.")
                    .requiredToCreate();
    static final Param<ZoneId> TZ =
            Param.of(
                            "tz",
                            Types.text(1, 64).map(AccountBody::zone),
                            "IANA time zone, such as Europe/Berlin.")
                    .requiredToCreate();
    static final Param<Reference> TARIFF =
            Param.of("tariff", Types.reference(), "Id or name of the tariff.").requiredToCreate();
    static final Param<Long> REPORTS_DAY =
            Param.of("reports_day", Types.integer(1, 7), "Day of reports, 1 Monday to 7 Sunday.")
                    .requiredToCreate();
    static final Param<Long> REPORTS_HOUR =
            Param.of(
                            "reports_hour",
                            Types.integer(0, 23),
                            "Hour of reports, in the account's zone.")
                    .requiredToCreate();
    static final Param<Value> WEB_VERSION_POLICY =
            Param.of("web_version_policy", Types.rawReference(), "Id or name; kept as given.");
    static final Param<Value> ACCOUNT_POSTGRESQL =
            Param.of("account_postgresql", Types.rawReference(), "Id or name; kept as given.");
    static final Param<Value> ACCOUNT_CACHE_CLICKHOUSE =
            Param.of(
                    "account_cache_clickhouse", Types.rawReference(), "Id or name; kept as given.");
    static final Param<List<Long>> CONNECTORS =
            Param.of(
                    "external_data_connectors",
                    Types.array(Types.integer(0, Long.MAX_VALUE), MAX_CONNECTORS),
                    "Ids of external data connectors; kept as given.");
    static final Param<Boolean> FORCE_2FA =
            Param.of(
                    "force_2fa_auth",
                    Types.flag(),
                    "Users must use a second factor. Default false.");
    static final Param<Boolean> ENABLE_PUSH =
            Param.of("enable_push", Types.flag(), "Push channel; answered as pushes_enabled.");
    static final Param<String> PUSH_DOMAIN =
            Param.of(
                    "custom_push_domain",
                    Types.text(0, 253).map(AccountBody::domain),
                    "Domain of the push channel; empty for none.");
    static final Param<Boolean> ENABLE_SMART =
            Param.of(
                    "enable_smart_settings", Types.flag(), "Smart settings; answered as is_smart.");
    static final Param<Boolean> ENABLE_PIXEL =
            Param.of("enable_pixel", Types.flag(), "Pixels; answered as pixels_enabled.");
    static final Param<Boolean> TRACK_REPLIES =
            Param.of("enable_track_email_replies", Types.flag(), "Track replies by mail.");
    static final Param<String> DOMAINS_POLICY =
            Param.of(
                    "domains_policy",
                    Types.oneOf(DEFAULT, "sign", "require", "off"),
                    "Which domains it may write from besides its own: sign, nobody's too; require, none;"
                            + " off, all; default, as the setting domains.policy says.");
    static final Param<Boolean> IS_ACTIVE =
            Param.of("is_active", Types.flag(), "Whether it is switched on. Default true.");

    private static final ObjectSchema STATE =
            ObjectSchema.part()
                    .flag(
                            "is_frozen",
                            "Whether it is frozen: its mail waits, its users see a notice.")
                    .including(FreezeNotice.SCHEMA);
    private static final ObjectSchema LISTED =
            ObjectSchema.part()
                    .number("id", "The account.")
                    .text("name", "System name, the right part of login@name.")
                    .text("timezone", "IANA time zone, such as Europe/Berlin.")
                    .number("tariff_id", "Its tariff.")
                    .flag("is_active", "Whether it is switched on.")
                    .flag("pixels_enabled", "Pixels.")
                    .flag("pushes_enabled", "Push channel.")
                    .flag("is_smart", "Smart settings.")
                    .flag(
                            "is_subscribers_suspend_all",
                            "Whether all its subscribers are suspended.")
                    .flag("is_tariff_exceed", "Whether it has passed a limit of its tariff.")
                    .text("title", "Name for people.")
                    .including(STATE)
                    .time("created_at", "When it was made.")
                    .time("updated_at", "When it was changed last.")
                    .time("deleted_at", "When it was deleted.")
                    .orNull();
    private static final ObjectSchema REST =
            ObjectSchema.part()
                    .time("frozen_since", "Since when it is frozen.")
                    .orNull()
                    .number("reports_day", "Day of reports, 1 Monday to 7 Sunday.")
                    .number("reports_hour", "Hour of reports, in the account's zone.")
                    .flag("force_2fa_auth", "Whether users must use a second factor.")
                    .text("custom_push_domain", "Domain of the push channel; empty: none.")
                    .flag("track_email_replies", "Whether replies by mail are tracked.")
                    .any("web_version_policy", "Id or name, as it was given; null: none.")
                    .any("account_postgresql", "Id or name, as it was given; null: none.")
                    .any("account_cache_clickhouse", "Id or name, as it was given; null: none.")
                    .numbers("external_data_connectors", "Ids of external data connectors.")
                    .word(
                            "domains_policy",
                            "Which domains it may write from besides its own.",
                            DEFAULT,
                            "sign",
                            "require",
                            "off");

    /** As {@link #own} writes it. */
    static final ObjectSchema OWN =
            ObjectSchema.of("OwnAccount", "The account whose token this is.")
                    .number("id", "The account.")
                    .text("name", "System name, the right part of login@name.")
                    .text("title", "Name for people.")
                    .text("timezone", "IANA time zone, such as Europe/Berlin.")
                    .flag("is_active", "Whether it is switched on.")
                    .flag("is_tariff_exceed", "Whether it has passed a limit of its tariff.")
                    .including(STATE)
                    .time("created_at", "When it was made.");

    private AccountBody() {}

    /** In full, with the members of other rooms. */
    static ObjectSchema full(ObjectSchema more) {
        return ObjectSchema.of("Account", "An account in full.")
                .including(LISTED)
                .including(REST)
                .including(more);
    }

    /** As it stands in a list; the rest where it is asked for. */
    static ObjectSchema listed(ObjectSchema more) {
        return ObjectSchema.of("AccountSummary", "An account in a list.")
                .including(LISTED)
                .includingOptional(REST)
                .includingOptional(more);
    }

    private static String title(String given) {
        if (given.isBlank()) {
            throw new IllegalArgumentException("must not be blank");
        }
        return given;
    }

    private static ZoneId zone(String given) {
        if (ZoneId.getAvailableZoneIds().contains(given)) {
            return ZoneId.of(given);
        }
        throw new IllegalArgumentException(
                "'"
                        + VisibleText.shortened(given)
                        + "' is no IANA time zone such as UTC or Europe/Berlin");
    }

    private static String domain(String given) {
        if (given.isEmpty() || DOMAIN.matcher(given).matches()) {
            return given;
        }
        throw new IllegalArgumentException(
                "'"
                        + VisibleText.shortened(given)
                        + "' is no domain name such as push.example.com");
    }

    static AccountSettings created(Params params, TariffId tariff) {
        AccountSettings blank =
                new AccountSettings(
                        params.get(NAME),
                        params.get(TITLE),
                        params.get(TZ),
                        tariff,
                        params.get(REPORTS_DAY).intValue(),
                        params.get(REPORTS_HOUR).intValue(),
                        false,
                        false,
                        "",
                        false,
                        false,
                        false,
                        Optional.empty(),
                        AccountSettings.References.NONE);
        return edited(blank, params, Optional.of(tariff));
    }

    /** What is absent stays as it is. */
    static AccountSettings edited(
            AccountSettings settings, Params params, Optional<TariffId> tariff) {
        return new AccountSettings(
                params.find(NAME).orElse(settings.name()),
                params.find(TITLE).orElse(settings.title()),
                params.find(TZ).orElse(settings.timezone()),
                tariff.orElse(settings.tariff()),
                params.find(REPORTS_DAY).map(Long::intValue).orElse(settings.reportsDay()),
                params.find(REPORTS_HOUR).map(Long::intValue).orElse(settings.reportsHour()),
                params.find(FORCE_2FA).orElse(settings.force2faAuth()),
                params.find(ENABLE_PUSH).orElse(settings.pushesEnabled()),
                params.find(PUSH_DOMAIN).orElse(settings.customPushDomain()),
                params.find(ENABLE_SMART).orElse(settings.smart()),
                params.find(ENABLE_PIXEL).orElse(settings.pixelsEnabled()),
                params.find(TRACK_REPLIES).orElse(settings.trackEmailReplies()),
                params.find(DOMAINS_POLICY)
                        .map(AccountBody::policy)
                        .orElse(settings.domainsPolicy()),
                references(settings.references(), params));
    }

    private static Optional<DomainsPolicy> policy(String word) {
        return word.equals(DEFAULT) ? Optional.empty() : Optional.of(DomainsPolicy.of(word));
    }

    private static String policy(AccountSettings settings) {
        return settings.domainsPolicy().map(DomainsPolicy::word).orElse(DEFAULT);
    }

    private static AccountSettings.References references(
            AccountSettings.References before, Params params) {
        return new AccountSettings.References(
                params.find(WEB_VERSION_POLICY).map(AccountBody::kept).or(before::webVersionPolicy),
                params.find(ACCOUNT_POSTGRESQL)
                        .map(AccountBody::kept)
                        .or(before::accountPostgresql),
                params.find(ACCOUNT_CACHE_CLICKHOUSE)
                        .map(AccountBody::kept)
                        .or(before::accountCacheClickhouse),
                params.find(CONNECTORS).orElse(before.connectors()));
    }

    private static String kept(Value reference) {
        return JsonText.write(out -> out.value("as_given", reference));
    }

    private static void reference(Out out, String name, Optional<String> kept) {
        if (kept.isEmpty()) {
            out.nothing(name);
        } else {
            out.value(
                    name,
                    JsonText.read(kept.get())
                            .values()
                            .getOrDefault("as_given", new Value.Nothing()));
        }
    }

    /** As it stands in a list: the documented members in their order, then ours. */
    static void listed(Out out, Account account) {
        AccountSettings settings = account.settings();
        out.number("id", account.id().value())
                .text("name", settings.name().text())
                .text("timezone", settings.timezone().getId())
                .number("tariff_id", settings.tariff().value())
                .flag("is_active", account.active())
                .flag("pixels_enabled", settings.pixelsEnabled())
                .flag("pushes_enabled", settings.pushesEnabled())
                .flag("is_smart", settings.smart())
                .flag("is_subscribers_suspend_all", account.suspendAll())
                .flag("is_tariff_exceed", account.tariffExceeded())
                .text("title", settings.title());
        frozen(out, account);
        out.time("created_at", account.createdAt())
                .time("updated_at", account.updatedAt())
                .time("deleted_at", account.deletedAt().orElse(null));
    }

    static void frozen(Out out, Account account) {
        out.flag("is_frozen", account.frozen().isPresent());
        Optional<FreezeDetails> frozen = account.frozen();
        if (frozen.isEmpty()) {
            out.nothing("frozen_details").nothing("frozen_until");
            return;
        }
        out.object(
                "frozen_details",
                details -> {
                    frozen.get().paymentUrl().ifPresent(url -> details.text("payment_url", url));
                    frozen.get().reason().ifPresent(reason -> details.text("reason", reason));
                });
        out.time("frozen_until", frozen.get().until().orElse(null));
    }

    /** As {@code get} answers it: the list's members, then the rest. */
    static void full(Out out, Account account) {
        listed(out, account);
        out.time("frozen_since", account.frozen().map(FreezeDetails::since).orElse(null));
        rest(out, account.settings());
    }

    /** As the account itself sees it. */
    static void own(Out out, Account account) {
        out.number("id", account.id().value())
                .text("name", account.settings().name().text())
                .text("title", account.settings().title())
                .text("timezone", account.settings().timezone().getId())
                .flag("is_active", account.active())
                .flag("is_tariff_exceed", account.tariffExceeded());
        frozen(out, account);
        out.time("created_at", account.createdAt());
    }

    private static void rest(Out out, AccountSettings settings) {
        out.number("reports_day", settings.reportsDay())
                .number("reports_hour", settings.reportsHour())
                .flag("force_2fa_auth", settings.force2faAuth())
                .text("custom_push_domain", settings.customPushDomain())
                .flag("track_email_replies", settings.trackEmailReplies());
        reference(out, "web_version_policy", settings.references().webVersionPolicy());
        reference(out, "account_postgresql", settings.references().accountPostgresql());
        reference(out, "account_cache_clickhouse", settings.references().accountCacheClickhouse());
        out.numbers("external_data_connectors", settings.references().connectors())
                .text("domains_policy", policy(settings));
    }

    /** As the audit keeps it: what can be set, and the states. */
    static void audited(Out out, Account account) {
        AccountSettings settings = account.settings();
        out.number("id", account.id().value())
                .text("name", settings.name().text())
                .text("title", settings.title())
                .text("timezone", settings.timezone().getId())
                .number("tariff_id", settings.tariff().value())
                .flag("is_active", account.active())
                .flag("pixels_enabled", settings.pixelsEnabled())
                .flag("pushes_enabled", settings.pushesEnabled())
                .flag("is_smart", settings.smart());
        rest(out, settings);
        frozen(out, account);
    }
}
