package io.mailyard.templates;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/**
 * Text of others between our own words: whatever letters and controls of direction it has, it turns
 * nothing that stands beside it (Unicode Bidirectional Algorithm, UAX #9).
 */
public final class BidiText {
    private static final char LRE = '\u202a';
    private static final char RLE = '\u202b';
    private static final char PDF = '\u202c';
    private static final char LRO = '\u202d';
    private static final char RLO = '\u202e';
    private static final char LRI = '\u2066';
    private static final char RLI = '\u2067';
    private static final char FSI = '\u2068';
    private static final char PDI = '\u2069';

    /** Character in place of a control that is not shown. */
    private static final char REPLACED = '\ufffd';

    /** The first letter that is written from right to left; nothing below turns anything. */
    private static final char FIRST = '\u0590';

    private BidiText() {}

    /**
     * The text without controls that would act beyond its end, or that write letters in another
     * order than they are read.
     */
    public static String cleaned(String text) {
        if (text.chars().noneMatch(BidiText::isControl)) {
            return text;
        }
        BitSet bad = bad(text);
        StringBuilder clean = new StringBuilder(text);
        bad.stream().forEach(at -> clean.setCharAt(at, REPLACED));
        return clean.toString();
    }

    /**
     * The text as {@link #cleaned} returns it, between isolates where it has letters that are
     * written from right to left.
     */
    public static String isolated(String text) {
        if (text.chars().noneMatch(letter -> letter >= FIRST)) {
            return text;
        }
        String clean = cleaned(text);
        return clean.codePoints().anyMatch(BidiText::turns) ? FSI + clean + PDI : clean;
    }

    private static boolean isControl(int letter) {
        return (letter >= LRE && letter <= RLO) || (letter >= LRI && letter <= PDI);
    }

    private static boolean turns(int letter) {
        return switch (Character.getDirectionality(letter)) {
            case Character.DIRECTIONALITY_RIGHT_TO_LEFT,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_EMBEDDING,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_OVERRIDE,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_ISOLATE,
                    Character.DIRECTIONALITY_LEFT_TO_RIGHT_OVERRIDE ->
                    true;
            default -> false;
        };
    }

    /**
     * Places of overrides with their ends, and of controls that nothing opens or closes. The
     * isolates that are open are counted: a message is long, and may have nothing else in it.
     */
    private static BitSet bad(String text) {
        BitSet bad = new BitSet();
        Deque<Integer> open = new ArrayDeque<>();
        int isolates = 0;
        for (int at = 0; at < text.length(); at++) {
            switch (text.charAt(at)) {
                case LRE, RLE, LRO, RLO -> open.push(at);
                case LRI, RLI, FSI -> {
                    open.push(at);
                    isolates++;
                }
                case PDF -> closeEmbedding(text, at, open, bad);
                case PDI -> {
                    if (isolates > 0) {
                        closeIsolate(text, open, bad);
                        isolates--;
                    } else {
                        bad.set(at);
                    }
                }
                default -> {
                    // a letter
                }
            }
        }
        open.forEach(bad::set);
        return bad;
    }

    private static void closeEmbedding(String text, int at, Deque<Integer> open, BitSet bad) {
        boolean opened = !open.isEmpty() && !isIsolate(text.charAt(open.peek()));
        int from = opened ? open.pop() : at;
        if (!opened || text.charAt(from) == LRO || text.charAt(from) == RLO) {
            bad.set(from);
            bad.set(at);
        }
    }

    /** Ends an isolate, and with it all that was opened within it. */
    private static void closeIsolate(String text, Deque<Integer> open, BitSet bad) {
        while (!isIsolate(text.charAt(open.peek()))) {
            bad.set(open.pop());
        }
        open.pop();
    }

    private static boolean isIsolate(char letter) {
        return letter == LRI || letter == RLI || letter == FSI;
    }
}
