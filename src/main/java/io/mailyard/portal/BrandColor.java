package io.mailyard.portal;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A color of the platform's, with the contrast that texts on it need (WCAG 2.2, 1.4.3 and 1.4.11).
 */
public record BrandColor(int red, int green, int blue) {
    private static final Pattern FORM =
            Pattern.compile("#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", Pattern.CASE_INSENSITIVE);
    private static final BrandColor WHITE = new BrandColor(255, 255, 255);
    private static final BrandColor BLACK = new BrandColor(0, 0, 0);

    /** The ground of cards on dark pages, as the stylesheet has it. */
    private static final BrandColor DARK_CARD = new BrandColor(0x17, 0x1c, 0x23);

    private static final double OF_TEXT = 4.5;
    private static final double OF_EDGES = 3;
    private static final int STEPS = 100;

    /** Refuses a color on which white text could not be read. */
    static BrandColor parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("is not a color such as #0b5bd3");
        }
        BrandColor color =
                new BrandColor(
                        Integer.parseInt(form.group(1), 16),
                        Integer.parseInt(form.group(2), 16),
                        Integer.parseInt(form.group(3), 16));
        double contrast = color.contrast(WHITE);
        if (contrast < OF_TEXT) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "is too light: white text on it has a contrast of %.1f:1, and needs"
                                    + " 4.5:1; the nearest that has it is %s",
                            Math.floor(contrast * 10) / 10,
                            color.readable()));
        }
        return color;
    }

    private BrandColor readable() {
        BrandColor darker = this;
        for (int step = 1; darker.contrast(WHITE) < OF_TEXT; step++) {
            darker = mixed(BLACK, step);
        }
        return darker;
    }

    /** This color, as light as it must be to be seen on dark pages. */
    BrandColor onDark() {
        BrandColor lighter = this;
        for (int step = 1; lighter.contrast(DARK_CARD) < OF_EDGES; step++) {
            lighter = mixed(WHITE, step);
        }
        return lighter;
    }

    private BrandColor mixed(BrandColor other, int step) {
        return new BrandColor(
                mixed(red, other.red, step),
                mixed(green, other.green, step),
                mixed(blue, other.blue, step));
    }

    private static int mixed(int one, int other, int step) {
        return one + (other - one) * step / STEPS;
    }

    /** The contrast ratio of two colors, 1 to 21 (WCAG 2.2). */
    double contrast(BrandColor other) {
        double one = luminance() + 0.05;
        double two = other.luminance() + 0.05;
        return Math.max(one, two) / Math.min(one, two);
    }

    private double luminance() {
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    }

    private static double linear(int channel) {
        double part = channel / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }

    /** A stylesheet that colors buttons and what is current. */
    String css() {
        BrandColor dark = onDark();
        int over = STEPS / 6;
        return ":root { --act: light-dark(%s, %s); --act-over: light-dark(%s, %s); }\n"
                .formatted(this, dark, mixed(BLACK, over), dark.mixed(BLACK, over));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "#%02x%02x%02x", red, green, blue);
    }
}
