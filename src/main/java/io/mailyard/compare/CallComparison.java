package io.mailyard.compare;

import io.mailyard.wire.JsonText;
import io.mailyard.wire.UnreadableBody;
import io.mailyard.wire.Value;
import io.mailyard.wire.XmlTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes recorded calls at two installations and compares the answers. Calls that only read may be
 * compared by several threads; those that write one after another, since what they make is named by
 * calls after them.
 */
public final class CallComparison {
    private static final String TOKEN = "token";

    private final Installation old;
    private final Installation now;
    private final ComparisonRules rules;
    private final boolean writes;
    private final MadeIds ofRecording = new MadeIds();
    private final MadeIds ofNew = new MadeIds();

    /** Outcome of a call. */
    public sealed interface ComparisonOutcome {
        /** The answers are the same. */
        record Same() implements ComparisonOutcome {}

        /** The answers differ. */
        record Different(List<MemberDifference> differences) implements ComparisonOutcome {}

        /** The call was not made, since it may change something. */
        record LeftOut() implements ComparisonOutcome {}

        /** There was nothing to compare. */
        record FailedComparison(String reason) implements ComparisonOutcome {}
    }

    /**
     * Compares two installations.
     *
     * @param writes whether calls that change something are made too
     */
    public CallComparison(
            Installation old, Installation now, ComparisonRules rules, boolean writes) {
        this.old = old;
        this.now = now;
        this.rules = rules;
        this.writes = writes;
    }

    /** Makes a call at both, the old one first. */
    public ComparisonOutcome compare(RecordedCall call) {
        if (!call.isRead() && !writes) {
            return new ComparisonOutcome.LeftOut();
        }
        try {
            Installation.Reply first = reply(old, call, List.of(ofRecording));
            Installation.Reply second = reply(now, call, List.of(ofRecording, ofNew));
            return compared(call, first, second);
        } catch (Installation.CallFailed | IllegalArgumentException failed) {
            return new ComparisonOutcome.FailedComparison(String.valueOf(failed.getMessage()));
        }
    }

    private static Installation.Reply reply(
            Installation installation, RecordedCall call, List<MadeIds> ids) {
        if (call.isJson()) {
            return ofJson(installation, call, ids);
        }
        if (call.isXml()) {
            return ofXml(installation, call, ids);
        }
        return installation.call(call, call.bodyWithoutTokens(), true);
    }

    private static Installation.Reply ofJson(
            Installation installation, RecordedCall call, List<MadeIds> ids) {
        Value.Members body;
        try {
            body = JsonText.read(call.body());
        } catch (UnreadableBody malformed) {
            // what a caller sends wrongly is answered, too
            return installation.call(call, call.bodyWithoutTokens(), true);
        }
        for (MadeIds made : ids) {
            body = made.in(call.path(), body);
        }
        Map<String, Value> members = new LinkedHashMap<>(body.values());
        boolean inBody = members.containsKey(TOKEN);
        if (inBody) {
            members.put(TOKEN, new Value.Text(installation.token()));
        }
        return installation.call(call, JsonText.write(out -> members.forEach(out::value)), !inBody);
    }

    private static Installation.Reply ofXml(
            Installation installation, RecordedCall call, List<MadeIds> ids) {
        XmlTree body;
        try {
            body = XmlTree.read(call.body());
        } catch (IllegalArgumentException malformed) {
            return installation.call(call, call.bodyWithoutTokens(), true);
        }
        for (MadeIds made : ids) {
            body = made.in(call.path(), body);
        }
        boolean inBody = body.children().stream().anyMatch(child -> child.name().equals(TOKEN));
        XmlTree sent =
                body.withChildren(
                        body.children().stream()
                                .map(child ->
                                        child.name().equals(TOKEN)
                                                ? child.withText(installation.token())
                                                : child)
                                .toList());
        return installation.call(call, sent.write(), !inBody);
    }

    private ComparisonOutcome compared(
            RecordedCall call, Installation.Reply first, Installation.Reply second) {
        List<MemberDifference> differences = new ArrayList<>();
        if (first.status() != second.status()) {
            differences.add(
                    new MemberDifference(
                            "HTTP status",
                            String.valueOf(first.status()),
                            String.valueOf(second.status())));
        }
        AnswerTree ours;
        AnswerTree theirs;
        try {
            ours = AnswerTree.read(first.body());
            theirs = AnswerTree.read(second.body());
        } catch (IllegalArgumentException other) {
            differences.addAll(asText(first.body(), second.body()));
            return outcome(differences);
        }
        if (!call.isRead()) {
            ofNew.note(call.path(), ours, theirs);
            call.response().ifPresent(recorded -> noteRecorded(call, recorded, ours));
        }
        differences.addAll(AnswerComparison.of(call.path(), ours, theirs, rules, ofNew));
        return outcome(differences);
    }

    private void noteRecorded(RecordedCall call, String recorded, AnswerTree ours) {
        try {
            ofRecording.note(call.path(), AnswerTree.read(recorded), ours);
        } catch (IllegalArgumentException cutOff) {
            // a log may have the beginning of an answer alone: it names no ids
        }
    }

    private ComparisonOutcome outcome(List<MemberDifference> differences) {
        return differences.isEmpty()
                ? new ComparisonOutcome.Same()
                : new ComparisonOutcome.Different(
                        differences.stream()
                                .map(one ->
                                        new MemberDifference(
                                                hidden(one.path()),
                                                hidden(one.old()),
                                                hidden(one.now())))
                                .toList());
    }

    /** An answer may repeat what it was asked with, under any name. */
    private String hidden(String text) {
        return text.replace(old.token(), "***").replace(now.token(), "***");
    }

    /** Answers that are files: the first line that differs. */
    private static List<MemberDifference> asText(String old, String now) {
        if (old.equals(now)) {
            return List.of();
        }
        List<String> ours = old.lines().toList();
        List<String> theirs = now.lines().toList();
        int line = 0;
        while (line < ours.size()
                && line < theirs.size()
                && ours.get(line).equals(theirs.get(line))) {
            line++;
        }
        return List.of(
                new MemberDifference(
                        "line " + (line + 1),
                        line < ours.size() ? ours.get(line) : "",
                        line < theirs.size() ? theirs.get(line) : ""));
    }
}
