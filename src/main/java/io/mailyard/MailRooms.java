package io.mailyard;

import io.mailyard.agent.Agents;
import io.mailyard.config.Settings;
import io.mailyard.messages.Acceptance;
import io.mailyard.messages.MessageRoutes;
import io.mailyard.messages.MessagesConfig;
import io.mailyard.messages.SendRoutes;
import io.mailyard.queue.Queue;
import io.mailyard.web.HttpConfig;
import io.mailyard.web.Route;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The rooms that tenants' mail goes through, and the routes that lead into them. */
record MailRooms(Acceptance acceptance, Agents agents, List<Route> routes)
        implements AutoCloseable {

    static MailRooms open(Settings settings, Nouns nouns, Clock clock) {
        Queue queue = nouns.queue();
        Acceptance acceptance =
                new Acceptance(
                        nouns.database(),
                        nouns.accounts(),
                        queue,
                        nouns.policies().isps(),
                        nouns.suppressions(),
                        clock);
        MessagesConfig config =
                MessagesConfig.from(settings, HttpConfig.from(settings, Optional.empty()));
        SendRoutes send = new SendRoutes(acceptance, nouns.writes(), config, clock);
        MessageRoutes messages = new MessageRoutes(nouns.database(), nouns.events());
        Agents.Ground ground =
                new Agents.Ground(
                        nouns.database(), nouns.nodes(), nouns.senders(), nouns.policies(), queue);
        return new MailRooms(
                acceptance,
                Agents.open(ground, EngineMaker.of(settings, clock), clock),
                Stream.of(send.routes(), messages.routes()).flatMap(List::stream).toList());
    }

    /** Ends the node inside the server. */
    @Override
    public void close() {
        agents.close();
    }
}
