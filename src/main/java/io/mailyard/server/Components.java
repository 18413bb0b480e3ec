package io.mailyard.server;

import io.mailyard.access.Passwords;
import io.mailyard.accounts.AccountAccessCache;
import io.mailyard.accounts.AccountRoutes;
import io.mailyard.accounts.Accounts;
import io.mailyard.accounts.DomainsPolicyCache;
import io.mailyard.accounts.OwnAccountRoutes;
import io.mailyard.administrators.AdministratorComponents;
import io.mailyard.administrators.AdministratorConfig;
import io.mailyard.api.Route;
import io.mailyard.config.Settings;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.dns.Dns;
import io.mailyard.dns.DnsConfig;
import io.mailyard.domains.DomainOwners;
import io.mailyard.erasure.PersonalData;
import io.mailyard.events.Event;
import io.mailyard.events.EventConfig;
import io.mailyard.events.EventKind;
import io.mailyard.events.Events;
import io.mailyard.events.WebhookRoutes;
import io.mailyard.gate.Access;
import io.mailyard.gate.AccountAccessSource;
import io.mailyard.identity.FromPolicy;
import io.mailyard.identity.IdentityConfig;
import io.mailyard.identity.KeyAccounts;
import io.mailyard.identity.SharedKeys;
import io.mailyard.identity.SigningKeys;
import io.mailyard.impact.ImpactForecasts;
import io.mailyard.messages.MessageSignatures;
import io.mailyard.messages.SenderNameCheck;
import io.mailyard.messages.SignatureFinder;
import io.mailyard.nodes.NodeRoutes;
import io.mailyard.nodes.Nodes;
import io.mailyard.notices.GeoIp;
import io.mailyard.notices.MailRenderer;
import io.mailyard.notices.Notices;
import io.mailyard.notices.RelayConfig;
import io.mailyard.policies.Isp;
import io.mailyard.policies.Policies;
import io.mailyard.policies.PolicyKind;
import io.mailyard.policies.PolicyRoutes;
import io.mailyard.queue.IspUses;
import io.mailyard.queue.Queue;
import io.mailyard.queue.QueueConfig;
import io.mailyard.routing.RoutingEngine;
import io.mailyard.routing.ShareMonitor;
import io.mailyard.routing.VirtualSenderRoutes;
import io.mailyard.routing.VirtualSenders;
import io.mailyard.senders.SenderRoutes;
import io.mailyard.senders.Senders;
import io.mailyard.signin.SignInSessions;
import io.mailyard.states.StateRoutes;
import io.mailyard.statistics.Statistics;
import io.mailyard.statistics.StatisticsConfig;
import io.mailyard.suppressions.SuppressionConfig;
import io.mailyard.suppressions.SuppressionRoutes;
import io.mailyard.suppressions.Suppressions;
import io.mailyard.suppressions.TransferRoutes;
import io.mailyard.tariffs.TariffRoutes;
import io.mailyard.tariffs.Tariffs;
import io.mailyard.tasks.TaskRunner;
import io.mailyard.tasks.Tasks;
import io.mailyard.templates.PasswordPages;
import io.mailyard.tokens.TokenRoutes;
import io.mailyard.tokens.Tokens;
import io.mailyard.users.Credentials;
import io.mailyard.users.PasswordPage;
import io.mailyard.users.PortalAccess;
import io.mailyard.users.PortalConfig;
import io.mailyard.users.UserRoutes;
import io.mailyard.users.Users;
import io.mailyard.users.Welcomes;
import io.mailyard.writes.Writes;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The components of accounts, users, senders and nodes, and their routes. */
record Components(
        Database database,
        Writes writes,
        AdministratorComponents administrators,
        Tokens tokens,
        Tariffs tariffs,
        Accounts accounts,
        Users users,
        PortalAccess portal,
        Nodes nodes,
        Policies policies,
        DomainOwners domainOwners,
        DnsConfig dns,
        Senders senders,
        SenderNameCheck names,
        RoutingEngine router,
        VirtualSenders virtualSenders,
        ShareMonitor shares,
        Welcomes welcomes,
        PasswordPage passwordPage,
        Credentials credentials,
        Suppressions suppressions,
        Events events,
        Queue queue,
        Tasks tasks) {

    /** The dependencies of the components. */
    record ComponentsDependencies(
            Database database,
            Access access,
            Writes writes,
            Notices notices,
            GeoIp places,
            RelayConfig relay,
            EventConfig events,
            DnsConfig dns,
            IdentityConfig identity,
            QueueConfig queue,
            SuppressionConfig suppressions,
            AdministratorConfig administrators,
            PortalConfig portal,
            PasswordPages passwordPages,
            MailRenderer mails,
            Passwords passwords,
            Path dataFolder) {}

    static Components open(ComponentsDependencies dependencies, InstantSource clock) {
        Database database = dependencies.database();
        Tariffs tariffs = new Tariffs(database);
        Accounts accounts = new Accounts(database, tariffs);
        Users users = PeopleComponents.users(database, accounts, dependencies.passwords());
        AdministratorComponents administrators =
                PeopleComponents.administrators(dependencies, clock);
        Tokens tokens = PeopleComponents.tokens(dependencies, accounts, administrators);
        Nodes nodes = new Nodes(database);
        DomainOwners domainOwners = new DomainOwners(database);
        Policies policies = policies(database, accounts, domainOwners);
        FromPolicy from = from(dependencies, accounts, domainOwners);
        Senders senders = new Senders(database, nodes, accounts, policies, domainOwners);
        RoutingEngine router = new RoutingEngine(senders, from);
        VirtualSenders virtualSenders =
                new VirtualSenders(database, accounts, senders, policies, from, router);
        List.of(senders, virtualSenders).forEach(accounts::dependent);
        Suppressions suppressions = suppressions(dependencies, accounts, clock);
        Events events = events(dependencies, accounts, clock);
        SigningKeys keys = keys(policies, domainOwners, senders, events, database);
        Queue.QueueDependencies mail =
                new Queue.QueueDependencies(
                        database,
                        dependencies.writes(),
                        accounts,
                        nodes,
                        senders,
                        keys,
                        router,
                        suppressions,
                        events,
                        dependencies.notices());
        dependencies.writes().setImpactAnalyzer(new ImpactForecasts(senders, keys, router));
        return new Components(
                database,
                dependencies.writes(),
                administrators,
                tokens,
                tariffs,
                accounts,
                users,
                PeopleComponents.portal(dependencies, accounts, users, administrators, clock),
                nodes,
                policies,
                domainOwners,
                dependencies.dns(),
                senders,
                new SenderNameCheck(from, signatures(dependencies, clock), keys, events),
                router,
                virtualSenders,
                shares(database, accounts, events, clock),
                PeopleComponents.welcomes(dependencies, users, accounts),
                PeopleComponents.passwordPage(dependencies, users, clock),
                new Credentials(
                        database, dependencies.passwords(), dependencies.access().tokenSignIn()),
                suppressions,
                events,
                queue(mail, policies, dependencies.queue(), clock),
                new Tasks(database));
    }

    private static Queue queue(
            Queue.QueueDependencies mail,
            Policies policies,
            QueueConfig config,
            InstantSource clock) {
        Queue queue = Queue.open(mail, config, clock);
        mail.suppressions()
                .onComplaints((tx, account, addresses, at) -> {
                    for (String address : addresses) {
                        String domain = address.substring(address.lastIndexOf('@') + 1);
                        queue.countComplaint(tx, account, policies.isps().of(domain), at);
                    }
                });
        return queue;
    }

    /** Sessions of every kind of people. */
    List<SignInSessions<?>> sessions() {
        return List.of(administrators.sessions(), portal.people().sessions());
    }

    private static Events events(
            ComponentsDependencies dependencies, Accounts accounts, InstantSource clock) {
        return Events.open(
                dependencies.database(),
                accounts,
                dependencies.writes(),
                clock,
                dependencies.events());
    }

    private static SignatureFinder signatures(
            ComponentsDependencies dependencies, InstantSource clock) {
        return new MessageSignatures(Dns.open(dependencies.dns())::texts, clock);
    }

    private static Suppressions suppressions(
            ComponentsDependencies dependencies, Accounts accounts, InstantSource clock) {
        Suppressions suppressions =
                new Suppressions(
                        dependencies.database(), accounts, dependencies.suppressions(), clock);
        accounts.dependent(suppressions);
        return suppressions;
    }

    private static SigningKeys keys(
            Policies policies,
            DomainOwners owners,
            Senders senders,
            Events events,
            Database database) {
        SigningKeys keys = new SigningKeys(database, policies, owners, senders);
        SharedKeys.watch(
                senders,
                keys,
                (tx, account, at, words) ->
                        events.happened(tx, Event.of(account, EventKind.KEY_SHARED, at, words)));
        return keys;
    }

    private static ShareMonitor shares(
            Database database, Accounts accounts, Events events, InstantSource clock) {
        return new ShareMonitor(
                database,
                accounts,
                clock,
                (tx, account, at, words) ->
                        events.happened(
                                tx, Event.of(account, EventKind.VSENDER_SHARES, at, words)));
    }

    private static Policies policies(Database database, Accounts accounts, DomainOwners owners) {
        Policies policies = new Policies(database);
        policies.keyAccounts(new KeyAccounts(accounts, owners));
        return policies;
    }

    private static FromPolicy from(
            ComponentsDependencies dependencies, Accounts accounts, DomainOwners owners) {
        return new FromPolicy(
                dependencies.database(),
                owners,
                new DomainsPolicyCache(
                        dependencies.database(), accounts, dependencies.identity().policy()));
    }

    /** The access that the gate gives to accounts' own tokens. */
    AccountAccessSource terms() {
        return new AccountAccessCache(database, accounts, tariffs);
    }

    /** Runs the tasks of this store. */
    TaskRunner taskRunner(Path dataFolder, InstantSource clock) {
        PersonalData.addKinds(tasks, queue, database, dataFolder, clock);
        return new TaskRunner(BulkKinds.addTasks(this), writes, clock);
    }

    /** Statistics of what the queue counts. */
    Statistics statistics(Settings settings, InstantSource clock) {
        return new Statistics(database, queue.statistics(), StatisticsConfig.from(settings), clock);
    }

    /** Every call of these components. */
    List<Route> routes() {
        return Stream.of(
                        new AccountRoutes(accounts, writes).routes(),
                        new OwnAccountRoutes(accounts).routes(),
                        new UserRoutes(users, welcomes, writes).routes(),
                        portal.routes(),
                        new TariffRoutes(tariffs, accounts::onTariff, writes).routes(),
                        new TokenRoutes(tokens, writes).routes(),
                        administrators.routes(),
                        new NodeRoutes(nodes, senders::onNode, writes).routes(),
                        new SuppressionRoutes(suppressions, writes).routes(),
                        new TransferRoutes(suppressions, writes).routes(),
                        new WebhookRoutes(events, writes).routes(),
                        policyRoutes().routes(),
                        new SenderRoutes(senders, writes).routes(),
                        new VirtualSenderRoutes(virtualSenders, shares, writes).routes(),
                        queue.routes(),
                        PersonalData.routes(tasks, accounts, writes),
                        BulkKinds.routes(this),
                        new StateRoutes().routes())
                .flatMap(List::stream)
                .toList();
    }

    /** See {@link Policies.PolicyUse}: rules, holds and queued mail name an ISP by its name. */
    private List<String> using(Tx tx, PolicyKind<?> kind, long id) {
        List<String> users = new ArrayList<>(senders.using(tx, kind, id));
        if (kind == PolicyKind.ISP) {
            policies.find(tx, PolicyKind.ISP, id)
                    .map(Isp::name)
                    .ifPresent(isp -> {
                        users.addAll(virtualSenders.using(tx, isp));
                        users.addAll(IspUses.of(tx, isp));
                    });
        }
        return users;
    }

    private PolicyRoutes policyRoutes() {
        return new PolicyRoutes(policies, this::using, writes, () -> Dns.open(dns));
    }
}
