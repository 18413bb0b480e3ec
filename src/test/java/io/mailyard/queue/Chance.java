package io.mailyard.queue;

import io.mailyard.base.AccountId;
import io.mailyard.lanes.AcceptedRecipient;
import io.mailyard.lanes.QueueScope;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

/** What a test of the queue draws by lot. */
final class Chance {
    private static final String[] DOMAINS = {"gmail.com", "a.example", "b.example"};

    private final Random random;

    Chance(Random random) {
        this.random = random;
    }

    /** Of senders 0 (none), 1 and 2; one in ten suppressed. */
    AcceptedRecipient[] recipients() {
        AcceptedRecipient[] recipients = new AcceptedRecipient[1 + random.nextInt(4)];
        for (int i = 0; i < recipients.length; i++) {
            String name = random.nextInt(10) == 0 ? "gone" + i : "r" + i;
            recipients[i] =
                    QueueHarness.to(name + "@" + DOMAINS[random.nextInt(3)], random.nextInt(3));
        }
        return recipients;
    }

    /** A sender's mail, or a part of it. */
    QueueScope scope(List<AccountId> accounts) {
        return new QueueScope(
                OptionalLong.of(1 + random.nextInt(2)),
                random.nextBoolean()
                        ? OptionalLong.empty()
                        : OptionalLong.of(accounts.get(random.nextInt(accounts.size())).value()),
                random.nextInt(3) > 0 ? OptionalLong.empty() : OptionalLong.of(random.nextInt(3)),
                isp());
    }

    private String isp() {
        return switch (random.nextInt(6)) {
            case 0 -> "Gmail";
            case 1 -> AcceptedRecipient.OTHER;
            default -> "";
        };
    }
}
