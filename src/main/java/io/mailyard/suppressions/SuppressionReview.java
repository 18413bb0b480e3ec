package io.mailyard.suppressions;

import io.mailyard.wire.Out;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Finds suppressions that were not caused by a mail host's answer to that recipient alone: versions
 * that did not record who gave an answer also suppressed addresses for our own resolver's findings,
 * and for answers to a message of several recipients.
 */
final class SuppressionReview {
    /** Text of the resolver's findings. */
    private static final Pattern OWN_WORDS =
            Pattern.compile(
                    "^5\\d\\d 5\\.\\d+\\.\\d+ (?:the domain \\S+ (?:does not exist|(?:takes|accepts) no mail|has no mail host)"
                            + "|no host of the domain|.*is (?:no|not a) mail address)");

    /** Rows of one transaction were stored at the same time. */
    private static final Duration TOGETHER = Duration.ofSeconds(2);

    private SuppressionReview() {}

    /** Why a row is doubtful. */
    enum Doubt {
        OWN_WORDS,
        SHARED_ANSWER;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    record Doubtful(Suppression row, Doubt doubt) {
        void write(Out out) {
            SuppressionBody.write(out, row);
            out.text("doubt", doubt.word());
        }
    }

    /**
     * The doubtful ones among rows of one owner, in the order of the rows.
     *
     * @param judged others are examined but not returned
     */
    static List<Doubtful> of(List<Suppression> rows, Predicate<Suppression> judged) {
        Map<String, List<Suppression>> byAnswer = new HashMap<>();
        rows.stream()
                .filter(row -> row.source() == Suppression.SuppressionSource.BOUNCE)
                .forEach(row ->
                        byAnswer.computeIfAbsent(row.answer(), answer -> new ArrayList<>())
                                .add(row));
        List<Doubtful> found = new ArrayList<>();
        for (Suppression row : rows) {
            if (judged.test(row) && row.source() == Suppression.SuppressionSource.BOUNCE) {
                doubt(row, byAnswer.getOrDefault(row.answer(), List.of()))
                        .ifPresent(doubt -> found.add(new Doubtful(row, doubt)));
            }
        }
        return found;
    }

    private static Optional<Doubt> doubt(Suppression row, List<Suppression> alike) {
        if (OWN_WORDS.matcher(row.answer()).find()) {
            return Optional.of(Doubt.OWN_WORDS);
        }
        boolean shared =
                alike.stream().anyMatch(other -> other.id() != row.id() && together(row, other));
        boolean names = names(row.answer(), row);
        return shared && !names ? Optional.of(Doubt.SHARED_ANSWER) : Optional.empty();
    }

    private static boolean together(Suppression one, Suppression other) {
        return Duration.between(one.createdAt(), other.createdAt()).abs().compareTo(TOGETHER) <= 0
                && domain(one).equals(domain(other));
    }

    private static boolean names(String answer, Suppression row) {
        return answer.toLowerCase(Locale.ROOT).contains(row.address().toLowerCase(Locale.ROOT));
    }

    private static String domain(Suppression row) {
        return row.key().substring(row.key().lastIndexOf('@') + 1);
    }
}
