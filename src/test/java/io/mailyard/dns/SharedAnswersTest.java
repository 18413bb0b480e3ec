package io.mailyard.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.FakeDns;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** Answers in memory, which all accounts share: what one account's recipients do to the others. */
class SharedAnswersTest {
    private static final int CACHED = 64;

    private final FakeDns server = FakeDns.start();
    private final Dns dns =
            Dns.open(new DnsConfig(List.of(server.address()), Duration.ofSeconds(5)), CACHED);

    @AfterEach
    void close() {
        server.close();
    }

    private int asked(String name) {
        return Collections.frequency(server.asked(), "MX " + name);
    }

    private void isRight(String name) {
        assertThat(dns.mailHosts(name))
                .isEqualTo(new MailHosts.MailHostNames(List.of("mx." + name)));
    }

    @Test
    void flood_neitherChangesAnswersNorEvictsUsedOnes() {
        for (String name : List.of("used.example", "idle.example")) {
            server.with(name, Type.MX, 3600, "10 mx." + name + ".");
            isRight(name);
        }
        for (int i = 0; i < 10 * CACHED; i++) {
            String flood = "flood" + i + ".example";
            if (i % 2 == 0) {
                server.with(flood, Type.MX, 3600, "10 mx." + flood + ".");
                isRight(flood);
            } else {
                assertThat(dns.mailHosts(flood)).isInstanceOf(MailHosts.NoSuchDomain.class);
            }
            if (i % (CACHED / 4) == 0) {
                isRight("used.example");
            }
        }

        isRight("used.example");
        isRight("idle.example");

        assertThat(asked("used.example")).isEqualTo(1);
        // pushed out: one more question, and the same answer
        assertThat(asked("idle.example")).isEqualTo(2);
    }

    /** A zone with hundreds of hosts costs its own mail a question each time, and no memory. */
    @Test
    void largeAnswer_isNotCached() {
        for (int i = 0; i < 200; i++) {
            server.with("large.example", Type.MX, 3600, "10 a-mail-host-" + i + ".example.");
        }
        server.large("large.example");
        server.with("small.example", Type.MX, 3600, "10 mx.small.example.");
        for (int i = 0; i < 3; i++) {
            assertThat(dns.mailHosts("large.example"))
                    .isInstanceOfSatisfying(
                            MailHosts.MailHostNames.class,
                            hosts -> assertThat(hosts.names()).hasSize(Dns.MAX_HOSTS));
            isRight("small.example");
        }

        assertThat(asked("large.example")).isGreaterThanOrEqualTo(3);
        assertThat(asked("small.example")).isEqualTo(1);
    }
}
