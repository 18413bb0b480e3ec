package io.mailyard.administrators;

import io.mailyard.api.Route;
import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.providers.LdapClient;
import io.mailyard.providers.LdapRoutes;
import io.mailyard.providers.LdapServer;
import io.mailyard.providers.ProvidedIdentity;
import io.mailyard.providers.ProviderConfig;
import io.mailyard.providers.ProviderFault;
import io.mailyard.providers.Providers;
import io.mailyard.signin.PasswordElsewhere;
import io.mailyard.signin.SignInFault;
import io.mailyard.signin.SignInOrigin;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks administrators' passwords at directories: those of people whom a directory signs in, and
 * of logins that nobody has here. All directories together have the time of one.
 */
final class LdapSignIn implements PasswordElsewhere<Administrator> {
    private static final Logger LOG = LoggerFactory.getLogger(LdapSignIn.class);

    private final Providers<LdapServer> servers;
    private final LdapClient client;
    private final ProvidedPeople people;
    private final Writes writes;
    private final Duration most;

    LdapSignIn(Database database, Writes writes, ProvidedPeople people, ProviderConfig config) {
        this.servers = new Providers<>(database, LdapServer.KIND, people.use(LdapServer::roles));
        this.client = new LdapClient(config);
        this.people = people;
        this.writes = writes;
        this.most = config.timeout();
    }

    List<Route> routes() {
        return LdapRoutes.of(servers, client, writes);
    }

    @Override
    public Optional<ElsewhereVerdict> check(
            Optional<Administrator> person, String login, String password, SignInOrigin origin) {
        String provider = person.map(people::provider).orElse("");
        List<LdapServer> asked =
                servers.active(AccountId.PLATFORM).stream()
                        .filter(server -> person.isEmpty() || server.key().equals(provider))
                        .toList();
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        boolean away = false;
        long until = System.nanoTime() + most.toNanos();
        for (LdapServer server : asked) {
            try {
                Optional<ProvidedIdentity> found =
                        client.check(
                                server,
                                login,
                                password,
                                Duration.ofNanos(until - System.nanoTime()));
                if (found.isPresent()) {
                    return Optional.of(people.verdict(person, found.get(), origin));
                }
            } catch (ProviderFault fault) {
                LOG.warn(
                        "request {}: the directory '{}' did not check a password: {}",
                        origin.requestId(),
                        server.name(),
                        fault.detail());
                away = true;
            }
        }
        return Optional.of(
                away
                        ? new Away()
                        : new PasswordWrong(
                                person.isEmpty()
                                        ? SignInFault.UNKNOWN_LOGIN
                                        : SignInFault.WRONG_PASSWORD));
    }
}
