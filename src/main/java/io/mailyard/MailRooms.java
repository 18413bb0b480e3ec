package io.mailyard;

import io.mailyard.base.AccountId;
import io.mailyard.config.Settings;
import io.mailyard.db.Tx;
import io.mailyard.messages.Acceptance;
import io.mailyard.messages.MessageRoutes;
import io.mailyard.messages.MessagesConfig;
import io.mailyard.messages.SendRoutes;
import io.mailyard.queue.Queue;
import io.mailyard.queue.QueueConfig;
import io.mailyard.queue.SenderFacts;
import io.mailyard.senders.SenderId;
import io.mailyard.senders.Senders;
import io.mailyard.web.Route;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The rooms that tenants' mail goes through, and the routes that lead into them. */
record MailRooms(Queue queue, Acceptance acceptance, List<Route> routes) {

    static MailRooms open(Settings settings, Nouns nouns, Clock clock) {
        Queue queue =
                Queue.open(
                        nouns.database(),
                        nouns.accounts(),
                        facts(nouns.senders()),
                        QueueConfig.from(settings),
                        clock);
        Acceptance acceptance =
                new Acceptance(
                        nouns.database(),
                        nouns.accounts(),
                        queue,
                        nouns.policies().isps(),
                        nouns.suppressions(),
                        clock);
        SendRoutes send =
                new SendRoutes(acceptance, nouns.writes(), MessagesConfig.from(settings), clock);
        MessageRoutes messages = new MessageRoutes(nouns.database(), nouns.events());
        return new MailRooms(
                queue,
                acceptance,
                Stream.of(send.routes(), messages.routes()).flatMap(List::stream).toList());
    }

    private static SenderFacts facts(Senders senders) {
        return new SenderFacts() {
            @Override
            public List<SenderId> withSourceOn(Tx tx, long node) {
                return senders.withSourceOn(tx, node);
            }

            @Override
            public Optional<SenderId> firstFor(Tx tx, AccountId account) {
                return senders.firstFor(tx, account);
            }
        };
    }
}
