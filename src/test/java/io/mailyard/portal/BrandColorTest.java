package io.mailyard.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The platform's color is readable in both themes, whatever it is. */
class BrandColorTest {
    private static final BrandColor WHITE = new BrandColor(255, 255, 255);
    private static final BrandColor DARK_CARD = new BrandColor(0x17, 0x1c, 0x23);

    @Test
    void everyColor_isRefusedOrReadableInBothThemes() {
        int taken = 0;
        for (int red = 0; red <= 255; red += 15) {
            for (int green = 0; green <= 255; green += 15) {
                for (int blue = 0; blue <= 255; blue += 15) {
                    BrandColor color = new BrandColor(red, green, blue);
                    if (color.contrast(WHITE) >= 4.5) {
                        BrandColor parsed = BrandColor.parse(color.toString());
                        assertThat(parsed).isEqualTo(color);
                        assertThat(parsed.onDark().contrast(WHITE))
                                .as("text on %s in dark", color)
                                .isGreaterThanOrEqualTo(4.5);
                        assertThat(parsed.onDark().contrast(DARK_CARD))
                                .as("edge of %s in dark", color)
                                .isGreaterThanOrEqualTo(3);
                        taken++;
                    } else {
                        assertThatThrownBy(() -> BrandColor.parse(color.toString()))
                                .hasMessageContaining("is too light");
                    }
                }
            }
        }
        assertThat(taken).isGreaterThan(1_000);
    }

    @Test
    void lightColor_isRefusedWithTheNearestThatCanBeRead() {
        assertThatThrownBy(() -> BrandColor.parse("#FFCC00"))
                .hasMessageMatching(
                        ".*contrast of 1\\.[0-9]:1.*the nearest that has it is #[0-9a-f]{6}");
        for (String text : new String[] {"", "red", "#fff", "#0b5bd3;", "0b5bd3"}) {
            assertThatThrownBy(() -> BrandColor.parse(text)).hasMessageContaining("#0b5bd3");
        }
    }
}
