package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.db.DrainedStore;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Drill;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.LongRun;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import io.mailyard.testing.Tree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * {@code mailyard move --drain} amid mail and calls: all that was acknowledged is in the new store,
 * and each message comes once, whatever process is killed.
 */
@LongRun
final class MoveRunningTest {
    private static final String PASSWORD = "korrekt-Pferd-9-Batterie";
    private static final Pattern SUBJECT = Pattern.compile("(?m)^Subject: (m-[0-9]+)\r?$");
    private static final int CLIENTS = 4;

    /** What is accepted has to be delivered and looked at afterwards. */
    private static final long BETWEEN_MILLIS = 25;

    private final TestStores.StoreLocation file = TestServer.usedPlace(StoreKind.SQLITE);
    private final TestStores.StoreLocation postgres =
            new TestStores.StoreLocation(TestStores.placeInOwnDatabase().config(), file.folder());
    private final Set<String> mails = ConcurrentHashMap.newKeySet();
    private final Set<Long> saved = ConcurrentHashMap.newKeySet();
    private final AtomicLong number = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    /** Clients that send by HTTP and SMTP and save, until they are told to end. */
    private final class Load implements AutoCloseable {
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();

        Load(Program server, Api api, MailRoute route) {
            for (int i = 0; i < CLIENTS; i++) {
                threads.add(start(() -> byHttp(api, route)));
                threads.add(start(() -> bySmtp(server, route)));
                threads.add(start(() -> save(api)));
            }
        }

        private Thread start(Runnable one) {
            return Thread.ofVirtual()
                    .start(() -> {
                        while (!over.get()) {
                            try {
                                one.run();
                                Program.pause(BETWEEN_MILLIS);
                            } catch (RuntimeException | AssertionError gone) {
                                Program.pause(20);
                            }
                        }
                    });
        }

        @Override
        public void close() {
            over.set(true);
            for (Thread thread : threads) {
                try {
                    thread.join();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException(stopped);
                }
            }
        }
    }

    private void byHttp(Api api, MailRoute route) {
        String subject = "m-" + number.incrementAndGet();
        Answer answer = route.sendAt(api, subject + "@recipient.example", subject);
        if (answer.error() == 0) {
            mails.add(subject);
        } else {
            refused(answer);
        }
    }

    private void refused(Answer answer) {
        if (answer.status() != 503 || !answer.errorText().contains("the store ")) {
            faults.add(answer.toString());
        }
        refused.incrementAndGet();
        Program.pause(20);
    }

    private void bySmtp(Program server, MailRoute route) {
        try (RawSmtp client =
                RawSmtp.signedIn(server.submission(), "anna@" + route.accountName(), PASSWORD)) {
            for (int i = 0; i < 3; i++) {
                String subject = "m-" + number.incrementAndGet();
                String reply =
                        client.mail(
                                "sender@sender.example",
                                subject + "@recipient.example",
                                "From: sender@sender.example\r\nSubject: " + subject + "\r\n\r\nx");
                if (!reply.startsWith("250")) {
                    if (!reply.startsWith("451")) {
                        faults.add(reply);
                    }
                    refused.incrementAndGet();
                    Program.pause(20);
                    return;
                }
                mails.add(subject);
            }
        }
    }

    private void save(Api api) {
        String name = Api.unique("load");
        Answer answer =
                api.call(
                        "accounts/save",
                        "name",
                        name,
                        "title",
                        name,
                        "tz",
                        "UTC",
                        "tariff",
                        "default",
                        "reports_day",
                        1,
                        "reports_hour",
                        9);
        if (answer.error() == 0) {
            saved.add(answer.savedId());
        } else {
            refused(answer);
        }
    }

    private String[] move() {
        List<String> arguments = new ArrayList<>(List.of("move", "--drain"));
        arguments.addAll(Program.on(file, file.folder()));
        arguments.addAll(List.of("--to", postgres.config().url()));
        return arguments.toArray(String[]::new);
    }

