package io.mailyard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Bounced;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Delivered;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.DeliveryDeferred;
import io.mailyard.smtp.TlsRule;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does.CutsOff;
import io.mailyard.testing.FakeMailHost.Does.HangsUp;
import io.mailyard.testing.FakeMailHost.Does.Says;
import io.mailyard.testing.FakeMailHost.Does.Stalls;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Type;

/** How hosts are found, and what the engine makes of bad ones. */
class EngineHostsTest {
    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void mailHosts_areTriedInOrder() {
        rig.names
                .with("b.example", Type.MX, "10 dead.b.example.")
                .with("b.example", Type.MX, "20 none.b.example.")
                .with("b.example", Type.MX, "30 mx.b.example.")
                .with("dead.b.example", Type.A, "127.0.0.9")
                .with("mx.b.example", Type.A, "127.0.0.1");
        rig.byMx().send("b@b.example");

        assertThat(rig.outcome()).isEqualTo(new Delivered());
        assertThat(rig.result().host()).isEqualTo("mx.b.example[127.0.0.1]:" + rig.host.port());
    }

    @ParameterizedTest
    @CsvSource({"CONNECT, 421 4.7.0 busy", "CONNECT, 554 no", "EHLO, 421 closing"})
    void refusingHost_isSkipped(String command, String answer) {
        rig.names
                .with("b.example", Type.MX, "10 mx.b.example.")
                .with("mx.b.example", Type.A, "127.0.0.1")
                .with("b.example", Type.MX, "20 again.b.example.")
                .with("again.b.example", Type.A, "127.0.0.1");
        rig.host.at(command, 1, new Says(answer));
        rig.byMx().send("b@b.example");

        assertThat(rig.outcome()).isEqualTo(new Delivered());
        assertThat(rig.result().host()).startsWith("again.b.example");
    }

    @Test
    void domainWithNullMx_bounces() {
        rig.names.with("null.example", Type.MX, "0 .").with("nohost.example", Type.TXT, "nothing");
        rig.byMx().send("b@null.example", "b@nohost.example", "b@unknown.example");

        List<DeliveryReport> results = rig.leaseClient.awaitResults(3);
        assertThat(results)
                .extracting(DeliveryReport::answer)
                .containsExactlyInAnyOrder(
                        "556 5.1.10 the domain null.example accepts no mail (null MX)",
                        "550 5.4.4 the domain nohost.example has no mail host",
                        "550 5.1.2 the domain unknown.example does not exist");
        assertThat(results)
                .allSatisfy(deliveryReport ->
                        assertThat(deliveryReport.outcome()).isInstanceOf(Bounced.class));
    }

    @Test
    void unresolvableNames_defer() {
        rig.names
                .failing("servfail.example")
                .silent("silent.example")
                .with("loop.example", Type.CNAME, "pool.example.")
                .with("pool.example", Type.CNAME, "loop.example.");
        rig.byMx().send("b@servfail.example", "b@silent.example", "b@loop.example");

        assertThat(rig.leaseClient.awaitResults(3))
                .allSatisfy(deliveryReport -> {
                    assertThat(deliveryReport.outcome()).isInstanceOf(DeliveryDeferred.class);
                    assertThat(deliveryReport.answer()).contains("DNS MX");
                    assertThat(deliveryReport.host()).isEmpty();
                });
    }

    @Test
    void deadHost_isNotTriedRepeatedly() {
        rig.names
                .with("b.example", Type.MX, "10 mx.b.example.")
                .with("mx.b.example", Type.A, "127.0.0.9");
        rig.byMx().sendMany(300, "b.example");

        rig.leaseClient.awaitResults(1);
        Await.until(() -> rig.leaseClient.wants().size() > 4 && rig.leaseClient.leased() == 0);
        // One attempt while it rests, a second one after it, not three hundred.
        assertThat(rig.leaseClient.results()).hasSizeLessThan(5);
        assertThat(rig.result().outcome()).isInstanceOf(DeliveryDeferred.class);
        assertThat(rig.result().ip()).isEmpty();
        assertThat(rig.result().answer()).contains("connection to 127.0.0.9 port");
    }

