package io.mailyard.wire;

import io.mailyard.base.VisibleText;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whole numbers in a body: JSON numbers, or strings of digits. */
public final class Digits {
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,40}");
    private static final Pattern NO_FRACTION = Pattern.compile("\\.0{1,20}$");

    private Digits() {}

    /** Whether digits as {@link #digits} returns them have no minus sign. */
    public static boolean unsigned(String digits) {
        return !digits.startsWith("-");
    }

    /** Up to 40 digits, with a minus sign if there is one; empty for anything else. */
    public static Optional<String> digits(Value value) {
        return written(value, INTEGER);
    }

    /** As {@link #digits}, and a fraction of zeros is left out: {@code 12.0} is 12. */
    public static Optional<String> wholeNumber(Value value) {
        return switch (value) {
            case Value.Numeral(String literal) -> digits(new Value.Text(whole(literal)));
            case Value.Text(String text) -> digits(new Value.Text(whole(text.strip())));
            case Value.Flag _, Value.Nothing _, Value.Items _, Value.Members _ -> Optional.empty();
        };
    }

    /** Removes a fraction of zeros, which programs write that know floating point only. */
    static String whole(String literal) {
        return NO_FRACTION.matcher(literal).replaceFirst("");
    }

    /**
     * A number as it is written, or a text without its outer blanks, if it has the form as a whole.
     */
    public static Optional<String> written(Value value, Pattern form) {
        String written =
                switch (value) {
                    case Value.Numeral(String literal) -> literal;
                    case Value.Text(String text) -> text.strip();
                    case Value.Flag _, Value.Nothing _, Value.Items _, Value.Members _ -> "";
                };
        return form.matcher(written).matches() ? Optional.of(written) : Optional.empty();
    }

    /**
     * The number that digits stand for.
     *
     * @throws IllegalArgumentException if it does not fit in 64 bits
     */
    public static long parse(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException tooLarge) {
            throw new IllegalArgumentException(
                    VisibleText.shortened(digits) + " does not fit in 64 bits", tooLarge);
        }
    }
}