    /** Until the server is asked to write nothing. */
    private void awaitClosed(Program move) {
        Path request = file.folder().resolve("move-lock");
        Await.until(() -> {
            try {
                return Files.readString(request, StandardCharsets.UTF_8).startsWith("c")
                        || !move.alive();
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    private MailRoute route(Api api, FakeMailHost host) {
        MailRoute route = MailRoute.to(api, host.port());
        api.newUser(route.account(), "anna", "password", PASSWORD);
        return route;
    }

    private void amidLoad() {
        int mail = mails.size();
        int accounts = saved.size();
        Await.until(() -> mails.size() > mail + 30 && saved.size() > accounts + 5);
    }

    @Test
    void moveOfARunningServer_losesNothing_andSendsNothingTwice() {
        int kills =
                Drill.length(
                        "kills amid a move of a running server",
                        "mailyard.move.running.kills",
                        1,
                        20);
        Random random = new Random(20_261_130);
        try (FakeMailHost host = FakeMailHost.start();
                Program server = Program.serve(file)) {
            Api api = server.api(file.folder());
            MailRoute route = route(api, host);
            try (Load load = new Load(server, api, route)) {
                for (int kill = 0; kill < kills; kill++) {
                    amidLoad();
                    try (Program move = Program.start(move())) {
                        if (kill % 2 == 0) {
                            awaitClosed(move);
                            Program.pause(random.nextInt(100));
                        } else {
                            Program.pause(random.nextInt(2_000));
                        }
                        move.kill();
                    }
                    if (moved(api, route)) {
                        break;
                    }
                }
                amidLoadUnlessMoved(api, route);
                Program.End end = Program.run(move());
                assertThat(end.code()).as(end.err() + end.out()).isZero();
                assertThat(end.out()).contains("balanced: ", "store.url = ");
                assertThat(load.threads).isNotEmpty();
            }
            assertThat(refused.get()).as("refused meanwhile").isPositive();
            assertThat(faults).as("refused in another way").isEmpty();
            assertThat(api.call("accounts/list").ok().at("total_count").number())
                    .isGreaterThanOrEqualTo(saved.size());
            assertThat(moved(api, route)).isTrue();
            assertThat(server.err()).doesNotContain("\tat ");
            server.terminate();
            assertThat(server.end().code()).isZero();
            assertNewServerHasAll(host, route);
        }
        assertThat(Program.run(serve()).err()).contains("this store was moved to ");
    }

    private String[] serve() {
        List<String> arguments = new ArrayList<>(List.of("serve", "--listen", "127.0.0.1:0"));
        arguments.addAll(Program.on(file, file.folder()));
        return arguments.toArray(String[]::new);
    }

    private void amidLoadUnlessMoved(Api api, MailRoute route) {
        if (!moved(api, route)) {
            amidLoad();
        }
    }

    /** Whether a move came to its end before it was killed. */
    private static boolean moved(Api api, MailRoute route) {
        Answer[] last = new Answer[1];
        Await.until(() -> {
            last[0] = route.sendAt(api, "m-0@recipient.example", "m-0");
            return last[0].error() == 0 || last[0].errorText().contains("was moved");
        });
        return last[0].error() != 0;
    }

    private void assertNewServerHasAll(FakeMailHost host, MailRoute route) {
        try (Program next = Program.serve(postgres)) {
            Api api = next.api(file.folder());
            Await.until(() -> route.ledger(api).at("queued").number() == 0);
            Tree ledger = route.ledger(api);
            assertThat(ledger.at("balanced").flag()).isTrue();
            assertThat(ledger.at("delivered").number()).isEqualTo(ledger.at("accepted").number());
            Map<String, Integer> came = new HashMap<>();
            for (FakeMailHost.Message message : host.messages()) {
                Matcher subject =
                        SUBJECT.matcher(new String(message.raw(), StandardCharsets.ISO_8859_1));
                assertThat(subject.find()).isTrue();
                came.merge(subject.group(1), 1, Integer::sum);
            }
            came.remove("m-0");
            assertThat(came.keySet()).containsAll(mails);
            assertThat(came.values()).as("each once").containsOnly(1);
            for (long account : saved) {
                assertThat(api.call("accounts/get", "id", account).error()).isZero();
            }
        }
    }

    @Test
    void serverKilledAmidAMove_isNotStartedAgain_untilTheMoveHasEnded() {
        try (Program server = Program.serve(file)) {
            server.ready();
            try (DrainedStore held =
                    DrainedStore.hold(
                            file.folder(),
                            "postgresql://db.example.com/mailyard",
                            Duration.ofSeconds(30),
                            Clock.systemUTC(),
                            underWay -> {})) {
                assertThat(held.isOfRunningServer()).isTrue();
                server.kill();
                Program.End refusedStart = Program.run(serve());
                assertThat(refusedStart.code()).isEqualTo(1);
                assertThat(refusedStart.err())
                        .contains("is being moved to postgresql://db.example.com/mailyard")
                        .doesNotContain("\tat ");
            }
            try (Program again = Program.serve(file)) {
                Api api = again.api(file.folder());
                assertThat(api.newAccount()).isPositive();
            }
        }
    }

    @Test
    void drain_isRefusedOverPostgreSql_andMovesAStoreWithoutAServerAsWell() {
        Program.End moved = Program.runHere(move());
        assertThat(moved.code()).as(moved.err()).isZero();
        assertThat(moved.out())
                .contains("start the server with store.url = ")
                .doesNotContain("the server on the old store");

        List<String> back = new ArrayList<>(List.of("move", "--drain"));
        back.addAll(Program.on(postgres, postgres.folder()));
        back.addAll(List.of("--to", TestStores.newFolder().toString()));
        Program.End refusedMove = Program.runHere(back.toArray(String[]::new));
        assertThat(refusedMove.code()).isEqualTo(1);
        assertThat(refusedMove.err()).contains("stop every one of them");
    }

    @Test
    @LongRun
    void serverKilledAmidAMove_isMovedNonetheless() {
        try (Program server = Program.serve(file)) {
            Api api = server.api(file.folder());
            long account = api.newAccount();
            try (Program move = Program.start(move())) {
                awaitClosed(move);
                server.kill();
                Program.End end = move.end();
                assertThat(end.code()).as(end.err()).isZero();
            }
            try (Program next = Program.serve(postgres)) {
                next.api(file.folder()).call("accounts/get", "id", account).ok();
            }
        }
    }

    @Test
    @LongRun
    void serverSuspendedAmidAMove_writesNothing_whenItWakesUp() throws Exception {
        try (Program server = Program.serve(file)) {
            Api api = server.api(file.folder());
            api.newAccount();
            try (Program move = Program.start(move())) {
                awaitClosed(move);
                signal(server, "STOP");
                Program.End end = move.end();
                assertThat(end.code()).as(end.err()).isZero();
            }
            signal(server, "CONT");
            Answer late = api.call("accounts/save", "id", 1, "title", "Late");
            assertThat(late.status()).isEqualTo(503);
            assertThat(late.errorText()).contains("the store ").contains(" moved");
        }
    }

    @Test
    @LongRun
    void serverThatDoesNotAnswer_isNotMoved_andGoesOn() throws Exception {
        try (Program server = Program.serve(file)) {
            Api api = server.api(file.folder());
            signal(server, "STOP");
            Program.End end = Program.run(move());
            assertThat(end.code()).isEqualTo(1);
            assertThat(end.err()).contains("does not answer");
            signal(server, "CONT");
            Await.until(() -> api.call("accounts/list").error() == 0);
            assertThat(api.newAccount()).isPositive();
        }
    }

    private static void signal(Program server, String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, "" + server.pid()).start();
        assertThat(kill.waitFor()).isZero();
    }
}
