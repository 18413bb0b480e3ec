package io.mailyard.server;

import io.mailyard.api.OpenApi;
import io.mailyard.api.PostmanCollection;
import io.mailyard.api.Route;
import io.mailyard.base.Version;
import io.mailyard.config.Settings;
import io.mailyard.gate.FreezeNotice;
import io.mailyard.impact.ImpactForecasts;
import io.mailyard.notices.RelayConfig;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import io.mailyard.writes.Writes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The OpenAPI document of a server: its routes, and what all calls have in common. */
final class ApiDescription {
    private static final String EXAMPLES = "/openapi/examples.json";
    private static final Map<String, String> TAGS =
            Map.ofEntries(
                    Map.entry("account", "The account whose token this is."),
                    Map.entry("account_tokens", "Accounts' own tokens."),
                    Map.entry("accounts", "Accounts, their states, their queues and their ledger."),
                    Map.entry("audit", "What was changed, and by whom."),
                    Map.entry("domains", "Who may write as which domain, and its DNS records."),
                    Map.entry("messages", "Mail: sending it, and what became of it."),
                    Map.entry("nodes", "Machines that mail goes out from."),
                    Map.entry("platform", "The emergency stop of all mail."),
                    Map.entry(
                            "policies",
                            "Strategies, retry and lock rules, bounce patterns, ISPs, keys and fixed"
                                    + " routes."),
                    Map.entry("reports", "What became of mail, and what accounts used."),
                    Map.entry("senders", "Senders and what they have queued."),
                    Map.entry("states", "What each state stops."),
                    Map.entry("suppressions", "Addresses that are not written to."),
                    Map.entry("tariffs", "What accounts may send."),
                    Map.entry("tokens", "Administrators' tokens."),
                    Map.entry("administrators", "People who administer, their sessions and roles."),
                    Map.entry("users", "Users of accounts."),
                    Map.entry(
                            "vsenders", "Virtual senders: rules by which messages find a sender."),
                    Map.entry("webhooks", "Addresses that events are posted to."));

    /** Read once for all servers in a process. */
    private static final class Examples {
        static final Map<String, Value> OF_CALLS = examples();
    }

    private ApiDescription() {}

    static OpenApi of(List<Route> routes, Settings settings) {
        return new OpenApi(routes, Version.text())
                .server(RelayConfig.from(settings).publicUrl())
                .tags(TAGS)
                .examples(Examples.OF_CALLS)
                .plans(ImpactForecasts::takesPlan)
                .refusals(FreezeNotice.SCHEMA)
                .writes(Writes.DRY_RUN.including(Writes.plan(ImpactForecasts.SCHEMA)));
    }

    /** Describes the API as a Postman collection. */
    static PostmanCollection postman(List<Route> routes, Settings settings) {
        return new PostmanCollection(
                routes, Version.text(), RelayConfig.from(settings).publicUrl(), TAGS, examples());
    }

    private static Map<String, Value> examples() {
        try (InputStream in = ApiDescription.class.getResourceAsStream(EXAMPLES)) {
            if (in == null) {
                throw new IllegalStateException(EXAMPLES + " is missing");
            }
            return JsonText.read(new String(in.readAllBytes(), StandardCharsets.UTF_8)).values();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
