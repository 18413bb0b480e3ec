package io.mailyard.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A disk that fills up with mail, and has room again: mail is refused for now by SMTP and HTTP,
 * what was acknowledged is delivered, and nobody has to restart anything. As root on a file system
 * of its own; else with files that cannot grow, where the system names another reason.
 */
final class FullMailDiskTest {
    private static final String PASSWORD = "korrekt-Pferd-9-Batterie";
    private static final Pattern SUBJECT = Pattern.compile("(?m)^Subject: (m-[0-9]+)\r?$");
    private static final int MOST = 2_000;
    private static final String BODY = "x".repeat(70) + "\r\n";
    private static final String LARGE = BODY.repeat(1_000);

    private final TestStores.StoreLocation place = TestStores.place(StoreKind.SQLITE);
    private final boolean mounted =
            run("mount", "-t", "tmpfs", "-o", "size=16m,mode=700", "tmpfs", folder());
    private int acknowledged;

    private String folder() {
        return place.folder().toString();
    }

    /** A command of the system; whether it did what it was told. */
    private static boolean run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private Program serve() {
        return mounted ? Program.serve(place) : Program.serveWithFilesUpTo(8 * 1024, place);
    }

    private void roomAgain(Program server) {
        boolean made =
                mounted
                        ? run("mount", "-o", "remount,size=256m", folder())
                        : run("prlimit", "--pid", "" + server.pid(), "--fsize=unlimited:");
        assertThat(made).isTrue();
    }

    @Test
    void mail_isRefusedWhileTheDiskIsFullAndNothingAcknowledgedIsLost() {
        try (FakeMailHost host = FakeMailHost.start();
                Program server = serve()) {
            Api api = server.api(place.folder());
            MailRoute route = MailRoute.to(api, host.port());
            api.newUser(route.account(), "anna", "password", PASSWORD);
            api.call("senders/queue/hold", "id", route.sender()).ok();

            assertThat(fill(server, route))
                    .matches(mounted ? "452 4\\.3\\.1 .*" : "45[12] 4\\.3\\..*");
            Answer refused = fillByHttp(api, route);
            assertThat(refused.status()).as("%s", refused).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isNotBlank();
            assertThat(refused.error()).isNotZero();
            assertThat(refused.errorText()).isNotBlank();
            if (mounted) {
                assertThat(refused.errorText()).contains("full: nothing of this was stored");
            }
            for (int i = 0; i < 50; i++) {
                byHttp(api, route);
            }
            assertThat(server.err()).as("stack traces").doesNotContain("\tat ");
            assertThat(api.call("messages/list").ok().at("total_count").number())
                    .isGreaterThanOrEqualTo(acknowledged);
            roomAgain(server);

            Await.until(() -> bySmtp(server, route).startsWith("250"));
            assertThat(byHttp(api, route).error()).isZero();
            acknowledged++;
            api.call("senders/queue/release", "id", route.sender()).ok();
            host.awaitMessages(acknowledged, Duration.ofSeconds(60));
            Await.until(() -> route.ledger(api).at("queued").number() == 0);
            assertThat(subjects(host)).doesNotHaveDuplicates().hasSize(host.messages().size());
            assertThat(route.ledger(api).at("balanced").flag()).isTrue();
            reconcile();
        } finally {
            if (mounted) {
                run("umount", "-l", folder());
            }
        }
    }

    private void reconcile() {
        Program.End end =
                Program.run(
                        Stream.concat(
                                        Stream.of("reconcile"),
                                        Program.on(place, place.folder()).stream())
                                .toArray(String[]::new));
        assertThat(end.code()).as(end.out() + end.err()).isZero();
    }

    /** Mail until it is refused; the refusal. */
    private String fill(Program server, MailRoute route) {
        for (int i = 0; i < MOST; i++) {
            String answer = bySmtp(server, route);
            if (!answer.startsWith("250")) {
                return answer;
            }
        }
        throw new AssertionError("the disk does not fill");
    }

    /** Where a message does not fit by SMTP, one may still by HTTP. */
    private Answer fillByHttp(Api api, MailRoute route) {
        for (int i = 0; i < MOST; i++) {
            Answer answer = byHttp(api, route);
            if (answer.error() != 0) {
                return answer;
            }
            acknowledged++;
        }
        throw new AssertionError("the disk does not fill");
    }

    /** One large message; the answer to it. */
    private String bySmtp(Program server, MailRoute route) {
        String name = "anna@" + route.accountName();
        try (RawSmtp client = RawSmtp.greeted(server.submission())) {
            String signedIn = client.ask("AUTH PLAIN " + RawSmtp.plain(name, PASSWORD));
            if (!signedIn.startsWith("235")) {
                return signedIn;
            }
            String message = "Subject: m-" + (acknowledged + 1) + "\r\n\r\n" + LARGE;
            String answer = client.mail("a@sender.example", "b@recipient.example", message);
            if (answer.startsWith("250")) {
                acknowledged++;
            }
            return answer;
        }
    }

    private Answer byHttp(Api api, MailRoute route) {
        return api.withToken(route.token())
                .call(
                        "/api/v1.1/messages/send",
                        "from",
                        "a@sender.example",
                        "to",
                        "b@recipient.example",
                        "subject",
                        "m-" + (acknowledged + 1),
                        "text",
                        LARGE);
    }

    private static List<String> subjects(FakeMailHost host) {
        return host.messages().stream()
                .map(message ->
                        SUBJECT.matcher(new String(message.raw(), StandardCharsets.ISO_8859_1)))
                .filter(Matcher::find)
                .map(subject -> subject.group(1))
                .toList();
    }
}
