package io.mailyard.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.audit.ChainVerdict;
import io.mailyard.audit.Verifier;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A recipient who is erased stands nowhere any more, and is not written to. */
class RecipientErasureTest {
    private static final String ADDRESS = "erase.me@recipient.example";

    @ParameterizedTest
    @EnumSource
    void erasedRecipient_appearsNowhere_andStaysSuppressed(StoreKind kind) {
        try (FakeMailHost host = FakeMailHost.start();
                TestServer server = TestServer.start(kind)) {
            Api api = server.api();
            MailRoute route = MailRoute.to(api, host.port());
            long delivered = fill(api, route);
            Tree before = statistics(api);
            mustSayWhatItWould(api);
            long task =
                    api.call("recipients/erase", "email", ADDRESS, "reason", "GDPR")
                            .ok()
                            .at("data.task_id")
                            .number();
            mustHaveErased(api, task);
            assertThat(
                            server.dump()
                                    .text()
                                    .lines()
                                    .filter(line ->
                                            line.toLowerCase(Locale.ROOT).contains(ADDRESS)))
                    .as("where it still stands")
                    .isEmpty();
            assertThat(route.ledger(api).at("balanced").flag()).isTrue();
            assertThat(statistics(api).at("accepted")).isEqualTo(before.at("accepted"));
            assertThat(statistics(api).at("delivered")).isEqualTo(before.at("delivered"));
            long again = route.send(ADDRESS, "never").ok().at("data.message_id").number();
            assertThat(api.call("messages/get", "id", again).ok().text())
                    .contains("the address is suppressed");
            assertThat(api.call("messages/get", "id", delivered).ok().text())
                    .contains("erased@erased.invalid");
            chainIsWhole_untilAMaskedRowIsChanged(server);
        }
    }

    /** One delivered, one that waits, and a suppression; the first message. */
    private static long fill(Api api, MailRoute route) {
        long delivered =
                route.send("Erase.Me@recipient.example", "for one")
                        .ok()
                        .at("data.message_id")
                        .number();
        route.send("other@recipient.example", "for another").ok();
        Await.until(() -> route.ledger(api).at("queued").number() == 0);
        api.call("senders/queue/hold", "id", route.sender()).ok();
        route.send(ADDRESS, "waits").ok();
        api.call(
                        "suppressions/add",
                        "account_id",
                        route.account(),
                        "email",
                        ADDRESS,
                        "reason",
                        "asked")
                .ok();
        return delivered;
    }

    private static void mustSayWhatItWould(Api api) {
        Answer dry =
                api.with("Prefer", "dry-run")
                        .call("recipients/erase", "email", ADDRESS, "reason", "GDPR")
                        .ok();
        assertThat(dry.at("data.recipients").number()).isEqualTo(2);
        assertThat(dry.at("data.waiting").number()).isEqualTo(1);
        assertThat(dry.at("data.suppressions").number()).isEqualTo(1);
        assertThat(
                        api.call("recipients/erase", "email", ADDRESS, "reason", "for " + ADDRESS)
                                .error())
                .isEqualTo(400);
    }

    private static void mustHaveErased(Api api, long task) {
        Await.until(() -> !task(api, task).at("state").text().matches("waiting|running"));
        Tree ended = task(api, task);
        assertThat(ended.at("state").text()).as(ended.toString()).isEqualTo("done");
        assertThat(ended.at("result.recipients").number()).isEqualTo(2);
        assertThat(ended.at("result.purged").number()).isEqualTo(1);
        assertThat(ended.at("result.suppressions").number()).isEqualTo(1);
        assertThat(ended.at("result.audit_rows").number()).isPositive();
    }

    private static Tree task(Api api, long id) {
        return api.call("tasks/get", "id", id).ok().at("data");
    }

    private static void chainIsWhole_untilAMaskedRowIsChanged(TestServer server) {
        Verifier verifier = new Verifier(server.database());
        assertThat(verifier.verify(_ -> {})).isInstanceOf(ChainVerdict.Intact.class);
        server.tamper(
                "UPDATE audit SET after = replace(after, 'erased@', 'forged@')"
                        + " WHERE after LIKE '%erased@erased.invalid%'");
        assertThat(verifier.verify(_ -> {})).isInstanceOf(ChainVerdict.ChainBroken.class);
    }

    private static Tree statistics(Api api) {
        return api.call("statistics/get", "step", "total").ok().at("data").items().getFirst();
    }

    @Test
    void mask_replacesOnlyTheWholeAddress() {
        ErasedAddress address = new ErasedAddress("a.b@c.example");
        assertThat(address.mask("to <A.B@C.example>: no"))
                .isEqualTo("to <erased@erased.invalid>: no");
        for (String other :
                new String[] {
                    "xa.b@c.example", "a.b@c.example.org", "a.b@c.examples", "z.a.b@c.example"
                }) {
            assertThat(address.mask(other)).isEqualTo(other);
        }
        assertThat(address.mask("a.b@c.example. Next")).isEqualTo("erased@erased.invalid. Next");
    }
}
