package io.mailyard.accounts;

import io.mailyard.base.AccountId;
import io.mailyard.base.NameRules;
import io.mailyard.db.Row;
import io.mailyard.tariffs.TariffId;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An account as a row of {@code accounts}. */
final class AccountRow {
    static final String COLUMNS =
            "id, name, title, timezone, tariff_id, reports_day, reports_hour, force_2fa_auth, pushes_enabled,"
                    + " custom_push_domain, is_smart, pixels_enabled, track_email_replies, web_version_policy, account_postgresql,"
                    + " account_cache_clickhouse, external_data_connectors, is_active, is_frozen, frozen_payment_url, frozen_reason,"
                    + " frozen_since, frozen_until, is_subscribers_suspend_all, is_tariff_exceed, created_at, updated_at, deleted_at,"
                    + " domains_policy";

    static final String INSERT =
            "INSERT INTO accounts ("
                    + COLUMNS
                    + ", name_key, title_key)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    static final String UPDATE =
            "UPDATE accounts SET name = ?, title = ?, timezone = ?, tariff_id = ?, reports_day = ?,"
                    + " reports_hour = ?, force_2fa_auth = ?, pushes_enabled = ?, custom_push_domain = ?, is_smart = ?, pixels_enabled = ?,"
                    + " track_email_replies = ?, web_version_policy = ?, account_postgresql = ?, account_cache_clickhouse = ?,"
                    + " external_data_connectors = ?, is_active = ?, is_frozen = ?, frozen_payment_url = ?, frozen_reason = ?,"
                    + " frozen_since = ?, frozen_until = ?, is_subscribers_suspend_all = ?, is_tariff_exceed = ?, created_at = ?,"
                    + " updated_at = ?, deleted_at = ?, domains_policy = ?, name_key = CASE WHEN name = ? THEN name_key ELSE ? END, title_key = ? WHERE id = ?";

    static final String UPDATE_STATE =
            "UPDATE accounts SET is_active = ?, is_frozen = ?, frozen_payment_url = ?, frozen_reason = ?,"
                    + " frozen_since = ?, frozen_until = ?, is_subscribers_suspend_all = ?, is_tariff_exceed = ?, created_at = ?,"
                    + " updated_at = ?, deleted_at = ? WHERE id = ?";

    private AccountRow() {}

    static @Nullable Object[] inserted(Account account) {
        List<@Nullable Object> args = new ArrayList<>(32);
        args.add(account.id().value());
        settings(args, account.settings());
        state(args, account);
        args.add(account.settings().domainsPolicy().map(DomainsPolicy::word).orElse(""));
        keys(args, account.settings());
        return args.toArray();
    }

    static @Nullable Object[] updated(Account account) {
        List<@Nullable Object> args = new ArrayList<>(32);
        settings(args, account.settings());
        state(args, account);
        args.add(account.settings().domainsPolicy().map(DomainsPolicy::word).orElse(""));
        args.add(account.settings().name().text());
        keys(args, account.settings());
        args.add(account.id().value());
        return args.toArray();
    }

    static @Nullable Object[] updatedState(Account account) {
        List<@Nullable Object> args = new ArrayList<>(12);
        state(args, account);
        args.add(account.id().value());
        return args.toArray();
    }

    private static void settings(List<@Nullable Object> args, AccountSettings settings) {
        AccountSettings.References references = settings.references();
        args.add(settings.name().text());
        args.add(settings.title());
        args.add(settings.timezone().getId());
        args.add(settings.tariff().value());
        args.add(settings.reportsDay());
        args.add(settings.reportsHour());
        args.add(settings.force2faAuth());
        args.add(settings.pushesEnabled());
        args.add(settings.customPushDomain());
        args.add(settings.smart());
        args.add(settings.pixelsEnabled());
        args.add(settings.trackEmailReplies());
        args.add(references.webVersionPolicy().orElse(null));
        args.add(references.accountPostgresql().orElse(null));
        args.add(references.accountCacheClickhouse().orElse(null));
        args.add(
                references.connectors().stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(" ")));
    }

    private static void state(List<@Nullable Object> args, Account account) {
        Optional<FreezeDetails> frozen = account.frozen();
        args.add(account.active());
        args.add(frozen.isPresent());
        args.add(frozen.flatMap(FreezeDetails::paymentUrl).orElse(null));
        args.add(frozen.flatMap(FreezeDetails::reason).orElse(null));
        args.add(frozen.map(FreezeDetails::since).orElse(null));
        args.add(frozen.flatMap(FreezeDetails::until).orElse(null));
        args.add(account.suspendAll());
        args.add(account.tariffExceeded());
        args.add(account.createdAt());
        args.add(account.updatedAt());
        args.add(account.deletedAt().orElse(null));
    }

    private static void keys(List<@Nullable Object> args, AccountSettings settings) {
        args.add(settings.name().key());
        args.add(NameRules.folded(settings.title()));
    }

    static Account read(Row row) {
        return new Account(
                new AccountId(row.number(1)),
                readSettings(row),
                row.flag(18),
                row.flag(19) ? Optional.of(readFrozen(row)) : Optional.empty(),
                row.flag(24),
                row.flag(25),
                row.time(26),
                row.time(27),
                Optional.ofNullable(row.timeOrNull(28)));
    }

    private static AccountSettings readSettings(Row row) {
        return new AccountSettings(
                new AccountName(row.text(2)),
                row.text(3),
                ZoneId.of(row.text(4)),
                new TariffId(row.number(5)),
                (int) row.number(6),
                (int) row.number(7),
                row.flag(8),
                row.flag(9),
                row.text(10),
                row.flag(11),
                row.flag(12),
                row.flag(13),
                DomainsPolicy.kept(row.text(29)),
                new AccountSettings.References(
                        Optional.ofNullable(row.textOrNull(14)),
                        Optional.ofNullable(row.textOrNull(15)),
                        Optional.ofNullable(row.textOrNull(16)),
                        numbers(row.text(17))));
    }

    private static FreezeDetails readFrozen(Row row) {
        Instant since = row.timeOrNull(22);
        return new FreezeDetails(
                Optional.ofNullable(row.textOrNull(20)),
                Optional.ofNullable(row.textOrNull(21)),
                since == null ? Instant.EPOCH : since,
                Optional.ofNullable(row.timeOrNull(23)));
    }

    private static List<Long> numbers(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(" ")).map(Long::valueOf).toList();
    }
}
