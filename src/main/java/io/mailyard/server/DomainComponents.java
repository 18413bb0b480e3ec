package io.mailyard.server;

import io.mailyard.alerts.Alerts;
import io.mailyard.api.Route;
import io.mailyard.base.AccountId;
import io.mailyard.config.Settings;
import io.mailyard.db.Tx;
import io.mailyard.dns.DnsConfig;
import io.mailyard.domains.AccountSenders;
import io.mailyard.domains.DnsToolRoutes;
import io.mailyard.domains.DomainEvent;
import io.mailyard.domains.DomainEventListener;
import io.mailyard.domains.DomainLookups;
import io.mailyard.domains.DomainRoutes;
import io.mailyard.domains.DomainState;
import io.mailyard.domains.DomainTasks;
import io.mailyard.domains.DomainUpgrade;
import io.mailyard.domains.Domains;
import io.mailyard.domains.DomainsConfig;
import io.mailyard.domains.SenderDns;
import io.mailyard.domains.SenderNames;
import io.mailyard.events.Event;
import io.mailyard.events.EventKind;
import io.mailyard.notices.RelayConfig;
import io.mailyard.operations.Metrics;
import io.mailyard.operations.Readiness;
import io.mailyard.policies.ClaimKeys;
import io.mailyard.queue.Queue;
import io.mailyard.senders.MtaSettings;
import io.mailyard.senders.Sender;
import io.mailyard.senders.SenderId;
import io.mailyard.senders.SenderListener;
import io.mailyard.senders.Senders;
import io.mailyard.submission.SubmissionConfig;
import io.mailyard.writes.Change;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Domains: their calls and their background tasks. */
record DomainComponents(DomainTasks tasks, SenderDns senderDns, List<Route> routes)
        implements AutoCloseable {

    static DomainComponents open(
            Settings settings, Components components, AlertWiring wiring, InstantSource clock) {
        Alerts alerts = wiring.alerts().alerts();
        DomainEventListener listener =
                (tx, account, event, domain, at, words) -> {
                    components.events().happened(tx, Event.of(account, kind(event), at, words));
                    alerts.domain(tx, account, event, domain, at);
                };
        Domains domains =
                new Domains(
                        components.database(),
                        components.accounts(),
                        new ClaimKeys(components.policies()),
                        components.domainOwners(),
                        listener);
        components.accounts().dependent(domains);
        Senders senders = components.senders();
        DomainLookups looks =
                new DomainLookups(
                        domains,
                        (tx, account) -> facts(tx, senders, account),
                        DnsConfig.from(settings),
                        SubmissionConfig.from(settings).ownName());
        DomainUpgrade upgrade =
                new DomainUpgrade(
                        domains,
                        components.accounts(),
                        components.writes(),
                        clock,
                        ownNames(settings));
        return new DomainComponents(
                new DomainTasks(
                        domains,
                        looks,
                        upgrade,
                        components.writes(),
                        listener,
                        DomainsConfig.from(settings),
                        clock),
                senderDns(settings, domains, looks, senders, clock),
                Stream.concat(
                                new DomainRoutes(domains, looks, components.writes())
                                        .routes().stream(),
                                new DnsToolRoutes(looks, () -> sources(components), clock)
                                        .routes().stream())
                        .toList());
    }

    /**
     * Checks in DNS which records senders' names lack, and reports them among the senders'
     * problems.
     */
    private static SenderDns senderDns(
            Settings settings,
            Domains domains,
            DomainLookups looks,
            Senders senders,
            InstantSource clock) {
        SenderDns found =
                new SenderDns(
                        domains,
                        looks,
                        tx ->
                                senders.all(tx).stream()
                                        .filter(Sender::canSend)
                                        .map(DomainComponents::names)
                                        .toList(),
                        DomainsConfig.from(settings).checkInterval(),
                        clock);
        senders.problems((tx, sender) -> SenderDns.problems(tx, sender.id().value()));
        senders.onChange(
                new SenderListener() {
                    @Override
                    public void changed(Change change, SenderId sender, SenderChange kind) {
                        change.tx().afterCommit(found::wake);
                    }

                    @Override
                    public void assigned(
                            Change change, SenderId sender, AccountId account, boolean assigned) {}
                });
        return found;
    }

    /** The addresses of all senders that can send. */
    private static List<AccountSenders.SendingSource> sources(Components components) {
        return components
                .database()
                .read(tx -> facts(tx, components.senders(), AccountId.PLATFORM))
                .stream()
                .flatMap(sender -> sender.sources().stream())
                .toList();
    }

    private static SenderNames.SenderDomains names(Sender sender) {
        MtaSettings mta = sender.mta().orElseThrow();
        return new SenderNames.SenderDomains(
                sender.id().value(),
                mta.returnPathDomain(),
                mta.ips().stream()
                        .map(ip -> new AccountSenders.SendingSource(ip.ip(), ip.helo()))
                        .toList(),
                mta.dkimKeys());
    }

    @Override
    public void close() {
        senderDns.close();
        tasks.close();
    }

    /** Starts the tasks. Nodes get no mail until the owners of the keys' domains are known. */
    DomainComponents start(Queue queue, Readiness readiness) {
        readiness.check("domains-upgrade", () -> tasks.upgradeFailures() == 0);
        tasks.onUpgraded(queue.openOnce(tasks::isUpgraded));
        tasks.start();
        senderDns.start();
        return this;
    }

    private static EventKind kind(DomainEvent event) {
        return switch (event) {
            case VERIFIED -> EventKind.DOMAIN_VERIFIED;
            case WARNING -> EventKind.DOMAIN_WARNING;
            case PENDING -> EventKind.DOMAIN_PENDING;
            case LOST -> EventKind.DOMAIN_LOST;
            case EXPIRED -> EventKind.DOMAIN_EXPIRED;
            case SUBDOMAIN -> EventKind.DOMAIN_SUBDOMAIN;
            case ALARM -> EventKind.DOMAIN_ALARM;
        };
    }

    private static List<AccountSenders.DomainSender> facts(
            Tx tx, Senders senders, AccountId account) {
        List<Sender> some =
                account.equals(AccountId.PLATFORM)
                        ? senders.all(tx)
                        : senders.serving(tx, account).stream()
                                .flatMap(id -> senders.find(tx, id).stream())
                                .toList();
        return some.stream().filter(Sender::canSend).map(DomainComponents::facts).toList();
    }

    private static AccountSenders.DomainSender facts(Sender sender) {
        MtaSettings mta = sender.mta().orElseThrow();
        return new AccountSenders.DomainSender(
                sender.name(),
                mta.returnPathDomain(),
                mta.domainType() == MtaSettings.MtaDomainType.PTR,
                mta.ips().stream()
                        .map(ip -> new AccountSenders.SendingSource(ip.ip(), ip.helo()))
                        .toList());
    }

    /** The domains of the platform's own sender, of its public address and of its SMTP server. */
    private static List<String> ownNames(Settings settings) {
        RelayConfig relay = RelayConfig.from(settings);
        String from = Optional.ofNullable(relay.from()).map(box -> box.address()).orElse("");
        return Stream.of(
                        from.substring(from.lastIndexOf('@') + 1),
                        Objects.requireNonNullElse(URI.create(relay.publicUrl()).getHost(), ""),
                        SubmissionConfig.from(settings).name())
                .distinct()
                .toList();
    }

    /** The metrics of domains. */
    Metrics counted(Metrics metrics) {
        for (DomainState state : DomainState.values()) {
            metrics.gauge(
                    "mailyard_domains_" + state.word(),
                    "Claims of domains that are " + state.word() + ".",
                    () -> tasks.count(state));
        }
        return metrics.gauge(
                        "mailyard_domains_check_alarm",
                        "1 where too many domains failed in the last check, which changed nothing.",
                        () -> tasks.isAlarmed() ? 1 : 0)
                .gauge(
                        "mailyard_domains_upgrade_failures",
                        "How often the pass over the signing domains of an older store failed: no mail"
                                + " goes out until it succeeds, and this is 0 again.",
                        tasks::upgradeFailures);
    }
}
