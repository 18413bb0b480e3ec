package io.mailyard.server;

import io.mailyard.agent.Agents;
import io.mailyard.agent.PlatformMailSettings;
import io.mailyard.api.Route;
import io.mailyard.config.Settings;
import io.mailyard.delivery.EngineConfig;
import io.mailyard.http.HttpConfig;
import io.mailyard.messages.Acceptance;
import io.mailyard.messages.ContentRoutes;
import io.mailyard.messages.ConversationRoutes;
import io.mailyard.messages.DsnConfig;
import io.mailyard.messages.Dsns;
import io.mailyard.messages.MessageRoutes;
import io.mailyard.messages.MessagesConfig;
import io.mailyard.messages.RoutingProofRoutes;
import io.mailyard.messages.SendRoutes;
import io.mailyard.messages.SenderNameCheck;
import io.mailyard.notices.RelayConfig;
import io.mailyard.operations.Metrics;
import io.mailyard.policies.Isps;
import io.mailyard.queue.PlatformMail;
import io.mailyard.queue.Queue;
import io.mailyard.queue.QueueConfig;
import io.mailyard.routing.WarmupRoutes;
import io.mailyard.search.Search;
import io.mailyard.submission.SubmissionConfig;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The components that tenants' mail goes through, and their routes. */
record MailComponents(
        Acceptance acceptance,
        Dsns dsns,
        SenderNameCheck names,
        Agents agents,
        Search search,
        List<Route> routes)
        implements AutoCloseable {

    /**
     * Opens the components.
     *
     * @param port the port on which this process listens, which distinguishes it from others on the
     *     machine
     */
    static MailComponents open(
            Settings settings,
            Components components,
            PlatformMail platformMail,
            int port,
            InstantSource clock) {
        Queue queue = components.queue();
        Isps isps = components.policies().isps();
        Dsns dsns =
                new Dsns(
                        DsnConfig.from(settings),
                        SubmissionConfig.from(settings).ownName(),
                        components.accounts(),
                        queue,
                        isps,
                        components.suppressions(),
                        clock);
        Acceptance acceptance =
                new Acceptance(
                        components.database(),
                        components.accounts(),
                        queue,
                        isps,
                        components.router(),
                        components.suppressions(),
                        dsns,
                        components.events(),
                        components.names(),
                        clock);
        MessagesConfig config =
                MessagesConfig.from(settings, HttpConfig.from(settings, Optional.empty()));
        SendRoutes send = new SendRoutes(acceptance, components.writes(), config, clock);
        Search search = Search.open(components.database(), queue, components.policies(), clock);
        Agents.AgentDependencies dependencies =
                new Agents.AgentDependencies(
                        components.database(),
                        components.nodes(),
                        components.senders(),
                        components.policies(),
                        queue,
                        platform(settings, platformMail, clock),
                        SubmissionConfig.from(settings).ownName() + ":" + port);
        return new MailComponents(
                acceptance,
                dsns,
                components.names(),
                Agents.open(dependencies, ConfiguredEngines.of(settings, clock), clock),
                search,
                Stream.of(
                                send.routes(),
                                messages(components, settings, clock),
                                search.routes(),
                                routing(components, clock))
                        .flatMap(List::stream)
                        .toList());
    }

    private static List<Route> messages(
            Components components, Settings settings, InstantSource clock) {
        MessageRoutes messages =
                new MessageRoutes(
                        components.database(),
                        components.events(),
                        QueueConfig.from(settings).retention(),
                        clock);
        return Stream.of(
                        messages.routes(),
                        new ContentRoutes(components.database(), components.writes()).routes(),
                        new ConversationRoutes(
                                        components.database(), components.events().conversations())
                                .routes())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Route> routing(Components components, InstantSource clock) {
        RoutingProofRoutes proof =
                new RoutingProofRoutes(
                        components.database(),
                        components.accounts(),
                        components.senders(),
                        components.policies().isps(),
                        components.router(),
                        clock);
        WarmupRoutes warmups =
                new WarmupRoutes(components.database(), components.virtualSenders(), clock);
        return Stream.of(proof.routes(), warmups.routes()).flatMap(List::stream).toList();
    }

    private static PlatformMailSettings platform(
            Settings settings, PlatformMail platformMail, InstantSource clock) {
        RelayConfig relay = RelayConfig.from(settings);
        String own = SubmissionConfig.from(settings).ownName();
        boolean isNamed = !EngineConfig.from(settings).name().isEmpty();
        // a mail host could not look up a name without a dot
        boolean isOwn =
                relay.helo().isEmpty() && !relay.hasRelay() && !isNamed && own.contains(".");
        return new PlatformMailSettings(
                platformMail,
                ConfiguredEngines.ofPlatform(settings, relay, clock),
                relay,
                isOwn ? own : relay.helo());
    }

    /** Adds their metrics. */
    Metrics counted(Metrics metrics) {
        return metrics.gauge(
                        "mailyard_accounts_any_domain",
                        "Accounts that may write as domains whose ownership is not proved.",
                        names::accountsOfAnyDomain)
                .count(
                        "mailyard_mail_unsigned",
                        "Accepted messages without a key to sign them.",
                        names::unsignedCount)
                .count(
                        "mailyard_dsn_sent",
                        "Messages to senders about undelivered mail.",
                        dsns::sent)
                .count(
                        "mailyard_dsn_withheld",
                        "Such messages not sent for the limit of their account.",
                        dsns::withheld)
                .gauges(
                        "mailyard_node_running",
                        "1 where a process of the node takes attempts.",
                        "node",
                        () -> agents.figures().recent().running())
                .gauges(
                        "mailyard_node_revision_lag",
                        "Revisions of its configuration that the node has not confirmed.",
                        "node",
                        () -> agents.figures().recent().lag())
                .counts(
                        "mailyard_node_arrivals",
                        "Times that the node came to this process from another one of the server.",
                        List.of("node"),
                        () ->
                                agents.figures().recent().arrivals().entrySet().stream()
                                        .map(of ->
                                                new Metrics.Labelled(
                                                        List.of(of.getKey()), of.getValue()))
                                        .toList());
    }

    /** Stops the node inside the server. */
    @Override
    public void close() {
        search.close();
        agents.close();
    }
}
