package io.mailyard.submission;

import io.mailyard.config.Settings;
import io.mailyard.db.Database;
import io.mailyard.db.StoreConfig;
import io.mailyard.gate.Access;
import io.mailyard.gate.AccessConfig;
import io.mailyard.gate.TokenSignIn;
import io.mailyard.messages.AcceptanceResult;
import io.mailyard.messages.Submission;
import io.mailyard.server.AllSettings;
import io.mailyard.testing.Api;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.users.Credentials;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/** An SMTP server whose messages a test takes, over the accounts of the shared server. */
final class SubmissionFixture implements AutoCloseable {
    static final String PASSWORD = "korrekt-Pferd-9-Batterie";

    private final Database database;
    private final SubmissionServer server;
    private final BlockingQueue<Submission> taken = new LinkedBlockingQueue<>();
    private volatile Function<Submission, AcceptanceResult> judge =
            submission -> accepted(7, submission.to().size());

    private SubmissionFixture(Database database, SubmissionServer server) {
        this.database = database;
        this.server = server;
    }

    /** What is said of a message that is taken. */
    static AcceptanceResult accepted(long id, int recipients) {
        return new AcceptanceResult.MessageAccepted(
                id,
                recipients,
                new AcceptanceResult.RoutingSummary(0, List.of(), 0),
                List.of(),
                AcceptanceResult.RemainingLimits.UNLIMITED);
    }

    static Api api() {
        return TestServer.of(StoreKind.SQLITE).api();
    }

    /** Opens one with these settings, such as {@code submission.timeout=1s}. */
    static SubmissionFixture open(String... settings) {
        List<String> pairs = new ArrayList<>(List.of(settings));
        pairs.addFirst("submission.listen=127.0.0.1:0");
        pairs.addFirst("submission.name=mx.example");
        pairs.addFirst("submission.refusal-delay=0s");
        SubmissionConfig config =
                SubmissionConfig.from(
                        Settings.load(SubmissionConfig.SETTINGS, Optional.empty(), pairs));
        Database database = TestServer.of(StoreKind.SQLITE).database();
        SubmissionFixture server =
                new SubmissionFixture(database, SubmissionServer.bind(config).orElseThrow());
        server.server.serve(
                server::take,
                new Credentials(database, TestServer.CHEAP_PASSWORDS, tokens(database)),
                Clock.systemUTC());
        return server;
    }

    private static TokenSignIn tokens(Database database) {
        Settings settings = Settings.load(AllSettings.list(), Optional.empty(), List.of());
        return Access.open(
                        database,
                        StoreConfig.from(settings),
                        AccessConfig.from(settings),
                        Clock.systemUTC())
                .tokenSignIn();
    }

    private AcceptanceResult take(Submission submission) {
        AcceptanceResult verdict = judge.apply(submission);
        taken.add(submission);
        return verdict;
    }

    /** What is said of messages from now on. */
    void judge(Function<Submission, AcceptanceResult> verdict) {
        judge = verdict;
    }

    InetSocketAddress address() {
        return server.address();
    }

    SubmissionServer server() {
        return server;
    }

    /** The messages handed over so far. */
    List<Submission> taken() {
        return List.copyOf(taken);
    }

    /** The text of the only message. */
    String onlyText() {
        return new String(taken().getFirst().message().content(), StandardCharsets.UTF_8);
    }

    /** An account's user: {@code login@account}. */
    record SubmissionUser(long account, String name) {}

    /** A new account with the user anna, who has {@link #PASSWORD}. */
    static SubmissionUser newUser() {
        Api api = api();
        String account = Api.unique("office");
        long id = api.newAccount("name", account);
        api.newUser(id, "anna", "password", PASSWORD);
        return new SubmissionUser(id, "anna@" + account);
    }

    RawSmtp signedIn(SubmissionUser user) {
        return RawSmtp.signedIn(address(), user.name(), PASSWORD);
    }

    @Override
    public void close() {
        server.close();
        database.close();
    }
}
