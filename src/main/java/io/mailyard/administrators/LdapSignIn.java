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
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks administrators' passwords at directories: those of people whom a directory signs in, and
 * of logins that nobody has here. Asks others about nobody for whoever is signed in by none of
 * them, so that they answer alike. All directories together have the time of one.
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
        List<LdapServer> active = servers.active(AccountId.PLATFORM);
        List<LdapServer> keeping = keeping(active, person);
        DirectoryRound round = new DirectoryRound(person, origin);
        Optional<ElsewhereVerdict> right = round.ask(keeping, login, password);
        if (right.isPresent()) {
            return right;
        }
        boolean tried = keeping.isEmpty() || round.answered;
        round.pretend(
                active.stream().filter(server -> !keeping.contains(server)).toList(),
                password.isEmpty());
        return round.verdict(keeping, tried);
    }

    @Override
    public Optional<ElsewhereVerdict> checkAgain(
            Administrator person, String password, SignInOrigin origin) {
        List<LdapServer> keeping = keeping(servers.active(AccountId.PLATFORM), Optional.of(person));
        DirectoryRound round = new DirectoryRound(Optional.of(person), origin);
        return round.ask(keeping, person.signInName(), password)
                .or(() -> round.verdict(keeping, round.answered));
    }

    /**
     * Directories that may keep a person's password: that person's own; all for an unknown login.
     */
    private List<LdapServer> keeping(List<LdapServer> active, Optional<Administrator> person) {
        String provider = person.map(people::provider).orElse("");
        return active.stream()
                .filter(server -> person.isEmpty() || server.key().equals(provider))
                .toList();
    }

    /** Directories that are asked about one password, in the time of one. */
    private final class DirectoryRound {
        private final Optional<Administrator> person;
        private final SignInOrigin origin;
        private final long until = System.nanoTime() + most.toNanos();
        private boolean away;
        private boolean answered;

        DirectoryRound(Optional<Administrator> person, SignInOrigin origin) {
            this.person = person;
            this.origin = origin;
        }

        /** Asks one after the other until one knows the person by the password. */
        Optional<ElsewhereVerdict> ask(List<LdapServer> asked, String login, String password) {
            for (LdapServer server : asked) {
                Optional<ProvidedIdentity> found = identity(server, login, password);
                if (found.isPresent()) {
                    return Optional.of(people.verdict(person, found.get(), origin));
                }
            }
            return Optional.empty();
        }

        /**
         * Asks directories that have nothing to do with the person about nobody, so that neither
         * time nor answer tells whose logins are known here. They get neither login nor password.
         */
        void pretend(List<LdapServer> others, boolean withoutPassword) {
            String nobody = UUID.randomUUID().toString();
            for (LdapServer server : others) {
                identity(server, nobody, withoutPassword ? "" : nobody);
            }
        }

        private Optional<ProvidedIdentity> identity(
                LdapServer server, String login, String password) {
            try {
                Optional<ProvidedIdentity> found =
                        client.check(
                                server,
                                login,
                                password,
                                Duration.ofNanos(until - System.nanoTime()));
                answered = true;
                return found;
            } catch (ProviderFault fault) {
                LOG.warn(
                        "request {}: the directory '{}' did not check a password: {}",
                        origin.requestId(),
                        server.name(),
                        fault.detail());
                away = true;
                return Optional.empty();
            }
        }

        /** The verdict where nobody was found; empty: the password is this server's alone. */
        Optional<ElsewhereVerdict> verdict(List<LdapServer> keeping, boolean tried) {
            if (away) {
                return Optional.of(new Away(tried));
            }
            return keeping.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new PasswordWrong(
                                    person.isEmpty()
                                            ? SignInFault.UNKNOWN_LOGIN
                                            : SignInFault.WRONG_PASSWORD));
        }
    }
}
