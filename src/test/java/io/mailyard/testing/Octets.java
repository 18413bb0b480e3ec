package io.mailyard.testing;

import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Short inputs for parsers: all there are, rather than those that came to mind. */
public final class Octets {
    private Octets() {}

    /** Every text of at most {@code most} characters of {@code alphabet}, the shortest first. */
    public static Stream<String> upTo(int most, String alphabet) {
        return IntStream.rangeClosed(0, most).boxed().flatMap(length -> of(length, alphabet));
    }

    private static Stream<String> of(int length, String alphabet) {
        int count = (int) Math.pow(alphabet.length(), length);
        return IntStream.range(0, count)
                .mapToObj(number -> {
                    char[] text = new char[length];
                    int rest = number;
                    for (int i = 0; i < length; i++) {
                        text[i] = alphabet.charAt(rest % alphabet.length());
                        rest /= alphabet.length();
                    }
                    return new String(text);
                });
    }

    /** One of {@code length} characters of {@code alphabet}. */
    public static String random(Random random, int length, String alphabet) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /** As it is written in Java, for what a failed test says. */
    public static String shown(String octets) {
        return octets.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
    }
}
