package io.mailyard.base;

import java.util.Arrays;

/** Whose word a recipient's answer is, and for whom it was given. */
public enum AnsweredBy {
    /** Nobody has answered, or whoever noted the answer did not say. */
    UNKNOWN(0, ""),
    /** The mail host's, given for this recipient alone. */
    HOST(1, "host"),
    /** The mail host's, given for a whole transaction or connection: it speaks for nobody alone. */
    SHARED(2, "shared"),
    /** This program's own: the mail host was not asked, or gave no answer. */
    MAILYARD(3, "mailyard");

    private final int number;
    private final String word;

    AnsweredBy(int number, String word) {
        this.number = number;
        this.word = word;
    }

    /** As the store keeps it. */
    public int number() {
        return number;
    }

    /** As the API and the node protocol write it; empty for {@link #UNKNOWN}. */
    public String word() {
        return word;
    }

    /** Whether such an answer may suppress an address: only a host's, for that address alone. */
    public boolean maySuppress() {
        return this == HOST;
    }

    public static AnsweredBy of(long number) {
        return Arrays.stream(values())
                .filter(answeredBy -> answeredBy.number == number)
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** The one of that word; {@link #UNKNOWN} for every other word. */
    public static AnsweredBy of(String word) {
        return Arrays.stream(values())
                .filter(answeredBy -> answeredBy.word.equals(word))
                .findFirst()
                .orElse(UNKNOWN);
    }
}
