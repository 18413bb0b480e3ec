package io.mailyard.search;

import io.mailyard.db.GroupStage;
import io.mailyard.db.Tx;
import io.mailyard.outcomes.FailedAttempt;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts answers to attempts that failed into the index, with the write that records them. */
final class AnswerIndexer implements FailedAttempt.FailedAttemptListener {
    private final MessageIndex index;
    private final GroupStage<MessageIndex.MessageIndexEntry> stage = this::store;

    AnswerIndexer(MessageIndex index) {
        this.index = index;
    }

    @Override
    public void failed(Tx tx, FailedAttempt attempt) {
        tx.stage(stage, entry(attempt));
    }

    static MessageIndex.MessageIndexEntry entry(FailedAttempt attempt) {
        Set<String> words = new LinkedHashSet<>(IndexWords.of(attempt.answer()));
        IndexWords.codes(attempt.answer()).forEach(code -> words.add(IndexWords.status(code)));
        String bounceClass = attempt.bounceClass();
        words.add(
                IndexWords.bounceClass(
                        bounceClass.isEmpty() ? classOf(attempt.kind()) : bounceClass));
        if (attempt.patternId() > 0) {
            words.add(IndexWords.pattern(attempt.patternId()));
        }
        return MessageIndex.answer(attempt.message(), attempt.account(), words);
    }

    /** The class of an answer that a node of an older build reported, by the event it led to. */
    private static String classOf(String kind) {
        return switch (kind) {
            case "hbounce" -> "hard";
            case "sbounce" -> "soft";
            default -> "bounce";
        };
    }

    private void store(Tx tx, List<MessageIndex.MessageIndexEntry> entries) {
        store(tx, index, entries);
    }

    static void store(Tx tx, MessageIndex index, List<MessageIndex.MessageIndexEntry> entries) {
        Map<Long, MessageIndex.MessageIndexEntry> once = new LinkedHashMap<>();
        entries.forEach(entry -> once.putIfAbsent(entry.id(), entry));
        index.add(tx, MessageIndex.MessageIndexTable.ANSWERS, once.values());
    }
}
