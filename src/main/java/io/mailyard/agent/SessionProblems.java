package io.mailyard.agent;

import io.mailyard.db.Tx;
import io.mailyard.senders.Sender;
import io.mailyard.senders.SenderProblems;
import java.time.InstantSource;
import java.util.List;

/** What nodes that are there say of a sender: such as an IP that is not on the machine. */
final class SessionProblems implements SenderProblems {
    private final InstantSource clock;

    SessionProblems(InstantSource clock) {
        this.clock = clock;
    }

    private record Said(long node, String problems) {}

    @Override
    public List<String> of(Tx tx, Sender sender) {
        // as the engine begins its sentences
        String subject = "sender '" + sender.name() + "'";
        return tx
                .query(
                        "SELECT node_id, problems FROM node_sessions WHERE ended_at IS NULL"
                                + " AND problems <> '' AND last_seen_at > ? ORDER BY node_id LIMIT 1000",
                        row -> new Said(row.number(1), row.text(2)),
                        clock.instant().minus(SessionFacts.ALIVE))
                .stream()
                .flatMap(said ->
                        Fields.of(said.problems()).texts("problems").stream()
                                .filter(problem -> problem.startsWith(subject))
                                .map(problem -> "node " + said.node() + ": " + problem))
                .distinct()
                .toList();
    }
}
