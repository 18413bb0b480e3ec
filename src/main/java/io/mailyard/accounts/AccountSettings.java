package io.mailyard.accounts;

import io.mailyard.tariffs.TariffId;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * What an administrator sets of an account (docs/spec/admin-api.md, section 2 "save").
 *
 * @param reportsDay 1 Monday to 7 Sunday
 * @param reportsHour 0 to 23, in {@code timezone}
 * @param domainsPolicy empty: as the platform's setting says
 * @param references what the wire keeps as given and this program does not use
 */
public record AccountSettings(
        AccountName name,
        String title,
        ZoneId timezone,
        TariffId tariff,
        int reportsDay,
        int reportsHour,
        boolean force2faAuth,
        boolean pushesEnabled,
        String customPushDomain,
        boolean smart,
        boolean pixelsEnabled,
        boolean trackEmailReplies,
        Optional<DomainsPolicy> domainsPolicy,
        References references) {

    /**
     * References to objects of the platform whose wire this is, by id or name; JSON fragments, kept
     * as given.
     *
     * @param connectors ids
     */
    public record References(
            Optional<String> webVersionPolicy,
            Optional<String> accountPostgresql,
            Optional<String> accountCacheClickhouse,
            List<Long> connectors) {
        /** None given. */
        static final References NONE =
                new References(Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }
}
