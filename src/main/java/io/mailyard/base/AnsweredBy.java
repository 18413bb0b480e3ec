package io.mailyard.base;

import java.util.Arrays;

/** Giver of a recipient's answer, and for whom it was given. */
public enum AnsweredBy {
    /** Nobody has answered, or it was not recorded who did. */
    UNKNOWN(0, ""),
    /** The mail host, for this recipient alone. */
    HOST(1, "host"),
    /**
     * The mail host, for a whole transaction or connection: the answer concerns no single
     * recipient.
     */
    SHARED(2, "shared"),
    /** This program: the mail host was not asked, or gave no answer. */
    MAILYARD(3, "mailyard");

    private final int number;
    private final String word;

    AnsweredBy(int number, String word) {
        this.number = number;
        this.word = word;
    }

    /** The number in the store. */
    public int number() {
        return number;
    }

    /** The word in the API and the node protocol; empty for {@link #UNKNOWN}. */
    public String word() {
        return word;
    }

    /** Whether such an answer may suppress an address: only a host's, for that address alone. */
    public boolean maySuppress() {
        return this == HOST;
    }

    /** Value of a number in the store; {@link #UNKNOWN} for every other number. */
    public static AnsweredBy of(long number) {
        return Arrays.stream(values())
                .filter(answeredBy -> answeredBy.number == number)
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** The value of a word; {@link #UNKNOWN} for every other word. */
    public static AnsweredBy of(String word) {
        return Arrays.stream(values())
                .filter(answeredBy -> answeredBy.word.equals(word))
                .findFirst()
                .orElse(UNKNOWN);
    }
}
