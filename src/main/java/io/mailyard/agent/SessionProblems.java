package io.mailyard.agent;

import io.mailyard.db.Tx;
import io.mailyard.protocol.ProblemList;
import io.mailyard.senders.MtaSettings;
import io.mailyard.senders.Sender;
import io.mailyard.senders.SenderProblems;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Problems that live nodes report for a sender, for example an IP that is not on the machine, and
 * its nodes that are not alive.
 */
final class SessionProblems implements SenderProblems {
    private final InstantSource clock;

    SessionProblems(InstantSource clock) {
        this.clock = clock;
    }

    private record ReportedProblems(long node, String problems) {}

    @Override
    public List<String> of(Tx tx, Sender sender) {
        return Stream.concat(silent(tx, sender), reported(tx, sender)).toList();
    }

    /** The sender's nodes that have been silent for a while. */
    private Stream<String> silent(Tx tx, Sender sender) {
        return sender.mta().stream()
                .flatMap(mta -> mta.ips().stream())
                .map(MtaSettings.Ip::node)
                .distinct()
                .flatMap(node -> silent(tx, node).stream());
    }

    private Optional<String> silent(Tx tx, long node) {
        String sessions = " FROM node_sessions WHERE node_id = ?";
        if (tx.number(
                        "SELECT count(*)" + sessions + " AND ended_at IS NULL AND last_seen_at > ?",
                        node,
                        clock.instant().minus(SessionFacts.ALIVE))
                > 0) {
            return Optional.empty();
        }
        long last = tx.number("SELECT coalesce(max(last_seen_at), 0)" + sessions, node);
        String since = last == 0 ? "" : " since " + Instant.ofEpochMilli(last);
        return Optional.of("node " + node + " has not been heard of" + since);
    }

    private Stream<String> reported(Tx tx, Sender sender) {
        // As the engine begins its sentences.
        String subject = "sender '" + sender.name() + "'";
        return tx
                .query(
                        "SELECT node_id, problems FROM node_sessions WHERE ended_at IS NULL"
                                + " AND problems <> '' AND last_seen_at > ? ORDER BY node_id LIMIT 1000",
                        row -> new ReportedProblems(row.number("node_id"), row.text("problems")),
                        clock.instant().minus(SessionFacts.ALIVE))
                .stream()
                .flatMap(said ->
                        ProblemList.CODEC.read(said.problems()).problems().stream()
                                .filter(problem -> problem.startsWith(subject))
                                .map(problem -> "node " + said.node() + ": " + problem))
                .distinct();
    }
}
