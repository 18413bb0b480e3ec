package io.mailyard.base;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Labels that the older and the newer rules of international names encode differently. The JDK
 * follows the older ones (RFC 3490), by which {@code stra\u00dfe} is {@code strasse}; registries
 * and mail hosts follow the newer ones (RFC 5891), by which it is a name of its own, and may belong
 * to someone else.
 */
final class Punycode {
    /** Sharp s, final sigma, and the two joiners (UTS 46 section 2.3). */
    private static final Pattern DEVIATING = Pattern.compile("[\u00df\u03c2\u200c\u200d]");

    /**
     * A joiner that is invisible, because it follows neither a mark, as viramas are, nor a letter
     * of a script whose letters join (RFC 5892 appendices A.1 and A.2, roughly).
     */
    private static final Pattern LONE_JOINER =
            Pattern.compile(
                    "(?<![\\p{M}\\p{IsArabic}\\p{IsSyriac}\\p{IsMongolian}\\p{IsNko}])[\u200c\u200d]");

    private static final Pattern DOTS = Pattern.compile("[.\u3002\uff0e\uff61]");
    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int FIRST_BIAS = 72;
    private static final int FIRST = 0x80;

    private Punycode() {}

    /** Whether a name has a letter that is encoded differently. */
    static boolean isDeviating(String name) {
        return DEVIATING.matcher(name).find();
    }

    /**
     * The name with each label that is encoded differently as an A-label; the other labels are
     * unchanged.
     */
    static String deviating(String name) {
        if (!isDeviating(name)) {
            return name;
        }
        if (LONE_JOINER.matcher(name).find()) {
            throw new IllegalArgumentException("a joiner joins nothing");
        }
        StringBuilder out = new StringBuilder();
        for (String label : DOTS.split(name, -1)) {
            out.append(out.isEmpty() ? "" : ".");
            out.append(
                    DEVIATING.matcher(label).find()
                            ? "xn--" + encoded(Normalizer.normalize(label, Normalizer.Form.NFC))
                            : label);
        }
        return out.toString();
    }

    /** Encodes a label in lower case (RFC 3492 section 6.3). */
    static String encoded(String label) {
        return exactly(label.toLowerCase(Locale.ROOT));
    }

    /** Encodes a label without changing its case. */
    static String exactly(String label) {
        int[] points = label.codePoints().toArray();
        StringBuilder out = new StringBuilder();
        for (int point : points) {
            if (point < FIRST) {
                out.append((char) point);
            }
        }
        int basic = out.length();
        int handled = basic;
        if (basic > 0) {
            out.append('-');
        }
        int next = FIRST;
        int delta = 0;
        int bias = FIRST_BIAS;
        while (handled < points.length) {
            int least = Integer.MAX_VALUE;
            for (int point : points) {
                least = point >= next ? Math.min(least, point) : least;
            }
            delta = Math.addExact(delta, Math.multiplyExact(least - next, handled + 1));
            next = least;
            for (int point : points) {
                if (point < next) {
                    delta++;
                } else if (point == next) {
                    number(out, delta, bias);
                    bias = adapted(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
            next++;
        }
        return out.toString();
    }

    /**
     * Decodes a label (RFC 3492 section 6.2).
     *
     * @param text the label without {@code xn--}, in lower case
     * @return empty if it encodes nothing
     */
    static Optional<String> decoded(String text) {
        int basic = Math.max(0, text.lastIndexOf('-'));
        List<Integer> points = new ArrayList<>();
        text.substring(0, basic).codePoints().forEach(points::add);
        int at = basic == 0 ? 0 : basic + 1;
        int next = FIRST;
        int place = 0;
        int bias = FIRST_BIAS;
        try {
            while (at < text.length()) {
                int before = place;
                int weight = 1;
                for (int k = BASE; ; k += BASE) {
                    int digit = at < text.length() ? value(text.charAt(at++)) : -1;
                    if (digit < 0) {
                        return Optional.empty();
                    }
                    place = Math.addExact(place, Math.multiplyExact(digit, weight));
                    int threshold = Math.clamp(k - bias, T_MIN, T_MAX);
                    if (digit < threshold) {
                        break;
                    }
                    weight = Math.multiplyExact(weight, BASE - threshold);
                }
                int count = points.size() + 1;
                bias = adapted(place - before, count, before == 0);
                next = Math.addExact(next, place / count);
                place %= count;
                if (!Character.isValidCodePoint(next)) {
                    return Optional.empty();
                }
                points.add(place++, next);
            }
        } catch (ArithmeticException tooLarge) {
            return Optional.empty();
        }
        StringBuilder out = new StringBuilder();
        points.forEach(out::appendCodePoint);
        return Optional.of(out.toString());
    }

    private static int value(char digit) {
        if (digit >= 'a' && digit <= 'z') {
            return digit - 'a';
        }
        return digit >= '0' && digit <= '9' ? digit - '0' + T_MAX : -1;
    }

    private static void number(StringBuilder out, int delta, int bias) {
        int rest = delta;
        for (int k = BASE; ; k += BASE) {
            int threshold = Math.clamp(k - bias, T_MIN, T_MAX);
            if (rest < threshold) {
                out.append(digit(rest));
                return;
            }
            out.append(digit(threshold + (rest - threshold) % (BASE - threshold)));
            rest = (rest - threshold) / (BASE - threshold);
        }
    }

    private static char digit(int value) {
        return (char) (value < T_MAX ? 'a' + value : '0' + value - T_MAX);
    }

    private static int adapted(int delta, int points, boolean isFirst) {
        int rest = isFirst ? delta / DAMP : delta / 2;
        rest += rest / points;
        int k = 0;
        while (rest > (BASE - T_MIN) * T_MAX / 2) {
            rest /= BASE - T_MIN;
            k += BASE;
        }
        return k + (BASE - T_MIN + 1) * rest / (rest + SKEW);
    }
}
