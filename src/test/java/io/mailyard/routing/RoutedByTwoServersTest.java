package io.mailyard.routing;

import static io.mailyard.routing.SentMail.unique;
import static io.mailyard.routing.SomeRules.otherwise;
import static io.mailyard.routing.SomeRules.share;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one server process changes holds for the next message in another. */
class RoutedByTwoServersTest {
    private final SentMail mail = SentMail.on(StoreKind.POSTGRESQL);

    private long sendAt(Api other) {
        return mail.senderOf(
                Long.parseLong(mail.answerAt(other, unique()).ok().at("data.message_id").text()));
    }

    @Test
    void change_holdsForTheNextMessageElsewhere() {
        long id = mail.given.newVirtualSender(mail.account, otherwise(share(mail.first, 100)));
        try (TestServer second = mail.server.beside("submission.listen=")) {
            Api other = mail.api.at(second);
            assertThat(sendAt(other)).isEqualTo(mail.first);

            mail.api
                    .call(
                            "vsenders/update",
                            "account_id",
                            mail.account,
                            "id",
                            id,
                            "email_rules",
                            List.of(otherwise(share(mail.first, 50), share(mail.second, 50))))
                    .ok();
            mail.api
                    .call(
                            "senders/assign",
                            "id",
                            mail.first,
                            "account_id",
                            mail.account,
                            "assigned",
                            false)
                    .ok();

            for (int i = 0; i < 10; i++) {
                assertThat(sendAt(other)).isEqualTo(mail.second);
            }
        }
    }
}