    @Test
    void recoveredHost_getsTheRemainingMail() {
        rig.names
                .with("b.example", Type.MX, "10 mx.b.example.")
                .with("mx.b.example", Type.A, 0, "127.0.0.9");
        rig.byMx().sendMany(20, "b.example");
        rig.leaseClient.awaitResults(1);
        rig.names.forget();
        rig.names
                .with("b.example", Type.MX, "10 mx.b.example.")
                .with("mx.b.example", Type.A, "127.0.0.1");

        assertThat(rig.leaseClient.awaitResults(20))
                .extracting(DeliveryReport::outcome)
                .filteredOn(new Delivered()::equals)
                .hasSizeGreaterThan(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "BODY", "."})
    void stallingHost_timesOut(String command) {
        try (Rig impatient = new Rig(Duration.ofMillis(700))) {
            impatient.host.at(command, new Stalls());
            impatient.started().send("b@b.example");

            DeliveryReport report = impatient.result();
            assertThat(report.outcome()).isInstanceOf(DeliveryDeferred.class);
            assertThat(report.answer()).contains("no answer within 700 ms");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "BODY", "."})
    void hostThatDisconnects_isGivenUp(String command) {
        rig.host.at(command, new HangsUp());
        rig.started().send("b@b.example");

        assertThat(rig.outcome()).isInstanceOf(DeliveryDeferred.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "."})
    void hostThatStopsWithinAReply_isGivenUp(String command) {
        rig.host.at(command, new CutsOff("250-half an ans"));
        rig.started().send("b@b.example");

        assertThat(rig.outcome()).isInstanceOf(DeliveryDeferred.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL", "RCPT", "DATA", "."})
    void closingHost_isGivenUp(String command) {
        rig.host.at(command, new Says("421 4.3.2 going down"));
        rig.started().send("b@b.example");

        assertThat(rig.outcome()).isInstanceOf(DeliveryDeferred.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tenMegabytesOfBanner_areNotRead(boolean lines) {
        String much = (lines ? "220-x\r\n" : "220-xxx").repeat(10 * 1024 * 1024 / 7);
        rig.host.at("CONNECT", new CutsOff(much));
        rig.started().send("b@b.example");

        DeliveryReport report = rig.result();
        assertThat(report.outcome()).isInstanceOf(DeliveryDeferred.class);
        assertThat(report.answer()).contains("too long");
    }

    @Test
    void hostThatRefusesDespiteItsSize_isBelieved() {
        rig.host.at(".", new Says("552 5.3.4 too large after all"));
        rig.started().send("b@b.example");

        assertThat(rig.outcome()).isEqualTo(new Bounced(false));
    }

    @Test
    void hostWithATooSmallSize_getsNoMessage() {
        rig.host.without("SIZE").offering("SIZE 10");
        rig.started().send("b@b.example");

        assertThat(rig.outcome()).isEqualTo(new Bounced(false));
        assertThat(rig.host.commands()).noneMatch(command -> command.startsWith("MAIL"));
    }

    @Test
    void brokenTls_fallsBackToPlainUnlessRequired() {
        rig.host.withBrokenTls();
        rig.fixtures.route("must.example", "127.0.0.1", rig.host.port(), TlsRule.MUST);
        rig.started().send("b@b.example", "b@must.example");

        assertThat(rig.leaseClient.awaitResults(2))
                .extracting(DeliveryReport::outcome)
                .hasAtLeastOneElementOfType(Delivered.class)
                .hasAtLeastOneElementOfType(DeliveryDeferred.class);
        assertThat(rig.host.messages()).hasSize(1);
    }

    @Test
    void offeredTls_isUsed() {
        rig.host.withTls();
        rig.started().send("b@b.example");

        rig.result();
        assertThat(rig.host.messages().getFirst().encrypted()).isTrue();
    }

    @Test
    void connectionClosedWhileIdle_costsNoAttempt() {
        rig.fixtures.strategy(DeliveryFixtures.strategy(1, 1000, 1000, 1));
        rig.started().send("b@b.example");
        rig.result();
        rig.host.at("MAIL", 1, new Says("421 4.4.2 idle for too long"));
        rig.put(DeliveryFixtures.task(2, "c@b.example"));

        assertThat(rig.leaseClient.awaitResults(2))
                .allSatisfy(deliveryReport ->
                        assertThat(deliveryReport.outcome()).isEqualTo(new Delivered()));
        assertThat(rig.host.connections()).isEqualTo(2);
    }

    @Test
    void hostThatLimitsConnections_getsAllMailOverAcceptedOnes() {
        rig.fixtures.strategy(DeliveryFixtures.strategy(10, 1000, 1000, 1));
        rig.host.at(".", new FakeMailHost.Does.Waits(Duration.ofMillis(50)));
        rig.started().send("b@b.example");
        rig.result();
        rig.host.at("CONNECT", new Says("421 4.7.0 too many connections"));
        rig.sendMany(20, "b.example");

        assertThat(rig.leaseClient.awaitResults(21))
                .allSatisfy(deliveryReport ->
                        assertThat(deliveryReport.outcome()).isEqualTo(new Delivered()));
    }
}
