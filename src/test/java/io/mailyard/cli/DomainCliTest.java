package io.mailyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.FakeDns;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** {@code mailyard domains}, as a person types it. */
class DomainCliTest {
    @Test
    void domain_isAddedPublishedVerifiedAndDeleted() {
        try (FakeDns dns = FakeDns.start();
                TestServer server =
                        TestServer.start(
                                StoreKind.SQLITE,
                                "dns.servers=127.0.0.1:" + dns.address().getPort())) {
            Api api = server.api();
            String account = Long.toString(api.newAccount());
            Shell shell =
                    new Shell(server.folder())
                            .with("MAILYARD_URL", server.uri().toString())
                            .with("MAILYARD_TOKEN", server.token());

            Shell.Left added = shell.run("domains", "add", "shop.example", "--account-id", account);
            assertThat(added.code()).as(added.err()).isZero();
            assertThat(added.out())
                    .startsWith("domain shop.example: added\n")
                    .contains("_mailyard.shop.example", "mailyard-verify=");

            Shell.Left early = shell.run("domains", "verify", "shop.example");
            assertThat(early.code()).isNotZero();
            assertThat(early.err()).contains("shop.example is not proved", "domains/records");

            Shell.Left zone = shell.run("domains", "zone", "shop.example");
            assertThat(zone.out())
                    .startsWith("; shop.example\n_mailyard.shop.example.\t3600\tIN\tTXT\t\"");
            String challenge =
                    api.call("domains/get", "domain", "shop.example").at("data.challenge").text();
            dns.with("_mailyard.shop.example", Type.TXT, challenge);

            assertThat(shell.run("domains", "verify", "shop.example").out())
                    .isEqualTo("domain shop.example: verified\n");
            assertThat(shell.run("domains", "check", "shop.example").out())
                    .startsWith("domain shop.example: checked\n")
                    .contains("right");
            assertThat(shell.run("domains", "records", "shop.example").out())
                    .contains("_mailyard.shop.example", "127.0.0.1:");
            assertThat(shell.run("domains", "list").out()).contains("shop.example", "verified");
            Shell.Left kept = shell.run("domains", "delete", "shop.example", "--yes");
            assertThat(kept.err()).contains("retire it first, or delete with force");
            assertThat(shell.run("domains", "delete", "shop.example", "--yes", "--force").out())
                    .isEqualTo("domain shop.example: deleted\n");
        }
    }

    @Test
    void badName_isRefusedByFieldAndReason() {
        TestServer server = TestServer.of(StoreKind.SQLITE);
        String account = Long.toString(server.api().newAccount());
        Shell shell =
                new Shell(server.folder())
                        .with("MAILYARD_URL", server.uri().toString())
                        .with("MAILYARD_TOKEN", server.token());
        for (String bad :
                List.of("co.uk", "192.0.2.1", "a..example", "xn--example-.com", "com.", "")) {
            Shell.Left result = shell.run("domains", "add", bad, "--account-id", account);
            assertThat(result.code()).as(bad).isNotZero();
            assertThat(result.err()).as(bad).contains("domain").doesNotContain("Exception");
        }
        assertThat(shell.run("domains", "list", "--account-id", account).out())
                .doesNotContain("co.uk");
    }
}
