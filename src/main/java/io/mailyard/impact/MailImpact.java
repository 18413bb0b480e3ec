package io.mailyard.impact;

import io.mailyard.api.ObjectSchema;
import io.mailyard.base.AccountId;
import io.mailyard.identity.SigningKeys.Ended;
import io.mailyard.routing.RoutingForecast;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import io.mailyard.writes.ImpactAnalyzer;
import java.util.List;

/**
 * The impact of a change on mail.
 *
 * @param accounts affected accounts
 * @param messages their queued recipients
 * @param ended keys that would no longer sign, since a second account could use them
 */
record MailImpact(
        int accounts, long messages, RoutingForecast.ForecastResult seen, List<Ended> ended) {

    private static final ObjectSchema ENDED =
            ObjectSchema.of("SigningEnd", "A DKIM key that would stop signing.")
                    .number("key_id", "The key.")
                    .text("key", "Its name.")
                    .text("domain", "The domain whose mail it signs.")
                    .number("account_id", "The second account that could use it.");

    /** The members that {@link #write} writes. */
    static final ObjectSchema SCHEMA =
            ObjectSchema.of("Impact", "Effect of a change on mail.")
                    .number("accounts", "Accounts affected.")
                    .number("messages", "Queued recipients affected.")
                    .number("rules", "Rules whose shares would change.")
                    .objects("shares", RoutingForecast.RuleForecast.SCHEMA, "The first of them.")
                    .number("without_sender", "Accounts left without a sender.")
                    .numbers("accounts_without_sender", "The first of them.")
                    .objects("stops_signing", ENDED, "DKIM keys that would stop signing.")
                    .number("looked_at", "Accounts examined, where that is not all of them.")
                    .optional();

    ImpactAnalyzer.Impact asImpact() {
        // the number of queued recipients changes by itself, so a plan ignores it
        String world =
                JsonText.write(out -> {
                    out.number("accounts", accounts);
                    out.objects("shares", seen.rules(), (each, rule) -> rule.write(each));
                    out.numbers("without", numbers(seen.stranded()));
                    out.objects("stops_signing", ended, MailImpact::write);
                });
        return new ImpactAnalyzer.Impact(this::write, world);
    }

    private void write(Out out) {
        out.number("accounts", accounts)
                .number("messages", messages)
                .number("rules", seen.rules().size())
                .objects(
                        "shares",
                        seen.rules().stream().limit(ImpactForecasts.LISTED).toList(),
                        (each, rule) -> rule.write(each))
                .number("without_sender", seen.stranded().size())
                .numbers(
                        "accounts_without_sender",
                        numbers(seen.stranded().stream().limit(ImpactForecasts.LISTED).toList()))
                .objects(
                        "stops_signing",
                        ended.stream().limit(ImpactForecasts.LISTED).toList(),
                        MailImpact::write);
        if (seen.examined() < accounts) {
            out.number("looked_at", seen.examined());
        }
    }

    private static void write(Out out, Ended ended) {
        out.number("key_id", ended.key().id())
                .text("key", ended.key().name())
                .text("domain", ended.key().domain())
                .number("account_id", ended.account().value());
    }

    private static List<Long> numbers(List<AccountId> accounts) {
        return accounts.stream().map(AccountId::value).toList();
    }
}
