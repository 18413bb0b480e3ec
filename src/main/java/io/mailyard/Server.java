package io.mailyard;

import io.mailyard.access.Access;
import io.mailyard.access.AccessConfig;
import io.mailyard.access.Passwords;
import io.mailyard.accounts.AccountConfig;
import io.mailyard.accounts.AccountRoutes;
import io.mailyard.accounts.AccountTasks;
import io.mailyard.accounts.Accounts;
import io.mailyard.audit.AuditRoutes;
import io.mailyard.base.Version;
import io.mailyard.config.Settings;
import io.mailyard.db.Database;
import io.mailyard.db.StoreConfig;
import io.mailyard.db.Stores;
import io.mailyard.notices.Notices;
import io.mailyard.notices.Places;
import io.mailyard.notices.RelayConfig;
import io.mailyard.notices.WelcomeMail;
import io.mailyard.operations.Metrics;
import io.mailyard.operations.Readiness;
import io.mailyard.states.StateRoutes;
import io.mailyard.tariffs.TariffRoutes;
import io.mailyard.tariffs.Tariffs;
import io.mailyard.templates.PasswordPages;
import io.mailyard.templates.Templates;
import io.mailyard.tokens.TokenRoutes;
import io.mailyard.tokens.Tokens;
import io.mailyard.users.PasswordPage;
import io.mailyard.users.UserRoutes;
import io.mailyard.users.Users;
import io.mailyard.users.Welcomes;
import io.mailyard.web.ApiConfig;
import io.mailyard.web.Dispatcher;
import io.mailyard.web.HttpConfig;
import io.mailyard.web.HttpServer;
import io.mailyard.web.OpenApi;
import io.mailyard.web.Route;
import io.mailyard.web.Site;
import io.mailyard.writes.Writes;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The role {@code serve}: opens the rooms from the lowest floor up, and closes them in reverse. */
public final class Server implements AutoCloseable {
    private final Closing closing = new Closing();
    private final HttpServer http;

    /**
     * Opens everything and listens.
     *
     * @param listen address and port in place of the setting
     * @throws io.mailyard.base.StartException with a line that says why it cannot
     */
    public Server(Settings settings, Path dataFolder, Optional<String> listen, Clock clock) {
        try {
            http = open(settings, dataFolder, HttpConfig.from(settings, listen), clock);
        } catch (RuntimeException failed) {
            closing.close();
            throw failed;
        }
    }

    private HttpServer open(
            Settings settings, Path dataFolder, HttpConfig httpConfig, Clock clock) {
        Database database = closing.add(Stores.open(StoreConfig.from(settings), dataFolder, clock));
        Access access = Access.open(database, AccessConfig.from(settings), clock);
        Writes writes = new Writes(database, clock);
        Tokens tokens = new Tokens(database, access);
        Tariffs tariffs = new Tariffs(database);
        FirstStart.run(writes, tokens, tariffs, dataFolder);
        Accounts accounts = new Accounts(database, tariffs);
        Passwords passwords = new Passwords();
        Users users = new Users(database, accounts, passwords);
        accounts.dependent(users);
        RelayConfig relay = RelayConfig.from(settings);
        Notices notices = closing.add(Notices.open(database, clock, relay));
        Templates templates = new Templates();
        Places places = closing.add(Places.open(relay));
        Welcomes welcomes =
                new Welcomes(
                        users,
                        accounts,
                        notices,
                        new WelcomeMail(templates),
                        places,
                        relay.publicUrl());
        PasswordPage passwordPage =
                new PasswordPage(
                        users, database, writes, passwords, new PasswordPages(templates), clock);
        notices.start();
        closing.add(
                AccountTasks.start(
                        accounts, database, writes, AccountConfig.from(settings), clock));
        closing.add(Upkeep.start(access, writes));
        List<Route> routes =
                Stream.of(
                                new AccountRoutes(accounts, writes, clock).routes(),
                                new UserRoutes(users, welcomes, writes).routes(),
                                new TariffRoutes(tariffs, accounts::onTariff, writes).routes(),
                                new TokenRoutes(tokens, writes).routes(),
                                new AuditRoutes(database).routes(),
                                new StateRoutes().routes())
                        .flatMap(List::stream)
                        .toList();
        Metrics metrics = new Metrics();
        Readiness readiness = new Readiness().check("store", database::healthy);
        Map<String, String> hints = Map.of(UserRoutes.MISPRINT, UserRoutes.MISPRINT_HINT);
        Dispatcher calls =
                new Dispatcher(
                        routes,
                        hints,
                        access.gate(),
                        ApiConfig.from(settings).mirrorStatus(),
                        metrics);
        Site site =
                new Site(calls)
                        .page("GET, HEAD", "/health", readiness::health)
                        .page("GET, HEAD", "/readiness", readiness::readiness)
                        .page("GET, HEAD", "/metrics", metrics::scrape)
                        .pages("GET, HEAD, POST", PasswordPage.PATH, passwordPage::answer)
                        .page(
                                "GET, HEAD",
                                "/api/v1.1/openapi.json",
                                OpenApi.page(routes, Version.text()));
        return closing.add(HttpServer.start(httpConfig, site));
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return http.address();
    }

    /** Lets requests in work end, then closes every room. */
    @Override
    public void close() {
        closing.close();
    }
}
